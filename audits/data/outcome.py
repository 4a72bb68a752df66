"""Which class is positive, which answer benefits the person, and do labels and answers agree."""

from collections.abc import Callable, Collection, Mapping, Sequence

import numpy as np

from audits.data.dataset import Categories, Column, Dataset
from audits.errors import NotApplicable, Refused
from audits.specification.counts import counted
from audits.specification.missing_words import folded, quoted
from audits.specification.roles import Kind, Role, choose_class

# What a threshold makes of a score where no label or prediction names the classes.
NOT_REACHED, REACHED = "0", "1"
# Predictions that no label is, each of which has a sentence of its own.
_MOST_TOLD = 8
# Of rates about one class, `?` is among the others: a no beside it is no wrong answer.
_ELSE = " (in rates about one class, as another class)"


def known_levels(data: Dataset, classes: Sequence[str]) -> tuple[str, ...]:
    """Classes of the label, the recorded prediction and the model together, in text order.

    classes: the model's. Without any, a score with a threshold has two: below it, or not.
    """
    levels = set(classes)
    for role in (Role.LABEL, Role.PREDICTION):
        column = data.one(role)
        if column is not None and isinstance(column.values, Categories):
            levels.update(column.values.levels)
    score = data.one(Role.SCORE)
    if not levels and score is not None and score.threshold is not None:
        return NOT_REACHED, REACHED
    return tuple(sorted(levels))


def stated(data: Dataset, word: str) -> tuple[str, ...]:
    """`positive` or `favourable` as the label's, the prediction's or the score's column says.

    word: which of the two. One answer, or several that are favourable; () where nobody says it.
    """
    for role in (Role.LABEL, Role.PREDICTION, Role.SCORE):
        column = data.one(role)
        classes_stated = None if column is None else getattr(column, word)
        if classes_stated is not None:
            return classes_stated if isinstance(classes_stated, tuple) else (str(classes_stated),)
    return ()


def _classes_of(
    data: Dataset, classes: Sequence[str], word: str, other: str, of_model: Mapping[str, str]
) -> tuple[str, ...]:
    levels = known_levels(data, classes)
    stated_classes, elsewhere = stated(data, word), stated(data, other)
    if not stated_classes and not elsewhere:
        stated_classes = (of_model[word],) if word in of_model else ()
        elsewhere = (of_model[other],) if other in of_model else ()
    if stated_classes:
        return stated_classes
    default = choose_class(levels, None, elsewhere[0] if len(elsewhere) == 1 else None)
    if default is None:
        which = f"nothing says which of {len(levels)} classes is {word}: {', '.join(levels[:8])}"
        if len(levels) == 1:
            which = f"{levels[0]} is the only class, and nothing says whether it is {word}"
        raise NotApplicable(
            which,
            f"state `{word}` on the label or prediction column, or under `model` where there is "
            "neither",
        )
    return (default,)


def positive_class(
    data: Dataset, classes: Sequence[str] = (), stated_classes: Mapping[str, str] | None = None
) -> str:
    """The class that error rates are about; `NotApplicable` where nothing says which.

    classes: the model's. stated_classes: what the plan says of the model itself.
    """
    return _classes_of(data, classes, "positive", "favourable", stated_classes or {})[0]


def favourable_classes(
    data: Dataset, classes: Sequence[str] = (), stated_classes: Mapping[str, str] | None = None
) -> tuple[str, ...]:
    """The answers that benefit the person, one as a rule; `NotApplicable` where nothing says which.

    classes: the model's. stated_classes: what the plan says of the model itself.
    """
    return _classes_of(data, classes, "favourable", "positive", stated_classes or {})


def favourable_class(
    data: Dataset, classes: Sequence[str] = (), stated_classes: Mapping[str, str] | None = None
) -> str:
    """The one answer that benefits the person; several are `NotApplicable`.

    classes: the model's. stated_classes: what the plan says of the model itself.
    """
    classes_named = favourable_classes(data, classes, stated_classes)
    if len(classes_named) > 1:
        raise NotApplicable(
            f"several answers are favourable: {', '.join(classes_named[:8])}",
            "join them with `map`, or name one of them",
        )
    return classes_named[0]


def agreed_levels(data: Dataset, predictions: Categories, warn: Callable[[str], None]) -> None:
    """Refuse answers that no label ever has; warn of those that some label lacks.

    Raises `Refused` (`no_overlap`) where no prediction is ever a label.
    """
    label = data.one(Role.LABEL)
    if label is None or label.kind is not Kind.CATEGORY:
        return
    known = set(label.categories.levels)
    strange = [level for level in predictions.levels if level not in known]
    used = set(predictions.codes[predictions.codes >= 0].tolist()) if strange else set()
    _spelled_alike(data, label, predictions, strange, used)
    if known and predictions.levels and len(strange) == len(predictions.levels):
        raise Refused.because(
            f"dataset.columns.{label.name}",
            f"no prediction is ever a label: predictions are {', '.join(predictions.levels[:8])}; "
            f"labels are {', '.join(sorted(known)[:8])}",
            "give a `map` on the label or the prediction column, or the model's `labels`",
            code="no_overlap",
        )
    codes = {level: code for code, level in enumerate(predictions.levels)}
    given = [level for level in strange if codes[level] in used]
    for level in given[:_MOST_TOLD]:
        warn(f"the prediction {level!r} is no label's value, so it counts as wrong{_ELSE}")
    if len(given) > _MOST_TOLD:
        more = len(given) - _MOST_TOLD
        one, many = "prediction more counts", "predictions more count"
        warn(f"{counted(more, one, many)} as wrong: no label's value either")
    _never_answered(label.categories, predictions, warn)


def _never_answered(
    labels: Categories, predictions: Categories, warn: Callable[[str], None]
) -> None:
    """Tell of classes that no answer is: a rare one, or a code such as -1 for "not known".

    Of two classes the one that is never answered is told by the scores beside doing nothing.
    """
    amounts = labels.amounts()
    used = np.unique(predictions.codes[predictions.codes >= 0])
    answered = {predictions.levels[code] for code in used.tolist()}
    never = {
        level: int(rows)
        for level, rows in zip(labels.levels, amounts, strict=True)
        if rows and level not in answered
    }
    if not never or not answered or (amounts > 0).sum() < 3:
        return
    shown = ", ".join(
        f"{level!r} ({counted(rows, 'row', 'rows')})" for level, rows in list(never.items())[:8]
    )
    more = f" and {len(never) - 8} more" if len(never) > 8 else ""
    one = len(never) == 1
    named = "is a label that no prediction is" if one else "are labels that no prediction is"
    none = '; if -1 says that nobody labelled a row, say `missing: ["-1"]` on the label'
    remedy = none if "-1" in never else ""
    warn(
        f"{shown}{more} {named}, so {'its' if one else 'their'} rows count as wrong{_ELSE}{remedy}"
    )


def _spelled_alike(
    data: Dataset,
    label: Column,
    predictions: Categories,
    strange: Sequence[str],
    used: Collection[int],
) -> None:
    """Refuse answers that are labels but for their spelling: `Yes` and `yes`, `true` and `1`.

    So are labels that no answer is, where some answer is one but for its spelling: `>50K.` beside
    `>50K` and answers of `>50K`.
    """
    labels = {folded(level): level for level in label.categories.levels}
    alike = {
        level: labels[folded(level)]
        for level in strange
        if folded(level) in labels and predictions.levels.index(level) in used
    }
    if not alike:
        _label_spelled_alike(label, predictions)
        return
    recorded = data.one(Role.PREDICTION)
    if recorded is not None:
        column, pairs = recorded, alike
    else:  # the model's own classes cannot be mapped, but the labels can
        column, pairs = label, {theirs: own for own, theirs in alike.items()}
    key = ", ".join(f"{quoted(old)}: {quoted(new)}" for old, new in pairs.items())
    named = " and ".join(f"{own!r} where labels have {theirs!r}" for own, theirs in alike.items())
    raise Refused.because(
        f"dataset.columns.{column.source or column.name}",
        f"predictions have {named}",
        f"say `map: {{{key}}}` on the column {column.source or column.name!r} where they are the "
        "same, or another `map`",
        code="spelled_differently",
    )


def _label_spelled_alike(label: Column, predictions: Categories) -> None:
    used = {predictions.levels[code] for code in np.unique(predictions.codes).tolist() if code >= 0}
    answers = {folded(level): level for level in used}
    amounts = label.categories.amounts()
    alike = {
        level: answers[folded(level)]
        for level, rows in zip(label.categories.levels, amounts, strict=True)
        if rows and level not in used and folded(level) in answers
    }
    if not alike:
        return
    named = " and ".join(f"{own!r} where answers have {theirs!r}" for own, theirs in alike.items())
    key = ", ".join(f"{quoted(old)}: {quoted(new)}" for old, new in alike.items())
    raise Refused.because(
        f"dataset.columns.{label.source or label.name}",
        f"labels have {named}",
        f"say `map: {{{key}}}` on the column {label.source or label.name!r} where they are the "
        "same, or another `map`",
        code="spelled_differently",
    )
