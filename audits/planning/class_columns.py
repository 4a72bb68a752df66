"""Probabilities that stand in a column for each class, named after it: `.pred_No`, `p1`, `Yes`."""

from collections.abc import Collection, Iterator, Mapping

from audits.errors import Problem
from audits.specification.document import ColumnSpec
from audits.specification.missing_words import quoted
from audits.specification.profiles import ColumnProfile, DatasetProfile
from audits.specification.roles import MOST_CLASSES, Kind, Role

# What may close a name behind its class: `confidence(yes)`, `P (target=yes)`.
_CLOSING = ")]}'\" "
# Classes are looked for in the name of each share, which takes too long in wider tables.
_MOST_COLUMNS = 1000


def class_columns(dataset: DatasetProfile) -> Mapping[str, str]:
    """Names of shares that are called alike but for their end, which is each value of a column.

    With the value as that column spells it.
    """
    shares = {
        column.name.rstrip(_CLOSING).lower(): column.name
        for column in dataset.columns
        if _is_share(column)
    }
    if len(dataset.columns) > _MOST_COLUMNS:
        return {}
    named: dict[str, str] = {}
    for column in dataset.columns:
        if 2 <= column.distinct == len(column.values) <= min(MOST_CLASSES, len(shares)):
            named |= _named_after({value.lower(): value for value in column.values}, shares)
    return named


def check_score_class(
    columns: Mapping[str, ColumnSpec], dataset: DatasetProfile, positive: str | None
) -> Iterator[Problem]:
    """A score that is by its name the probability of another class than the positive one.

    Numbers say less than words: `q0` and `q1` may be two models' scores beside classes 0 and 1.
    """
    score = next((name for name, spec in columns.items() if spec.role is Role.SCORE), None)
    if score is None or positive is None:
        return
    means = {
        raw: to
        for spec in columns.values()
        if spec.role in (Role.LABEL, Role.PREDICTION)
        for raw, to in (spec.map or {}).items()
    }
    named = {name: means.get(value, value) for name, value in class_columns(dataset).items()}
    own = named.get(score, positive)
    if own == positive or own.lower() == positive.lower() or own.isdigit():
        return
    right = next((name for name, value in named.items() if value == positive), None)
    instead = "" if right is None else f"give {right!r} the role score in its place, or "
    yield Problem(
        f"dataset.columns.{score}.positive",
        f"{score!r} is by its name the probability of {quoted(own)}, and the positive class is "
        f"{quoted(positive)}",
        f"{instead}state `positive: {quoted(own)}`",
        "score_of_another_class",
    )


def _named_after(values: Mapping[str, str], shares: Mapping[str, str]) -> dict[str, str]:
    """The columns of each beginning behind which all of these values stand, with their values."""
    first = next(iter(values))
    named: dict[str, str] = {}
    for name in shares:
        if first and name.endswith(first):
            beginning = name.removesuffix(first)
            of_classes = {shares.get(beginning + low): value for low, value in values.items()}
            if None not in of_classes:
                named |= {str(column): value for column, value in of_classes.items()}
    return named


def several_classes(names: Collection[str], named: Mapping[str, str]) -> bool:
    """Whether these columns are the probabilities of three classes or more: none is the score."""
    return all(name in named for name in names) and len({named[name] for name in names}) > 2


def _is_share(column: ColumnProfile) -> bool:
    low, high = column.minimum, column.maximum
    is_within = low is not None and high is not None and low >= 0 and high <= 1
    return column.kind is Kind.NUMBER and column.distinct > 2 and is_within
