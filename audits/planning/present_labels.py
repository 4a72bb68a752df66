"""Which class of a label's own column says that a row has the label, where a row may have several.

Whichever class is favourable: who profits from it is another question.
"""

from collections.abc import Iterator, Mapping

from audits.errors import Problem
from audits.planning.column_values import levels
from audits.specification.document import AuditDocument, ColumnSpec
from audits.specification.label_set import LabelSetSpec
from audits.specification.members import ABSENT, PRESENT, member_of
from audits.specification.profiles import DatasetProfile
from audits.specification.role_names import plain
from audits.specification.split_parts import AFFIRMED
from audits.specification.suggestions import listed
from audits.specification.yaml_spelling import in_yaml


def not_two_classes(
    document: AuditDocument, stated: LabelSetSpec, dataset: DatasetProfile
) -> Iterator[Problem]:
    """Columns of one label of which nobody knows what a third class is, or which of two is yes."""
    columns = document.dataset.columns
    for name in stated.labels:
        truth, answer = stated.truth_of(name), stated.prediction_of(name)
        known = _classes(truth, columns, dataset)
        positive = columns.get(truth, ColumnSpec()).positive
        third = [
            problem
            for column in (truth, answer)
            if column is not None and (problem := _of_more(column, columns, dataset)) is not None
        ]
        yield from third
        if (
            not third
            and len(known) == 2
            and not (positive or present_class(truth, answer, columns, dataset))
        ):
            yield Problem(
                f"dataset.columns.{truth}.positive",
                f"nothing says which of {listed(known)} says that a row has the label {name!r}",
                f"state `positive: {in_yaml(known[0])}` or `positive: {in_yaml(known[1])}` of the "
                "column",
                "positive_needed",
            )  # fmt: skip


def _of_more(
    name: str, columns: Mapping[str, ColumnSpec], dataset: DatasetProfile
) -> Problem | None:
    """What is asked of a column of labels or answers that holds a third class."""
    known = _classes(name, columns, dataset)
    if len(known) < 3:
        return None
    strange = next((one for one in known if one not in (ABSENT, PRESENT)), known[0])
    return Problem(
        f"dataset.columns.{name}",
        f"holds {len(known)} classes ({listed(known)}), where one label of several is there or is "
        "not",
        f"where {strange!r} says that nobody looked, say `missing: [{in_yaml(strange)}]` of the "
        "column; where it means one of the two, say which by `map`",
        "not_two_classes",
    )


def present_class(
    truth: str, answer: str | None, columns: Mapping[str, ColumnSpec], dataset: DatasetProfile
) -> str | None:
    """What says that a label is there: of the classes of both columns the one that says yes."""
    if member_of(truth) is not None:
        return PRESENT
    known = _classes(truth, columns, dataset)
    if answer is not None and len(known) < 2:
        known = _classes(answer, columns, dataset)
    affirmed = [one for one in known if plain(one) in AFFIRMED]
    return affirmed[0] if len(affirmed) == 1 else None


def _classes(
    name: str, columns: Mapping[str, ColumnSpec], dataset: DatasetProfile
) -> tuple[str, ...]:
    """Of a column, but for those that mean none; () where it is not there or has too many."""
    profile = next((one for one in dataset.columns if one.name == name), None)
    spec = columns.get(name, ColumnSpec())
    known = levels(spec, profile) if profile is not None else None
    return tuple(one for one in known or () if one not in (spec.missing or ()))
