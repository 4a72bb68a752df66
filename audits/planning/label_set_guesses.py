"""Whether a table says several labels a row and what was answered: a proposal for `label_set`."""

from collections.abc import Iterator
from dataclasses import dataclass

from audits.planning.guess_vocabulary import listed_words, named_roles
from audits.specification.label_set import MOST_LABELS, SET
from audits.specification.members import ABSENT, PRESENT, NotAList, members_of
from audits.specification.profiles import ColumnProfile, DatasetProfile
from audits.specification.role_names import words_of_name
from audits.specification.roles import Kind, Role

_TWO = frozenset({ABSENT, PRESENT})
# Of the values that are known of a column, so many hold several labels.
_SHARE_OF_SEVERAL = 0.2


@dataclass(frozen=True)
class LabelSetGuess:
    """What `label_set` would say. columns: all that it reads; reason: why it is taken so.

    label, prediction: columns of lists, or None where there is a column for each label, with the
    column of its answers in `answers`.
    """

    labels: tuple[str, ...]
    columns: frozenset[str]
    reason: str
    label: str | None = None
    prediction: str | None = None
    answers: tuple[str, ...] = ()


def guess_label_set(dataset: DatasetProfile) -> LabelSetGuess | None:
    """Two columns of lists of the same labels, or pairs of columns of 0 and 1; None without any."""
    return _of_lists(dataset) or _of_pairs(dataset)


def _of_lists(dataset: DatasetProfile) -> LabelSetGuess | None:
    listing = [(column, labels) for column in dataset.columns if (labels := _labels_in(column))]
    for column, labels in listing:
        if not _tells_of_answers(column):
            continue
        for other, theirs in listing:
            # The fifty most frequent lists need not hold every label.
            if other is not column and len(labels & theirs) >= 0.5 * len(labels | theirs):
                names = tuple(sorted(labels | theirs))
                if len(names) <= MOST_LABELS and SET not in names:
                    reason = "both hold lists of the same labels"
                    columns = frozenset({other.name, column.name})
                    return LabelSetGuess(names, columns, reason, other.name, column.name)
    return None


def _labels_in(column: ColumnProfile) -> frozenset[str]:
    """The labels in a column of lists; none where it holds anything else."""
    if column.kind not in (Kind.TEXT, Kind.CATEGORY):
        return frozenset()
    try:
        lists = [members_of(value) for value in column.values]
    except NotAList:
        return frozenset()
    several = sum(len(one) > 1 for one in lists)
    labels = frozenset().union(*lists)
    if several < max(1, _SHARE_OF_SEVERAL * len(lists)) or len(labels) > MOST_LABELS:
        return frozenset()
    return labels


def _of_pairs(dataset: DatasetProfile) -> LabelSetGuess | None:
    """Columns of 0 and 1 of which each has another one, of its name and a word of answers."""
    binary = [column for column in dataset.columns if set(column.values) <= _TWO]
    by_words = {tuple(words_of_name(column.name)): column.name for column in binary}
    pairs = {}
    for column in binary:
        for words in _without_answer(tuple(words_of_name(column.name))):
            if words in by_words:
                pairs[by_words[words]] = column.name
    names = tuple(column.name for column in binary if column.name in pairs)
    if not 2 <= len(names) <= MOST_LABELS:
        return None
    answers = tuple(pairs[name] for name in names)
    reason = "each has a column of answers of its name"
    return LabelSetGuess(names, frozenset({*names, *answers}), reason, answers=answers)


def _without_answer(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The words of a name without one that tells of answers, at either end."""
    if len(words) > 1:
        if _is_of_answers(words[0]):
            yield words[1:]
        if _is_of_answers(words[-1]):
            yield words[:-1]


def _tells_of_answers(column: ColumnProfile) -> bool:
    return any(map(_is_of_answers, words_of_name(column.name)))


def _is_of_answers(word: str) -> bool:
    return word in listed_words("answers") or named_roles().get(word) is Role.PREDICTION
