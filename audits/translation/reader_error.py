"""How often the reader of English is wrong, on sentences labelled by hand."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from audits.measurement import Interval
from audits.statistics.intervals import limits
from audits.translation.english_gender import read_english
from audits.translation.gender_states import State


@dataclass(frozen=True, slots=True)
class Labelled:
    """A sentence whose reading a person gave."""

    state: State
    source: str
    text: str
    origin: str


@dataclass(frozen=True, slots=True)
class ReadingError:
    """wrong: read as another gender (or as none). swapped: he for she, or she for he."""

    sentences: int
    wrong: int
    swapped: int
    mistakes: tuple[tuple[Labelled, State], ...]

    @property
    def rate(self) -> float:
        """Share of the sample that was put into the wrong part of the partition."""
        return self.wrong / self.sentences

    def interval(self, confidence: float = 0.95) -> Interval:
        """Wilson's interval of the rate."""
        return limits("wilson", (float(self.wrong), float(self.sentences)), confidence)


@cache
def labelled_sample() -> tuple[Labelled, ...]:
    """The sample of `texts/english/labelled.tsv`."""
    text = files("audits.texts").joinpath("english/labelled.tsv").read_text("utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return tuple(Labelled(State(label), *rest) for label, *rest in rows)


@cache
def reading_error() -> ReadingError:
    """The reader against the labels, by the parts that shares are counted over."""
    sample = labelled_sample()
    read = [read_english(item.text, item.source).state for item in sample]
    mistakes = tuple(
        (item, state)
        for item, state in zip(sample, read, strict=True)
        if state.gender is not item.state.gender
    )
    both = {"female", "male"}
    swapped = sum({item.state.gender.value, state.gender.value} == both for item, state in mistakes)
    return ReadingError(len(sample), len(mistakes), swapped, mistakes)
