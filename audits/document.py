"""The one document that describes an audit, as YAML or JSON; the same over HTTP and locally."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)

from audits.columns import Kind, Role
from audits.errors import Problem, Refused


def as_text(value: object) -> object:
    """How a category is spelled: integral numbers without `.0`, booleans lower case, stripped."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, int | float):
        return repr(value)
    return value.strip() if isinstance(value, str) else value


def _no_boolean(value: object) -> object:
    if isinstance(value, bool):
        raise ValueError("Input should be a number, not true or false")
    return value


Category = Annotated[str, BeforeValidator(as_text)]
Number = Annotated[float, BeforeValidator(_no_boolean)]
Whole = Annotated[int, BeforeValidator(_no_boolean)]
Choice = Literal["block", "pass"]


class Document(BaseModel):
    """Nothing is ignored: an unknown key is an error that names it."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, populate_by_name=True, allow_inf_nan=False
    )


class ColumnSpec(Document):
    """What the plan says about one column of the dataset."""

    role: Role = Role.FEATURE
    kind: Kind | None = None
    rename: str | None = None
    map: dict[Category, Category] | None = None
    cut: list[Number] | None = None
    reference: Category | None = None
    positive: Category | None = None
    favourable: Category | None = None
    threshold: Number | None = None

    @field_validator("map", mode="before")
    @classmethod
    def _keys_are_text(cls, found: object) -> object:
        if isinstance(found, Mapping):
            return {as_text(key): value for key, value in found.items()}
        return found

    @field_validator("cut")
    @classmethod
    def _cuts_rise(cls, found: list[float] | None) -> list[float] | None:
        if found is not None and (not found or sorted(set(found)) != found):
            raise ValueError("cut points must rise, e.g. [25, 60]")
        return found


class Preprocessing(Document):
    """How pictures and numbers become the model's input tensor."""

    size: tuple[int, int] | None = None  # height, width
    layout: Literal["nchw", "nhwc"] | None = None
    channels: Literal[1, 3] | None = None
    scale: float | None = None  # multiplied to 0..255 values first; 1/255 when left out
    mean: list[float] | None = None
    std: list[float] | None = None


class ModelSpec(Document):
    """The model under audit: where it is and how the dataset feeds it."""

    path: str | None = None
    id: str | None = None
    url: str | None = None
    name: str | None = None
    version: Category | None = None
    format: Literal["onnx", "huggingface", "endpoint", "recorded"] | None = None
    task: (
        Literal["classification", "regression", "translation", "text-generation", "fill-mask"]
        | None
    ) = None
    inputs: dict[str, list[str]] | None = None
    labels: list[Category] | None = None
    threshold: Number | None = None
    output: Literal["labels", "probabilities", "logits"] | None = None
    precision: Literal["fp32", "bf16"] = "fp32"
    device: Literal["auto", "cpu", "gpu"] = "auto"  # auto: a GPU for large models, if there is one
    preprocessing: Preprocessing = Preprocessing()
    source_language: str | None = None
    target_language: str | None = None
    endpoint: dict[str, Any] | None = None

    @field_validator("inputs", mode="before")
    @classmethod
    def _one_column_may_stand_alone(cls, found: object) -> object:
        if isinstance(found, Mapping):
            return {key: [v] if isinstance(v, str) else v for key, v in found.items()}
        return found


class DatasetSpec(Document):
    """The rows the audit is made on, and what each column is for."""

    path: str | None = None
    id: str | None = None
    name: str | None = None
    version: Category | None = None
    columns: dict[str, ColumnSpec] = Field(default_factory=dict)


class Settings(Document):
    """For the whole audit; a probe's own parameter wins."""

    confidence: Number = Field(0.95, ge=0.5, lt=1)
    smallest_group: Whole = Field(30, ge=1)
    seed: Whole = Field(0, ge=0, lt=2**63)


class RuleSpec(Document):
    """A bound that the whole interval of a metric must keep."""

    metric: str
    attribute: str | list[str] | None = None
    group: dict[str, Category | None] | None = None
    probe: str | None = None
    at_least: Number | None = None
    at_most: Number | None = None
    above: Number | None = None
    below: Number | None = None
    within: Number | tuple[Number, Number] | None = None
    one_sided: bool = False
    excluded: list[Category | dict[str, Category]] = Field(default_factory=list, alias="except")
    smallest_share: Number | None = Field(None, ge=0, lt=1)

    @model_validator(mode="after")
    def _bounds_make_sense(self) -> "RuleSpec":
        bounds = (self.at_least, self.at_most, self.above, self.below, self.within)
        if all(bound is None for bound in bounds):
            raise ValueError("give a bound: at_least, at_most, above, below or within")
        if self.within is not None and any(bound is not None for bound in bounds[:4]):
            raise ValueError("within stands alone; leave the other bounds out")
        if self.at_least is not None and self.above is not None:
            raise ValueError("give at_least or above, not both")
        if self.at_most is not None and self.below is not None:
            raise ValueError("give at_most or below, not both")
        if isinstance(self.within, float) and self.within < 0:
            raise ValueError("within is a distance from 0 and cannot be negative")
        if self.attribute is not None and self.group is not None:
            raise ValueError("give attribute or group, not both")
        lower, upper = self.limits
        if lower is not None and upper is not None and lower > upper:
            raise ValueError(f"no value lies between {lower} and {upper}")
        return self

    @property
    def limits(self) -> tuple[float | None, float | None]:
        """Lower and upper bound, None where open."""
        match self.within:
            case None:
                lower = self.at_least if self.at_least is not None else self.above
                upper = self.at_most if self.at_most is not None else self.below
                return lower, upper
            case tuple(pair):
                return pair
            case reach:
                return -reach, reach

    @property
    def attributes(self) -> tuple[str, ...]:
        """The protected attributes whose groups are judged; empty for other scopes."""
        if self.attribute is None:
            return ()
        return (self.attribute,) if isinstance(self.attribute, str) else tuple(self.attribute)

    def to_json(self) -> dict[str, Any]:
        """Only what was said, with the contract's keys."""
        return self.model_dump(mode="json", by_alias=True, exclude_defaults=True)


class Waiver(Document):
    """A finding accepted for a while, and why; it stays in the report."""

    finding: str
    until: str
    reason: str = Field(min_length=1)

    @field_validator("until", mode="before")
    @classmethod
    def _is_a_date(cls, found: object) -> object:
        text = str(found)
        try:
            date.fromisoformat(text)
        except ValueError:
            raise ValueError("until is a date, e.g. 2027-03-31") from None
        return text


class PolicySpec(Document):
    """Rules, and what an undecided or unmeasured rule means for the gate."""

    name: str | None = None
    rules: list[RuleSpec] = Field(default_factory=list)
    on_inconclusive: Choice = "block"
    on_not_run: Choice = "block"
    correction: Literal["holm", "benjamini-hochberg"] = "holm"
    waivers: list[Waiver] = Field(default_factory=list)


class ProbeRequest(Document):
    """A probe by name, with parameters where they differ from its defaults."""

    name: str
    parameters: dict[str, Any] = Field(default_factory=dict)


class AuditDocument(Document):
    """Everything an audit needs to be repeated."""

    model: ModelSpec | None = None
    dataset: DatasetSpec
    probes: list[ProbeRequest] | None = None
    settings: Settings = Settings()
    policy: PolicySpec | str | None = None

    @field_validator("probes", mode="before")
    @classmethod
    def _short_forms(cls, found: object) -> object:
        if not isinstance(found, list):
            return found
        return [_probe_request(item) for item in found]


def _probe_request(item: object) -> object:
    if isinstance(item, str):
        return {"name": item}
    if isinstance(item, Mapping) and len(item) == 1 and "name" not in item:
        ((name, parameters),) = item.items()
        return {"name": name, "parameters": parameters or {}}
    return item


class _Loader(yaml.SafeLoader):
    """YAML in which only true and false are booleans, and dates stay text."""


_PLAIN = ("tag:yaml.org,2002:bool", "tag:yaml.org,2002:timestamp")
_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag not in _PLAIN]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile(r"^(?:true|True|false|False)$"), list("tTfF")
)


def _mapping_without_duplicates(loader: _Loader, node: yaml.MappingNode) -> dict[Any, Any]:
    seen: set[object] = set()
    for key_node, _ in node.value:
        key = loader.construct_object(key_node, deep=True)
        if key in seen:
            raise Refused.because(
                str(key), "the key stands twice", "keep one of them", code="duplicate_key"
            )
        seen.add(key)
    loader.flatten_mapping(node)
    return loader.construct_mapping(node, deep=True)


_Loader.add_constructor("tag:yaml.org,2002:map", _mapping_without_duplicates)


def load_yaml(text: str) -> Any:
    """YAML or JSON text as plain values; `yes` and `no` stay text, as the data spells them."""
    try:
        return yaml.load(text, _Loader)  # noqa: S506 (a SafeLoader)
    except RecursionError as error:
        raise Refused.because(
            "document", "is nested too deeply", "write it with fewer levels", code="unreadable"
        ) from error
    except (yaml.YAMLError, ValueError) as error:
        first = _syntax(error)
        if "single document" in str(error):
            raise Refused.because(
                "document",
                "the file holds several documents, and one describes an audit",
                "keep what stands before `---`, and give the others files of their own",
                code="several_documents",
            ) from error
        raise Refused.because(
            "document", f"not valid YAML or JSON: {first}", "mend the file", code="unreadable"
        ) from error


def _syntax(error: Exception) -> str:
    """What is wrong with the text, and on which line: `line 2: found character '\\t' ...`."""
    if not isinstance(error, yaml.MarkedYAMLError):
        return str(error).split("\n", 1)[0]
    said = error.problem or error.context or "cannot be read"
    mark = error.problem_mark or error.context_mark
    return said if mark is None else f"line {mark.line + 1}, column {mark.column + 1}: {said}"


def problems_of(error: ValidationError, prefix: str = "") -> list[Problem]:
    """Pydantic's complaints as problems, each with the path of its field.

    A field that may be one of two things is complained of once for each; those of one path are
    told together, and not at all where the choice is clear because a complaint lies deeper.
    """
    found: dict[str, tuple[list[str], str]] = {}
    for complaint in error.errors(include_url=False, include_context=False):
        words = _path(complaint["loc"])
        path = ".".join([prefix, *words] if prefix else words) or "document"
        message, remedy = _told(complaint["type"], complaint["msg"], words)
        messages, _ = found.setdefault(path, ([], remedy))
        if message not in messages:
            messages.append(message)
    return [
        Problem(path, ", or ".join(messages), remedy)
        for path, (messages, remedy) in found.items()
        if not (messages == [_NO_TEXT] and any(p.startswith(f"{path}.") for p in found))
    ]


_NO_TEXT = "Input should be a valid string"
# How pydantic names the alternatives of `X | Y` in the place of a complaint.
_CHOICES = re.compile(r"PolicySpec|str|float|(tuple|list|dict|function-before)\[.*")
# Below these, any word may be a name from the data.
_NAMED_BY_DATA = ("columns", "inputs", "map", "group")


def _path(place: Sequence[str | int]) -> list[str]:
    words: list[str] = []
    for part in map(str, place):
        named = bool(words) and words[-1] in _NAMED_BY_DATA
        if named or not _CHOICES.fullmatch(part):
            words.append(part)
    return words


def _told(kind: str, message: str, words: Sequence[str]) -> tuple[str, str]:
    """What pydantic says, and what would mend it."""
    if kind == "extra_forbidden":
        return "there is no such key here", _where(words)
    if kind == "missing":
        return "is missing", "add it"
    if kind in ("dict_type", "model_type"):
        message = "Input should be a mapping, keys with values"
    return message.removeprefix("Value error, "), "see docs/document.md"


def _where(words: Sequence[str]) -> str:
    """Where a key that was not expected may belong."""
    name = words[-1] if words else ""
    if words[:1] == ["probes"]:
        return "a probe has `name` and `parameters`; its own parameters stand under `parameters`"
    places = [place for place, shape in _PLACES.items() if name in _keys(shape)]
    if places:
        return f"{name!r} stands under {' or '.join(f'`{place}`' for place in places)}"
    known = _keys(AuditDocument).union(*map(_keys, _PLACES.values()))
    close = get_close_matches(name, known, n=1, cutoff=0.6)
    return f"did you mean {close[0]!r}?" if close else "remove it, or mend its spelling"


def _keys(shape: type[Document]) -> set[str]:
    return {field.alias or name for name, field in shape.model_fields.items()}


_PLACES: dict[str, type[Document]] = {
    "model": ModelSpec,
    "model.preprocessing": Preprocessing,
    "dataset": DatasetSpec,
    "dataset.columns.NAME": ColumnSpec,
    "settings": Settings,
    "policy": PolicySpec,
    "policy.rules": RuleSpec,
    "policy.waivers": Waiver,
}


def parse_document(found: object) -> AuditDocument:
    """The document, or `Refused` with every problem at once."""
    if not isinstance(found, Mapping):
        raise Refused.because("document", "the document is not a mapping", "start with `dataset:`")
    try:
        return AuditDocument.model_validate(found)
    except ValidationError as error:
        raise Refused(problems_of(error)) from error


def parse_policy(found: object) -> PolicySpec:
    """A policy on its own, or `Refused` with every problem at once."""
    try:
        return PolicySpec.model_validate(found)
    except ValidationError as error:
        raise Refused(problems_of(error, "policy")) from error


def read_document(path: Path) -> AuditDocument:
    """The document in a file; a policy given as a file name is read too."""
    document = parse_document(load_yaml(_text_of(path)))
    if isinstance(document.policy, str):
        named = path.parent / document.policy
        if _is_file(named):
            policy = parse_policy(load_yaml(_text_of(named)))
            policy = policy.model_copy(update={"name": policy.name or named.stem})
            return document.model_copy(update={"policy": policy})
    return document


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a name that no file system can have
        return False


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise Refused.because(
            str(path), f"cannot be read: {error.strerror}", "check the path", code="not_found"
        ) from error
    except UnicodeDecodeError as error:
        raise Refused.because(
            str(path), "is not UTF-8 text", "save it as UTF-8", code="unreadable"
        ) from error
