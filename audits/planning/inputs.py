"""Which columns feed which input of the model."""

import re
from collections.abc import Iterator, Mapping, Sequence

from audits.errors import Problem
from audits.planning.amounts import with_unit
from audits.planning.cell_formats import ambiguous
from audits.specification.document import AuditDocument, ColumnSpec, ModelSpec
from audits.specification.profiles import ColumnProfile, DatasetProfile, InputProfile, ModelProfile
from audits.specification.roles import FILES, NEVER_FED, OVER_TIME, Kind, Role
from audits.specification.suggestions import listed, nearest, similar
from audits.specification.yaml_spelling import in_yaml


def resolve_inputs(
    document: AuditDocument,
    model: ModelProfile,
    dataset: DatasetProfile,
    columns: Mapping[str, ColumnSpec],
    problems: list[Problem],
) -> tuple[ModelSpec, dict[str, ColumnSpec]]:
    """The model with `inputs` filled in, and the columns with those that feed it added."""
    spec = document.model or ModelSpec()
    profiles = {profile.name: profile for profile in dataset.columns}
    inputs: dict[str, list[str]] = {}
    known = {item.name: item for item in model.inputs}
    for name in spec.inputs or {}:
        if name not in known:
            problems.append(
                Problem(
                    f"model.inputs.{name}",
                    "the model has no such input",
                    nearest(name, known),
                    "unknown_input",
                )
            )
    aside = (spec.preprocessing.mask, spec.preprocessing.lengths)
    for key in ("mask", "lengths"):
        name = getattr(spec.preprocessing, key)
        if name is not None and name not in known:
            problems.append(
                Problem(
                    f"model.preprocessing.{key}", f"the model has no input {name!r}",
                    nearest(name, known), "unknown_input",
                )
            )  # fmt: skip
    for item in model.inputs:
        if item.name in aside:
            continue
        field = f"model.inputs.{item.name}"
        if spec.inputs is not None:
            fed = spec.inputs.get(item.name)
        else:
            fed = _unnamed(item, model, profiles, columns)
        if fed is None:
            if _is_unread(item.name, dataset, problems):
                continue
            problems.append(
                Problem(
                    field,
                    f"no column feeds the model's input {item.name!r}",
                    _suggestion(item, model, profiles, columns),
                    "input_not_fed",
                )
            )
            continue
        missing = [name for name in fed if name not in profiles]
        for name in missing:
            if not _is_unread(name, dataset, problems):
                problems.append(
                    Problem(
                        field,
                        f"the dataset has no column {name!r}",
                        nearest(name, profiles),
                        "unknown_column",
                    )
                )
        if item.kind is Kind.NUMBER:
            problems.extend(_in_doubt(fed, profiles, columns))
        for name in fed:
            role = columns[name].role if name in columns else Role.FEATURE
            if role in NEVER_FED:
                problems.append(
                    Problem(
                        field,
                        f"column {name!r} has the role {role}, which never feeds a model",
                        "take it out of `inputs`, or change its role",
                        "answer_fed",
                    )
                )
        over_time = [name for name in fed if _kind_of(name, profiles, columns) in OVER_TIME]
        problems.extend(_heard(item.name, model, spec, over_time, profiles, columns))
        width = None if over_time else _width(item)
        if width is not None and not missing and len(fed) != width:
            problems.append(
                Problem(
                    field,
                    f"the input takes {width} columns and {len(fed)} are named",
                    "name them all, in the model's order",
                    "wrong_width",
                )
            )
        inputs[item.name] = list(fed)
    if model.format == "endpoint":
        problems.extend(_pictured(spec, inputs, profiles, columns))
    complete = dict(columns)
    for name in (name for names in inputs.values() for name in names):
        if name in profiles and name not in complete:
            complete[name] = ColumnSpec(role=Role.FEATURE, kind=profiles[name].kind)
    resolved = spec.model_copy(
        update={"inputs": inputs, "format": model.format, "task": spec.task or model.task}
    )
    return resolved, complete


def _is_unread(name: str, dataset: DatasetProfile, problems: list[Problem]) -> bool:
    """Whether the table has the column and nobody can read it, which is then a problem."""
    field = f"dataset.columns.{name}"
    unread = [column.problem(field) for column in dataset.unread if column.name == name]
    problems.extend(problem for problem in unread if problem not in problems)
    return bool(unread)


def _in_doubt(
    fed: Sequence[str], profiles: Mapping[str, ColumnProfile], columns: Mapping[str, ColumnSpec]
) -> Iterator[Problem]:
    """Columns whose numbers could be read as two, where the document does not say which."""
    for name in fed:
        spec = columns.get(name, ColumnSpec())
        stated = spec.decimal or spec.thousands or spec.map
        if name not in profiles or stated or spec.unit or spec.kind is Kind.CATEGORY:
            continue
        profile = profiles[name]
        if profile.cells.doubtful:
            yield ambiguous(name, profile)
        elif profile.amounts is not None and name not in columns:
            yield with_unit(name, spec, profile, profile.amounts)


def _unnamed(
    item: InputProfile,
    model: ModelProfile,
    profiles: Mapping[str, object],
    columns: Mapping[str, ColumnSpec],
) -> list[str] | None:
    """`inputs` left out: the column of the input's name, or the only declared feature."""
    if item.name in profiles:
        role = columns[item.name].role if item.name in columns else Role.FEATURE
        return None if role in NEVER_FED else [item.name]
    feeding = [n for n in profiles if n not in columns or columns[n].role not in NEVER_FED]
    for spelled in (_as_exported, _plain):
        alike = [name for name in feeding if spelled(name) == spelled(item.name)]
        if len(alike) == 1:
            return alike
    if len(model.inputs) == 1 and item.kind in (Kind.TEXT, *FILES, *OVER_TIME):
        features = [
            name
            for name, spec in columns.items()
            if spec.role is Role.FEATURE and spec.kind is item.kind
        ]
        if len(features) == 1:
            return features
    return None


# An index without a name: in Parquet and Feather, and read from CSV and written again.
_PANDAS_INDEX = re.compile(r"__index_level_\d+__|Unnamed: \d+(\.\d+)*")


def _as_exported(name: str) -> str:
    """skl2onnx writes an underscore for each sign that cannot stand in a name of C."""
    return re.sub(r"[^\w+]", "_", name)


def _plain(name: str) -> str:
    """Other exporters write one underscore for several such signs, or none at the ends."""
    return re.sub(r"[\W_]+", "_", name).strip("_")


def _width(item: InputProfile) -> int | None:
    """How many columns a table input takes: its last axis, if it is a matrix of fixed width."""
    if item.kind in (Kind.TEXT, *FILES, *OVER_TIME) or len(item.shape) != 2:
        return None
    return item.shape[1]


def _suggestion(
    item: InputProfile,
    model: ModelProfile,
    profiles: Mapping[str, ColumnProfile],
    columns: Mapping[str, ColumnSpec],
) -> str:
    """The columns to choose among: features of the input's kind, or all that may feed one.

    Of a model with an input a column, those that feed its other inputs are no choice.
    """
    free = [name for name in profiles if name not in columns or columns[name].role not in NEVER_FED]
    # Rows by number are nothing that a model was trained on, unless they are named.
    free = [name for name in free if name in columns or not _PANDAS_INDEX.fullmatch(name)] or free
    features = [n for n in free if n not in columns or columns[n].role is Role.FEATURE]
    alike = [name for name in features if _kind(name, profiles, columns) is item.kind]
    width = _width(item)
    if width == 1 and len(model.inputs) > 1:
        return _one_column(item, model, alike)
    listing = alike if alike and len(alike) >= (width or 1) else features or free
    names = listed(map(in_yaml, listing), max(6, width or 1))
    how = "name them" if width in (None, 1) else f"name its {width}, in the model's order"
    return f"{how}: `inputs: {{{in_yaml(item.name)}: [{names}]}}`"


def _one_column(item: InputProfile, model: ModelProfile, alike: Sequence[str]) -> str:
    others = {_plain(one.name) for one in model.inputs}
    left = [name for name in alike if _plain(name) not in others]
    close = similar(item.name, left) or (left[0] if len(left) == 1 else None)
    named = f"`inputs: {{{in_yaml(item.name)}: [{in_yaml(close or 'COLUMN')}]}}`"
    choice = f", of {listed(left)}" if left and close is None else ""
    return f"give the table a column {item.name!r}, or name the one that feeds it{choice}: {named}"


def _kind_of(
    name: str, profiles: Mapping[str, ColumnProfile], columns: Mapping[str, ColumnSpec]
) -> Kind | None:
    return _kind(name, profiles, columns) if name in profiles else None


def _heard(
    name: str,
    model: ModelProfile,
    spec: ModelSpec,
    over_time: Sequence[str],
    profiles: Mapping[str, ColumnProfile],
    columns: Mapping[str, ColumnSpec],
) -> Iterator[Problem]:
    """A graph that is fed sounds, where nothing says at which rate it takes them.

    over_time: columns that feed it and run over time. A folder's extractor says the rate itself.
    """
    sounds = [each for each in over_time if _kind(each, profiles, columns) is Kind.AUDIO]
    if sounds and model.format == "onnx" and spec.preprocessing.sampling_rate is None:
        yield Problem(
            "model.preprocessing.sampling_rate",
            f"input {name!r} takes sound, and a graph does not say at which rate",
            "say the rate that it was trained at: `preprocessing: {sampling_rate: 16000}`",
            "no_rate",
        )


def _pictured(
    spec: ModelSpec,
    inputs: Mapping[str, list[str]],
    profiles: Mapping[str, ColumnProfile],
    columns: Mapping[str, ColumnSpec],
) -> Iterator[Problem]:
    """Pictures that are to be sent to an endpoint in a way in which none can be."""
    fed = [name for names in inputs.values() for name in names]
    pictures = [name for name in fed if _kind_of(name, profiles, columns) is Kind.IMAGE]
    if pictures:
        # Few plans ask an endpoint: the API starts without this.
        from audits.specification.endpoint import describe
        from audits.specification.endpoint_pictures import picture_problems

        resolved = spec.model_copy(update={"inputs": dict(inputs)})
        yield from picture_problems(resolved, describe(spec), pictures)


def _kind(
    name: str, profiles: Mapping[str, ColumnProfile], columns: Mapping[str, ColumnSpec]
) -> Kind:
    return (columns[name].kind if name in columns else None) or profiles[name].kind
