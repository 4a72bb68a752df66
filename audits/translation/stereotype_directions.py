"""Which gender a word is stereotyped with, and who says so; where nobody does, nobody is guessed.

Occupations follow the labour statistic of `texts/occupations.tsv`; everything else stands with
its publication and figure in `texts/directions.yaml`, whose header says by which rule.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from math import isnan
from typing import Any

from audits.specification.parsing import load_yaml

_STATISTIC = (
    "U.S. Bureau of Labor Statistics, Current Population Survey {year}, table 11, as matched by "
    "Rudinger et al. 2018 (Winogender)"
)


class Direction(StrEnum):
    """Whom a word is stereotyped with."""

    FEMALE = "female"
    MALE = "male"
    NEITHER = "neither"


@dataclass(frozen=True, slots=True)
class Leaning:
    """What is said of a word.

    direction: None where nobody says one. figure: the number it rests on, or why there is none.
    source: the publication, or the column of the user's table.
    listed: the word stands in the shipped lists.
    """

    direction: Direction | None
    figure: str = ""
    source: str = ""
    listed: bool = False


UNSAID = Leaning(None)
_ENDINGS = ("", "-stereotyped", "-dominated", " stereotype", "_stereotyped")
_SPELLED = {
    "female": Direction.FEMALE,
    "women": Direction.FEMALE,
    "male": Direction.MALE,
    "men": Direction.MALE,
    "neither": Direction.NEITHER,
    "neutral": Direction.NEITHER,
}
_READ = {word + ending: meaning for word, meaning in _SPELLED.items() for ending in _ENDINGS}


def read_direction(value: str | None) -> Direction | None:
    """What a cell says: female, male or neither, `female-stereotyped` too; None for all else."""
    return _READ.get((value or "").strip().casefold())


def by_share(women: float) -> Direction | None:
    """Whose work it mostly is: above or below one half; at one half, neither."""
    if isnan(women):
        return None
    if women == 0.5:
        return Direction.NEITHER
    return Direction.FEMALE if women > 0.5 else Direction.MALE


def leaning(word: str) -> Leaning:
    """What is known of a word of the lists; `UNSAID` for any other word."""
    return leanings().get(word, UNSAID)


@cache
def leanings() -> Mapping[str, Leaning]:
    """Word (in English, as the lists have it) -> what its source says."""
    by_word = {word: _occupation(percent, year) for word, percent, year in _statistic()}
    text = files("audits.texts").joinpath("directions.yaml").read_text("utf-8")
    stated: dict[str, Any] = load_yaml(text)
    for word, entry in stated["words"].items():
        by_word[word] = Leaning(
            None if entry["direction"] == "none" else Direction(entry["direction"]),
            entry["figure"],
            stated["sources"][entry["source"]] if "source" in entry else "",
            listed=True,
        )
    return by_word


def _occupation(percent: str, year: str) -> Leaning:
    return Leaning(
        by_share(float(percent) / 100),
        f"{percent} % women",
        _STATISTIC.format(year=year),
        listed=True,
    )


def _statistic() -> Sequence[tuple[str, str, str]]:
    text = files("audits.texts").joinpath("occupations.tsv").read_text("utf-8")
    rows = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    return [(word, percent, year) for word, percent, year, *_ in rows]
