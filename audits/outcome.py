"""Which class is positive, which answer benefits the person, and do labels and answers agree."""

from collections.abc import Mapping, Sequence

from audits.columns import Kind, Role, choose_class
from audits.dataset import Categories, Dataset
from audits.errors import NotApplicable, Refused

# What a threshold makes of a score where no label or prediction names the classes.
NOT_REACHED, REACHED = "0", "1"


def known_levels(data: Dataset, classes: Sequence[str]) -> tuple[str, ...]:
    """Classes of the label, the recorded prediction and the model together, in text order."""
    found = set(classes)
    for role in (Role.LABEL, Role.PREDICTION):
        column = data.one(role)
        if column is not None and isinstance(column.values, Categories):
            found.update(column.values.levels)
    score = data.one(Role.SCORE)
    if not found and score is not None and score.threshold is not None:
        return NOT_REACHED, REACHED
    return tuple(sorted(found))


def stated(data: Dataset, word: str) -> str | None:
    """`positive` or `favourable` as the label's, the prediction's or the score's column says."""
    for role in (Role.LABEL, Role.PREDICTION, Role.SCORE):
        column = data.one(role)
        if column is not None and getattr(column, word) is not None:
            return str(getattr(column, word))
    return None


def _chosen(
    data: Dataset, classes: Sequence[str], word: str, other: str, said: Mapping[str, str]
) -> str:
    levels = known_levels(data, classes)
    first, second = stated(data, word), stated(data, other)
    if first is None and second is None:
        first, second = said.get(word), said.get(other)
    found = choose_class(levels, first, second)
    if found is None:
        raise NotApplicable(
            f"nothing says which of {len(levels)} classes is {word}: {', '.join(levels[:8])}",
            f"state `{word}` on the label or prediction column, or under `model` where there is "
            "neither",
        )
    return found


def positive_class(
    data: Dataset, classes: Sequence[str] = (), said: Mapping[str, str] | None = None
) -> str:
    """The class that error rates are about. said: what the plan says of the model itself."""
    return _chosen(data, classes, "positive", "favourable", said or {})


def favourable_class(
    data: Dataset, classes: Sequence[str] = (), said: Mapping[str, str] | None = None
) -> str:
    """The answer that benefits the person. said: what the plan says of the model itself."""
    return _chosen(data, classes, "favourable", "positive", said or {})


def agreed_levels(data: Dataset, predictions: Categories, warnings: list[str]) -> None:
    """Refuse answers that no label ever has; warn of those that some label lacks."""
    label = data.one(Role.LABEL)
    if label is None or label.kind is not Kind.CATEGORY:
        return
    known = set(label.categories.levels)
    strange = [level for level in predictions.levels if level not in known]
    if known and predictions.levels and len(strange) == len(predictions.levels):
        raise Refused.because(
            f"dataset.columns.{label.name}",
            f"no prediction is ever a label: predictions are {', '.join(predictions.levels[:8])}; "
            f"labels are {', '.join(sorted(known)[:8])}",
            "give a `map` on the label or the prediction column, or the model's `labels`",
            code="no_overlap",
        )
    used = set(predictions.codes[predictions.codes >= 0].tolist()) if strange else set()
    for level in strange:
        if predictions.levels.index(level) in used:
            message = f"the prediction {level!r} is no label's value, so it counts as wrong"
            if message not in warnings:
                warnings.append(message)
