"""What people answered about items, read from a column for each person or a row for each answer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from audits.data.arrays import Flags, Rows
from audits.data.content_order import content_order
from audits.data.dataset import Categories, Column, Dataset, Kind
from audits.errors import NotApplicable
from audits.probing.class_probabilities import codes_among
from audits.specification.roles import Role

REMEDY = (
    "give the role `annotation` to a column of each person's answers; or, where each answer has a "
    "row of its own, to the column of answers, beside one with the role `annotator` that says who "
    "gave them and one with the role `id` that says about what"
)


@dataclass(frozen=True, eq=False)
class People:
    """Answers of people about items.

    names: of the people, in text order. classes: what was answered, in text order. rows: shape
    (items,), the row of the audit that each item is taken from, in an order that the file does not
    decide. item, person, code: shape
    (answers,), index into `rows`, `names` and `classes`; a person answers an item once.
    """

    names: tuple[str, ...]
    classes: tuple[str, ...]
    rows: Rows
    item: Rows
    person: Rows
    code: NDArray[np.intp]

    def of_items(self, selected: Flags) -> "People":
        """Only what was answered about these items, renumbered. selected: shape (items,)."""
        number_of = np.cumsum(selected) - 1
        answers = selected[self.item]
        return People(self.names, self.classes, self.rows[selected], number_of[self.item[answers]],
                      self.person[answers], self.code[answers])  # fmt: skip

    @cached_property
    def answered(self) -> Rows:
        """How many answers each person gave, shape (people,)."""
        return np.bincount(self.person, minlength=len(self.names))

    def answers_of(self, person: int) -> Rows:
        """Where a person's answers stand, by item, shape (answers of the person,)."""
        return self._order[self._ends[person] : self._ends[person + 1]]

    def of(self, person: int) -> tuple[Rows, NDArray[np.intp]]:
        """The items that a person answered, rising, and the answers, each shape (answers,)."""
        answers = self.answers_of(person)
        return self.item[answers], self.code[answers]

    @cached_property
    def _order(self) -> Rows:
        return np.lexsort((self.item, self.person))

    @cached_property
    def _ends(self) -> Rows:
        return np.concatenate([[0], np.cumsum(self.answered)])


def people_of(data: Dataset, warn: Callable[[str], None]) -> People:
    """The people of these rows; raises `NotApplicable` where nothing says who answered what."""
    answers = data.having(Role.ANNOTATION)
    if not answers:
        raise NotApplicable("no column holds what people answered", REMEDY)
    for column in answers:
        if column.kind is not Kind.CATEGORY:
            raise NotApplicable(
                f"the answers in {column.name!r} are {column.kind}s, and what is compared here are "
                "classes", f"declare `{column.name}: {{kind: category}}`, or give it a `cut`",
            )  # fmt: skip
    who = data.one(Role.ANNOTATOR)
    people = _wide(data, answers) if who is None else _long(data, answers, who, warn)
    if not len(people.item):
        raise NotApplicable("nobody answered anything: the columns are empty", REMEDY)
    return people


def _wide(data: Dataset, answers: tuple[Column, ...]) -> People:
    columns = sorted(answers, key=lambda column: column.name)
    classes = _classes(columns)
    order = content_order(data)
    codes = np.stack([codes_among(one.categories, classes)[order] for one in columns], axis=1)
    item, person = np.nonzero(codes >= 0)
    names = tuple(column.name for column in columns)
    return People(names, classes, order, item, person, codes[item, person])


def _long(
    data: Dataset, answers: tuple[Column, ...], who: Column, warn: Callable[[str], None]
) -> People:
    if len(answers) > 1:
        named = ", ".join(column.name for column in answers)
        raise NotApplicable(
            f"{who.name!r} says whose an answer is, and there are {len(answers)} columns of "
            f"answers: {named}",
            "give the role `annotation` to one of them, or leave out the role `annotator`",
        )
    items = data.one(Role.ID)
    if items is None:
        raise NotApplicable(
            f"{who.name!r} says whose an answer is, and nothing says about what",
            "give the role `id` to the column that names what was judged",
        )
    classes = _classes(answers)
    code = codes_among(answers[0].categories, classes)
    item, person = items.categories.codes, who.categories.codes
    complete = np.flatnonzero((code >= 0) & (item >= 0) & (person >= 0))
    # Of an answer that stands twice the one that the file does not decide is taken.
    order = complete[np.argsort(_ranks(data)[complete], kind="stable")]
    keys = item[order].astype(np.int64) * (len(who.categories.levels) + 1) + person[order]
    _, first = np.unique(keys, return_index=True)
    if len(first) < len(order):
        warn(
            f"{len(order) - len(first):,} answers are of a person who answered about the same "
            f"{items.name} before: of each pair one is taken"
        )
    order = order[np.sort(first)]
    known, number = np.unique(item[order], return_inverse=True)
    rows = _first_rows(data, item, known)
    there = np.isin(item, known)
    first = np.zeros(len(data), dtype=np.intp)
    first[there] = rows[np.searchsorted(known, item[there])]
    _alike(data, items, item, first, there)
    used, whose = np.unique(person[order], return_inverse=True)
    names = tuple(who.categories.levels[index] for index in used.tolist())
    return People(names, classes, rows, number.reshape(-1), whose.reshape(-1), code[order])


def _ranks(data: Dataset) -> Rows:
    ranks = np.empty(len(data), dtype=np.intp)
    ranks[content_order(data)] = np.arange(len(data))
    return ranks


def _first_rows(data: Dataset, item: NDArray[np.signedinteger], known: NDArray[np.generic]) -> Rows:
    """The row of each item that stands first by what it holds, shape (items,)."""
    order = content_order(data)
    there, first = np.unique(item[order], return_index=True)
    return np.asarray(order[first[np.searchsorted(there, known)]])


def _alike(
    data: Dataset, items: Column, item: NDArray[np.signedinteger], first: Rows, answers: Flags
) -> None:
    """What is true of an item, and what the model says of it, stands alike in all of its rows."""
    for column in data:
        if column.role not in (Role.LABEL, Role.PREDICTION, Role.SCORE, Role.PROTECTED):
            continue
        if isinstance(column.values, Categories):
            codes = column.values.codes
            differs = answers & (codes != codes[first])
        else:
            numbers = column.numbers
            differs = answers & ~((numbers == numbers[first]) | np.isnan(numbers + numbers[first]))
        if differs.any():
            name = items.categories.levels[int(item[np.flatnonzero(differs)[0]])]
            raise NotApplicable(
                f"{column.name!r} differs between rows of one {items.name}, such as {name!r}",
                f"give each row of one {items.name} the same {column.role}",
            )


def _classes(answers: Sequence[Column]) -> tuple[str, ...]:
    return tuple(sorted({level for column in answers for level in column.categories.levels}))
