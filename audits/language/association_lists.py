"""The published lists of words: targets, attributes and pairs, from `texts/associations`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


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
    return {name: tuple(words.split(",")) for name, words in _rows("lists.tsv")}


@cache
def word_tests() -> Mapping[str, WordTest]:
    """Every test by its name."""
    return {name: _test(name, names) for name, *names in _rows("tests.tsv")}


@cache
def directions() -> Mapping[str, tuple[tuple[str, str], ...]]:
    """The pairs of each direction by its name."""
    pairs: dict[str, list[tuple[str, str]]] = {}
    for name, one, other in _rows("directions.tsv"):
        pairs.setdefault(name, []).append((one, other))
    return {name: tuple(own) for name, own in pairs.items()}


@cache
def carried() -> Mapping[str, tuple[tuple[str, str], ...]]:
    """Of each direction the names of the lists that are held against each other along it."""
    pairs: dict[str, list[tuple[str, str]]] = {}
    for name, one, other in _rows("carried.tsv"):
        pairs.setdefault(name, []).append((one, other))
    return {name: tuple(own) for name, own in pairs.items()}


def _test(name: str, names: Sequence[str]) -> WordTest:
    first, second, attribute, other = names
    lists = word_lists()
    return WordTest(
        name, lists[first], lists[second], lists[attribute], lists[other],
        (first, second, attribute, other),
    )  # fmt: skip


def _rows(name: str) -> list[list[str]]:
    text = files("audits.texts").joinpath(f"associations/{name}").read_text("utf-8")
    return [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
