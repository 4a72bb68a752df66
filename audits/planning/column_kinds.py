"""What kind each column is read as: planning decides, the reader obeys."""

from collections.abc import Mapping

from audits.specification.document import AuditDocument, ColumnSpec
from audits.specification.profiles import ColumnProfile
from audits.specification.roles import MOST_CLASSES, Kind, Role, kind_of_role
from audits.specification.signs import leading_sign

# Columns that are compared with one another.
_ANSWERS = (Role.LABEL, Role.PREDICTION, Role.SINGLE_TASK)
_KINDS_OF_TASKS = {"classification": Kind.CATEGORY, "regression": Kind.NUMBER}


def column_kind(spec: ColumnSpec, profile: ColumnProfile) -> Kind:
    """What the column is read as; the reader obeys."""
    if spec.cut is not None:
        return Kind.CATEGORY
    if spec.kind is not None:
        return spec.kind
    if spec.decimal or spec.thousands or spec.percent or spec.unit:
        return Kind.NUMBER
    if (settled := kind_of_role(spec.role)) is not None:
        return settled
    if spec.role in (*_ANSWERS, Role.NUISANCE, Role.ANNOTATION):
        if spec.map is not None:
            return Kind.CATEGORY
        if profile.kind is Kind.NUMBER:
            whole = all(_is_whole(value) for value in profile.values)
            holds_classes = profile.distinct <= MOST_CLASSES and (whole or profile.distinct <= 2)
            return Kind.CATEGORY if holds_classes else Kind.NUMBER
    return profile.kind


def holds_numbers(profile: ColumnProfile) -> bool:
    """Whether every value is a number, though their column was guessed to hold classes."""
    if not profile.values or profile.distinct > len(profile.values):
        return False
    return all(_is_number(value) for value in profile.values)


def _is_number(value: str) -> bool:
    try:
        float(leading_sign(value))
    except ValueError:
        return False
    return "_" not in value


def _is_whole(value: str) -> bool:
    return leading_sign(value).lstrip("-").isdigit()


def join_answer_kinds(columns: dict[str, ColumnSpec], declared: Mapping[str, ColumnSpec]) -> None:
    """A label and a prediction are compared, so what is said of one holds for the other."""
    answers = [n for n, s in columns.items() if s.role in _ANSWERS]
    stated_kinds = {declared[name].kind for name in answers} - {None}
    kinds = {columns[name].kind for name in answers}
    if len(kinds) < 2:
        return
    if len(stated_kinds) == 1:
        (kind,) = stated_kinds
    elif kinds == {Kind.CATEGORY, Kind.NUMBER}:
        # Classes on one side and quantities on the other: two-valued text stays classes.
        texts = any(declared[name].map is not None for name in answers)
        kind = Kind.CATEGORY if texts else Kind.NUMBER
    else:
        return
    for name in answers:
        if declared[name].kind is None:
            columns[name] = columns[name].model_copy(update={"kind": kind})


# Fewer different numbers are yes and no; more are amounts as a rule.
_FEWEST_GUESSED, _MOST_GUESSED = 3, 100


def guessed_kinds(
    document: AuditDocument,
    columns: Mapping[str, ColumnSpec],
    profiles: Mapping[str, ColumnProfile],
) -> tuple[str, ...]:
    """Labels and predictions of whole numbers of which nobody said whether they are classes."""
    declared = document.dataset.columns
    answers = [n for n, s in columns.items() if s.role in (Role.LABEL, Role.PREDICTION)]
    task = document.model.task if document.model is not None else None
    if task in _KINDS_OF_TASKS or any(_says_kind(declared[name]) for name in answers):
        return ()
    return tuple(
        name
        for name in answers
        if _FEWEST_GUESSED <= profiles[name].distinct <= _MOST_GUESSED
        and all(
            _is_number(v) and float(leading_sign(v)).is_integer() for v in profiles[name].values
        )
    )


def _says_kind(spec: ColumnSpec) -> bool:
    """Whether anything stated of the column says what it holds."""
    options = (
        spec.kind, spec.map, spec.cut, spec.positive, spec.favourable, spec.decimal,
        spec.thousands, spec.percent, spec.unit,
    )  # fmt: skip
    return any(option is not None for option in options)


def apply_task(
    document: AuditDocument,
    columns: dict[str, ColumnSpec],
    declared: Mapping[str, ColumnSpec],
) -> None:
    """The model's task says what its answers are, where the document leaves their kind open."""
    task = document.model.task if document.model is not None else None
    if task == "translation":
        # Translations are texts however few; genders beside a gold label stay classes.
        if not any(spec.role is Role.LABEL for spec in columns.values()):
            for name, spec in columns.items():
                if spec.role is Role.PREDICTION and declared[name].kind is None:
                    columns[name] = spec.model_copy(update={"kind": Kind.TEXT})
    elif task in _KINDS_OF_TASKS:
        for name, spec in columns.items():
            if spec.role in _ANSWERS and declared[name].kind is None:
                columns[name] = spec.model_copy(update={"kind": _KINDS_OF_TASKS[task]})
