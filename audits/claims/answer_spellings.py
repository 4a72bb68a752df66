"""Answers that are the label in another notation: `(A)`, `Answer: A`, `1,846` beside 1846.

Of answers that are right or wrong such a one is neither until somebody says so: counted as wrong, a
system loses by how it writes. Regular answers that are no label's value are told, and where none of
a system's answers is one, codes stand beside names.
"""

import re
from collections.abc import Iterator, Sequence

from audits.claims.column_words import column_words
from audits.data.dataset import Column, Dataset
from audits.errors import NotApplicable
from audits.specification.missing_words import folded, quoted
from audits.specification.roles import Role
from audits.specification.suggestions import listed

# What stands before an answer that a prompt asked for, and what closes it in.
_BEFORE = re.compile(
    r"^(?:(?:the|my|final|correct|right)\s+)*(?:answer|option|choice|response|result)s?\s*"
    r"(?:is|:|=|-)*\s*",
    re.IGNORECASE,
)
_AROUND = " \t\n()[]{}<>\"'`*_.,:;!$#"
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}\b)")
# More labels than these are texts, of which an answer that nobody has is a wrong one.
_MOST_LABELS = 50
_FEWEST = 10
_MOST_SHOWN = 8


def core(text: str) -> str:
    """What is left of an answer without what its notation adds, folded."""
    inside = _BEFORE.sub("", text.strip(_AROUND)).strip(_AROUND)
    return folded(_THOUSANDS.sub("", inside) or text)


def refuse_other_notations(
    column: str, system: str, truths: Sequence[str | None], answers: Sequence[str | None]
) -> None:
    """Raises `NotApplicable` where an answer is its row's label in another notation.

    column: that holds the answers. truths, answers: of each of the system's rows.
    """
    apart = {(t, a) for t, a in _both_known(truths, answers) if t != a}
    otherwise = {a: t for t, a in sorted(apart) if core(a) == core(t)}
    if otherwise:
        pairs = list(otherwise.items())[:_MOST_SHOWN]
        shown = listed(f"{answer!r} where the label is {label!r}" for answer, label in pairs[:3])
        more = ", ..." if len(otherwise) > len(pairs) else ""
        written = ", ".join(f"{quoted(answer)}: {quoted(label)}" for answer, label in pairs)
        raise NotApplicable(
            f"{system} answers {shown}: another notation, or another answer",
            f"write answers as labels are written, or say `map: {{{written}{more}}}` on the column "
            f"{column!r}",
        )


def told_of_strange_answers(
    column: str, system: str, truths: Sequence[str | None], answers: Sequence[str | None]
) -> str | None:
    """What is told of a system's answers that are no label's value, or None.

    column, truths, answers: as of `refuse_other_notations`. Raises `NotApplicable` where no answer
    is any label's value: codes beside names.
    """
    known = _both_known(truths, answers)
    labels = {t for t in truths if t is not None}
    strange = [a for _, a in known if a not in labels]
    if len(labels) > _MOST_LABELS or not strange:
        return None
    examples = listed(map(repr, sorted({*strange})[:3]))
    if len(strange) == len(known) >= _FEWEST:
        raise NotApplicable(
            f"none of the {len(known):,} answers of {system} is any label's value: {examples}",
            f"say on the column {column!r} by `map` which label each of them is; where they are "
            "wrong answers, leave the system out",
        )
    return (
        f"{len(strange):,} of {len(known):,} answers of {system} are no label's value and count as "
        f"wrong: {examples}"
    )


def _both_known(
    truths: Sequence[str | None], answers: Sequence[str | None]
) -> list[tuple[str, str]]:
    both = zip(truths, answers, strict=True)
    return [(label, answer) for label, answer in both if label is not None and answer is not None]


def check_labels(
    label: Column, items: Sequence[tuple[str | None, str | None]], truths: Sequence[str | None]
) -> None:
    """Raises `NotApplicable` where one item has several labels: systems were held to others.

    items: the data set and the unit of each row. truths: its label.
    """
    label_of: dict[tuple[str | None, str | None], str] = {}
    for item, truth in zip(items, truths, strict=True):
        if item[1] is None or truth is None or label_of.setdefault(item, truth) == truth:
            continue
        raise NotApplicable(
            f"{item[1]!r} has two values of {label.name!r}, {label_of[item]!r} and {truth!r}",
            "give each item one label, the same for every system",
        )


def notations(
    data: Dataset, columns: Sequence[str], system: Column | None, truths: Sequence[str | None]
) -> Iterator[str]:
    """What is told of each system's answers; raises `NotApplicable` as both functions above.

    columns: that hold one system's answers each, else `system` says whose a row is. truths: the
    label of each row.
    """
    if columns:
        for name in columns:
            answers = column_words(data[name], len(data))
            refuse_other_notations(name, name, truths, answers)
            note = told_of_strange_answers(name, name, truths, answers)
            if note is not None:
                yield note
        return
    column, names = data.one(Role.PREDICTION), column_words(system, len(data))
    if column is None:
        return
    answers = column_words(column, len(data))
    for name in sorted({one for one in names if one is not None}):
        rows = [row for row, one in enumerate(names) if one == name]
        own = [truths[row] for row in rows], [answers[row] for row in rows]
        refuse_other_notations(column.source or column.name, name, *own)
        note = told_of_strange_answers(column.source or column.name, name, *own)
        if note is not None:
            yield note
