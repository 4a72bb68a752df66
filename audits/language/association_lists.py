"""Lists of words: published targets, attributes and pairs (`texts/associations`), and a user's.

A user's tests are the dataset: a row a word, the role `stereotype` says of which of the four lists
it is, and an `id` of which test, where there are several.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from audits.data.dataset import Dataset
from audits.data.texts import source_column, texts
from audits.errors import NotApplicable
from audits.language.prompts import texts_of
from audits.specification.roles import Role

# What a user's row is: of the targets and of the attributes the first and the second.
OWN_LISTS = ("first", "second", "attribute", "other")


@dataclass(frozen=True, slots=True)
class WordTest:
    """Whether `first` goes with `attribute` more than `second` does; each is words by a name."""

    name: str
    first: tuple[str, ...]
    second: tuple[str, ...]
    attribute: tuple[str, ...]
    other: tuple[str, ...]
    names: tuple[str, str, str, str]

    @property
    def lists(self) -> Mapping[str, tuple[str, ...]]:
        """Its four lists by their names."""
        words = (self.first, self.second, self.attribute, self.other)
        return dict(zip(self.names, words, strict=True))


@cache
def word_lists() -> Mapping[str, tuple[str, ...]]:
    """Every list by its name."""
    return {name: tuple(words.split(",")) for name, words in rows_of("lists.tsv")}


@cache
def word_tests() -> Mapping[str, WordTest]:
    """Every test by its name."""
    return {name: _test(name, names) for name, *names in rows_of("tests.tsv")}


def own_tests(data: Dataset) -> list[WordTest]:
    """The tests of a table, by name; none without a column of the role `stereotype`.

    Raises `NotApplicable` where a cell names no list, or a test lacks one.
    """
    column = data.one(Role.STEREOTYPE)
    if column is None:
        return []
    words, name = source_column(data), data.one(Role.ID)
    if words is None:
        raise NotApplicable("no column has the words", "give the column of words the role feature")
    names = ["own"] * len(data) if name is None else texts_of(name)
    lists: dict[str, dict[str, set[str]]] = {}
    rows = zip(names, texts(column), texts(words), strict=True)
    for row, (test, listed, word) in enumerate(rows):
        if listed not in OWN_LISTS:
            raise NotApplicable(
                f"the stereotype of row {row + 1} is {listed!r}",
                f"write {', '.join(OWN_LISTS)}, or map its values to them",
            )
        if word:
            lists.setdefault(test or "own", {}).setdefault(listed, set()).add(word)
    return [_own(test, own) for test, own in sorted(lists.items())]


def _own(name: str, lists: Mapping[str, set[str]]) -> WordTest:
    missing = [listed for listed in OWN_LISTS if listed not in lists]
    if missing:
        raise NotApplicable(
            f"the test {name!r} has no {' and no '.join(missing)}",
            f"give it all four lists: {', '.join(OWN_LISTS)}",
        )
    if name in word_tests():
        raise NotApplicable(f"{name} is a published test", "call yours otherwise")
    first, second, attribute, other = (tuple(sorted(lists[listed])) for listed in OWN_LISTS)
    names = tuple(f"{listed} ({name})" for listed in OWN_LISTS)
    return WordTest(name, first, second, attribute, other, (names[0], names[1], names[2], names[3]))


@cache
def directions() -> Mapping[str, tuple[tuple[str, str], ...]]:
    """The pairs of each direction by its name."""
    pairs: dict[str, list[tuple[str, str]]] = {}
    for name, one, other in rows_of("directions.tsv"):
        pairs.setdefault(name, []).append((one, other))
    return {name: tuple(own) for name, own in pairs.items()}


@cache
def carried() -> Mapping[str, tuple[tuple[str, str], ...]]:
    """Of each direction the names of the lists that are held against each other along it."""
    pairs: dict[str, list[tuple[str, str]]] = {}
    for name, one, other in rows_of("carried.tsv"):
        pairs.setdefault(name, []).append((one, other))
    return {name: tuple(own) for name, own in pairs.items()}


def _test(name: str, names: Sequence[str]) -> WordTest:
    first, second, attribute, other = names
    lists = word_lists()
    return WordTest(
        name, lists[first], lists[second], lists[attribute], lists[other],
        (first, second, attribute, other),
    )  # fmt: skip


def rows_of(name: str) -> list[list[str]]:
    """The rows of a file of `texts/associations`, comments left out, parted at tabs."""
    text = files("audits.texts").joinpath(f"associations/{name}").read_text("utf-8")
    return [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
