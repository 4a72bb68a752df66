"""People's answers in other words than the label's: as they stand, right ones would be wrong."""

from collections.abc import Collection, Mapping, Sequence

import numpy as np

from audits.data.dataset import Column, Dataset, Kind
from audits.errors import NotApplicable
from audits.specification.missing_words import folded, quoted
from audits.specification.roles import Role
from audits.specification.suggestions import listed
from audits.tradeoffs.people import People

# A person of whom more answers than half, and no fewer than these, are no class answered in words
# of their own: of fewer it may be a word such as `unsure`.
_FEWEST = 5


def refuse_other_spellings(data: Dataset) -> None:
    """Refuse answers that are a class but for their spelling: `Yes` and `yes`, `true` and `1`.

    The spelling that is kept is the label's; of people alone the commonest one. Raises
    `NotApplicable`.
    """
    columns = [one for one in data.having(Role.ANNOTATION) if one.kind is Kind.CATEGORY]
    spelling_of: dict[str, str] = {}
    of_label = _levels(data.one(Role.LABEL))
    for level in (*of_label, *_by_amount(columns)):
        spelling_of.setdefault(folded(level), level)
    maps = {}
    for column in columns:
        pairs = {
            level: spelling_of[folded(level)]
            for level in column.categories.used().levels
            if level not in of_label and spelling_of[folded(level)] != level
        }
        if pairs:
            maps[column.source or column.name] = pairs
    if not maps:
        return
    pairs = {own: other for means in maps.values() for own, other in means.items()}
    whose = "labels" if set(pairs.values()) <= set(of_label) else "others"
    named = listed([f"{own!r} where {whose} have {other!r}" for own, other in pairs.items()])
    mapped = listed([f"`map: {_map(means)}` on {name!r}" for name, means in maps.items()])
    raise NotApplicable(
        f"people's answers have {named}",
        f"say {mapped} where they are the same, or another `map`",
    )


def refuse_words_of_ones_own(data: Dataset, people: People, classes: Collection[str]) -> None:
    """Refuse answers of which most of one person's are no class: codes beside words.

    people: of the items that have a label and an answer of the model. classes: of both. Raises
    `NotApplicable`.
    """
    strange = np.array([name not in classes for name in people.classes], dtype=bool)
    of_answers = strange[people.code]
    amounts = np.bincount(people.person, of_answers, minlength=len(people.names))
    whose = np.flatnonzero((2 * amounts > people.answered) & (amounts >= _FEWEST))
    if not len(whose):
        return
    codes = np.unique(people.code[of_answers & np.isin(people.person, whose)])
    words = [people.classes[code] for code in codes.tolist()]
    names = [people.names[person] for person in whose.tolist()]
    labels = _levels(data.one(Role.LABEL))
    first = f"{int(amounts[whose[0]]):,} of {int(people.answered[whose[0]]):,} answers"
    by = "" if len(names) == 1 else f" by {names[0]}"
    raise NotApplicable(
        f"most of what {listed(names)} answered is no label's value ({first}{by}): "
        f"{listed(words)}; labels are {listed(labels)}",
        f"say which label each means, {_meant(words, labels)}, on {_where(data, words)}; or "
        f"`missing: [{', '.join(map(quoted, words))}]` there where they say that nobody answered",
    )


def _levels(column: Column | None) -> Sequence[str]:
    is_of_classes = column is not None and column.kind is Kind.CATEGORY
    return column.categories.levels if column is not None and is_of_classes else ()


def _by_amount(columns: Sequence[Column]) -> list[str]:
    """What was answered, the commonest first, alike common ones in text order."""
    rows: dict[str, int] = {}
    for column in columns:
        amounts = column.categories.amounts().tolist()
        for level, amount in zip(column.categories.levels, amounts, strict=True):
            rows[level] = rows.get(level, 0) + amount
    return sorted(rows, key=lambda level: (-rows[level], level))


def _meant(words: Sequence[str], labels: Sequence[str]) -> str:
    """Of two words and two labels both maps: which word is which label only people know."""
    if len(words) == len(labels) == 2:
        straight, turned = (
            f"`map: {_map(dict(zip(words, those, strict=True)))}`"
            for those in (labels, labels[::-1])
        )
        return f"{straight} or {turned}"
    return f"`map: {{{', '.join(f'{quoted(word)}: ...' for word in words)}}}`"


def _where(data: Dataset, words: Sequence[str]) -> str:
    """The columns of answers in which these words stand."""
    columns = [
        repr(one.source or one.name)
        for one in data.having(Role.ANNOTATION)
        if set(words) & set(one.categories.levels)
    ]
    return f"the column{'s' if len(columns) > 1 else ''} {listed(columns)}"


def _map(means: Mapping[str, str]) -> str:
    return f"{{{', '.join(f'{quoted(one)}: {quoted(to)}' for one, to in means.items())}}}"
