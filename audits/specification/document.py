"""The one document that describes an audit, as YAML or JSON; the same over HTTP and locally."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import (
    BeforeValidator,
    Field,
    NonNegativeInt,
    ValidationInfo,
    field_validator,
    model_validator,
)

from audits.specification.box_forms import BoxFormat
from audits.specification.document_values import (
    Category,
    Duration,
    Encoding,
    Label,
    Moment,
    Number,
    Whole,
    as_level,
)
from audits.specification.durations import seconds_of
from audits.specification.heads import MOST_HEADS, Heads
from audits.specification.label_set import LabelSetSpec
from audits.specification.model_formats import FormatName
from audits.specification.policy_document import PolicySpec
from audits.specification.reproducibility_statements import ItemKey, Statement
from audits.specification.roles import Kind, Role
from audits.specification.second_datasets import EarlierDataset, MembersDataset
from audits.specification.stated_network import StatedNetwork
from audits.specification.strict_model import Document
from audits.specification.timestamps import last_of

BUDGET = "10m"


class ColumnSpec(Document):
    """What the plan says about one column of the dataset."""

    role: Role = Role.FEATURE
    kind: Kind | None = None
    rename: str | None = None
    map: dict[Category, Label] | None = None
    cut: list[Number] | list[Moment] | None = None
    reference: Category | None = None
    positive: Category | None = None
    favourable: Category | list[Category] | None = None
    threshold: Number | None = None
    of: Literal["answer", "positive"] | None = None  # whose probability a score is
    missing: list[Label] | None = None
    decimal: Literal[".", ","] | None = None
    thousands: Literal[",", ".", " ", "'"] | None = None
    percent: Literal["share", "points"] | None = None
    unit: Label | None = None

    @field_validator("favourable")
    @classmethod
    def _one_is_no_list(cls, given: str | list[str] | None) -> str | list[str] | None:
        if isinstance(given, list):
            if not given or len(set(given)) < len(given):
                raise ValueError("favourable answers stand once each; give one or several")
            return given[0] if len(given) == 1 else given
        return given

    @field_validator("map", mode="before")
    @classmethod
    def _keys_are_text(cls, given: object) -> object:
        if isinstance(given, Mapping):
            return {as_level(key): value for key, value in given.items()}
        return given

    @field_validator("cut")
    @classmethod
    def _cuts_rise(cls, given: list[float] | list[str] | None) -> list[float] | list[str] | None:
        places = [last_of(point) if isinstance(point, str) else point for point in given or ()]
        if given is not None and (not given or sorted(set(places)) != places):
            raise ValueError("cut points must rise; give e.g. [25, 60]")
        return given


class Preprocessing(Document):
    """How pictures, sounds, sequences and numbers become the model's input tensor."""

    size: tuple[int, int] | None = None  # height, width
    layout: Literal["nchw", "nhwc"] | None = None
    channels: Literal[1, 3] | None = None
    order: Literal["rgb", "bgr"] = "rgb"  # of the colours; OpenCV trains on bgr
    scale: float | None = None  # multiplied to 0..255 values first; 1/255 when left out
    mean: list[float] | None = None
    std: list[float] | None = None
    # Of what runs over time: sounds, sequences.
    sampling_rate: Whole | None = Field(None, ge=1_000, le=384_000)  # hertz, of sounds
    steps: Literal["first", "last"] | None = None  # before the channels of an input, or behind
    # What stands in for the steps that a row lacks. Left out, rows of one length alone are asked
    # together, and an input of fixed length takes no other.
    pad: float | None = None
    pad_side: Literal["end", "start"] = "end"
    crop: bool = False  # what is longer than the input takes loses its end
    mask: str | None = None  # the input that takes 1 where a step is real and 0 where it is padding
    lengths: str | None = None  # the input that takes how many steps are real


class OutputSpec(Document):
    """Which output of the model is its answer, and what stands in it.

    Of a detector: the outputs of boxes, scores and classes, and how a box is written.
    """

    name: str | None = None
    meaning: Literal["label", "probability", "logit", "number"] | None = None
    boxes: str | None = None
    scores: str | None = None
    labels: str | None = None
    box_format: BoxFormat | None = None
    relative: bool | None = None
    column: NonNegativeInt | None = None  # of an output that answers several labels at once


_WITHOUT_FILE = ("endpoint", "recorded")
# Earlier documents said the meaning alone.
_MEANINGS = {"labels": "label", "probabilities": "probability", "logits": "logit"}


class ModelSpec(Document):
    """The model under audit: where it is and how the dataset feeds it."""

    path: str | None = None
    id: str | None = None
    url: str | None = None
    name: str | None = None
    version: Label | None = None
    format: FormatName | None = None
    task: (
        Literal[
            "classification",
            "regression",
            "translation",
            "text-generation",
            "fill-mask",
            "embedding",
            "token-classification",
            "object-detection",
        ]
        | None
    ) = None
    inputs: dict[str, list[str]] | None = None
    labels: list[Category] | None = None
    threshold: Number | None = None
    output: OutputSpec | None = None
    positive: Category | None = None  # for audits without a label or prediction column
    favourable: Category | None = None
    precision: Literal["fp32", "bf16"] = "fp32"
    device: Literal["auto", "cpu", "gpu"] = "auto"  # auto: a GPU for large models, if there is one
    preprocessing: Preprocessing = Preprocessing()
    source_language: str | None = None
    target_language: str | None = None
    endpoint: dict[str, Any] | None = None
    network: StatedNetwork | None = None  # of a file that holds weights alone

    @field_validator("inputs", mode="before")
    @classmethod
    def _one_column_may_stand_alone(cls, given: object) -> object:
        if isinstance(given, Mapping):
            return {key: [v] if isinstance(v, str) else v for key, v in given.items()}
        return given

    @field_validator("endpoint", mode="before")
    @classmethod
    def _a_form_may_stand_alone(cls, given: object) -> object:
        return {"form": given} if isinstance(given, str) else given

    @field_validator("output", mode="before")
    @classmethod
    def _a_meaning_may_stand_alone(cls, given: object) -> object:
        if not isinstance(given, str):
            return given
        meaning = _MEANINGS.get(given, given)
        if meaning not in (*_MEANINGS.values(), "number"):
            raise ValueError(
                f"{given[:60]!r} is no meaning of an output; an output's name stands in "
                "`output.name`"
            )
        return {"meaning": meaning}

    @field_validator("network")
    @classmethod
    def _is_of_a_file(
        cls, given: StatedNetwork | None, info: ValidationInfo
    ) -> StatedNetwork | None:
        has_file = info.data.get("url") is None and info.data.get("format") not in _WITHOUT_FILE
        if given is not None and not has_file:
            raise ValueError("says what the weights of a file are for; leave it out")
        return given

    @property
    def output_name(self) -> str | None:
        """The output that was chosen by name."""
        return None if self.output is None else self.output.name

    @property
    def label_column(self) -> int | None:
        """Which column of an output of several labels is the answer, from 0 on."""
        return None if self.output is None else self.output.column

    @property
    def meaning(self) -> str | None:
        """What the answer was said to be."""
        return None if self.output is None else self.output.meaning

    @property
    def boxes_stated(self) -> tuple[str, ...]:
        """What was said of a detector's outputs, by its keys."""
        output = self.output or OutputSpec()
        keys = ("boxes", "scores", "labels", "box_format", "relative")
        return tuple(key for key in keys if getattr(output, key) is not None)


class DatasetSpec(Document):
    """The rows the audit is made on, and what each column is for."""

    path: str | None = None
    id: str | None = None
    name: str | None = None
    version: Label | None = None
    missing: list[Label] | None = None
    encoding: Encoding | None = None
    columns: dict[str, ColumnSpec] = Field(default_factory=dict)


class Span(Document):
    """Rows with a number or date from one value to another, both ends included, or all but some.

    left_out: values whose rows are left out, as the sums of a spreadsheet are.
    """

    start: Number | Moment | None = Field(None, alias="from")
    end: Number | Moment | None = Field(None, alias="to")
    left_out: Category | list[Category] | None = Field(None, alias="except")

    @model_validator(mode="after")
    def _says_something(self) -> "Span":
        has_ends = self.start is not None or self.end is not None
        if has_ends == (self.left_out is not None):
            raise ValueError("a span has `from`, `to` or both, or else `except`; give one of them")
        return self


RowChoice = Category | list[Category] | Span


def _every_row(given: object) -> object:
    """`all` leaves nobody out; left out altogether, the rows named test are taken."""
    if given == "all":
        return {}
    if isinstance(given, str):
        raise ValueError(f"{given!r} chooses no rows; give `all`, or columns with their values")
    return given


RowChoices = Annotated[
    dict[str, RowChoice],
    BeforeValidator(_every_row, json_schema_input_type=Literal["all"] | dict[str, RowChoice]),
]


class Settings(Document):
    """For the whole audit; a probe's own parameter wins.

    budget: how long the audit may take where probes ask the model again and again.
    disclosure: `protect` keeps groups of under five people, and single rows, out of the report.
    """

    confidence: Number = Field(0.95, ge=0.5, lt=1)
    smallest_group: Whole = Field(30, ge=1)
    seed: Whole = Field(0, ge=0, lt=2**63)
    budget: Duration = BUDGET
    disclosure: Literal["open", "protect"] = "open"

    @property
    def budget_seconds(self) -> float:
        """The budget as a number."""
        return seconds_of(self.budget)

    def to_json(self) -> dict[str, Any]:
        """Without what everybody has, so that such a plan's text stays what it was."""
        usual = {"budget": BUDGET, "disclosure": "open"}
        left_out = {name for name, value in usual.items() if getattr(self, name) == value}
        return self.model_dump(mode="json", exclude=left_out)


class Names(Document):
    """The words of sentences: what a row is, and what is said of one with a class."""

    row: str | None = Field(None, min_length=1, max_length=60)
    rows: str | None = Field(None, min_length=1, max_length=60)
    classes: dict[Category, str] = Field(default_factory=dict)

    @field_validator("classes", mode="before")
    @classmethod
    def _keys_are_classes(cls, given: object) -> object:
        if isinstance(given, Mapping):
            return {as_level(key): value for key, value in given.items()}
        return given

    def to_json(self) -> dict[str, Any]:
        """Only what was said."""
        return self.model_dump(mode="json", exclude_defaults=True)


class ProbeRequest(Document):
    """A probe by name, with parameters where they differ from its defaults."""

    name: str
    parameters: dict[str, Any] = Field(default_factory=dict)


class AuditDocument(Document):
    """Everything an audit needs to be repeated.

    mode: `new_only` lets findings stand that the last accepted audit had, if they are no worse.
    """

    model: ModelSpec | None = None
    dataset: DatasetSpec
    earlier: EarlierDataset | None = None
    members: MembersDataset | None = None
    rows: RowChoices | None = None
    heads: Heads = Field(default_factory=dict, max_length=MOST_HEADS)
    label_set: LabelSetSpec | None = None
    probes: list[ProbeRequest] | None = None
    settings: Settings = Settings()
    names: Names = Names()
    reproducibility: dict[ItemKey, Statement] = Field(default_factory=dict)
    policy: PolicySpec | str | None = None
    mode: Literal["all", "new_only"] = "all"

    @field_validator("probes", mode="before")
    @classmethod
    def _short_forms(cls, given: object) -> object:
        if not isinstance(given, list):
            return given
        return [_probe_request(item) for item in given]

    def with_budget(self, budget: str) -> "AuditDocument":
        """The document with another `settings.budget`."""
        settings = self.settings.model_dump(exclude_unset=True) | {"budget": budget}
        return self.model_copy(update={"settings": Settings.model_validate(settings)})

    def with_encoding(self, encoding: str) -> "AuditDocument":
        """The document with another `dataset.encoding`."""
        dataset = self.dataset.model_dump(exclude_unset=True, by_alias=True)
        stated = DatasetSpec.model_validate(dataset | {"encoding": encoding})
        return self.model_copy(update={"dataset": stated})


def _probe_request(item: object) -> object:
    if isinstance(item, str):
        return {"name": item}
    if isinstance(item, Mapping) and len(item) == 1 and "name" not in item:
        ((name, parameters),) = item.items()
        return {"name": name, "parameters": parameters or {}}
    return item
