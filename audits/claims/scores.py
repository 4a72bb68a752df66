"""What a table says of one system on one data set: its scores one by one, or a mean and more."""

from dataclasses import dataclass
from enum import StrEnum
from math import sqrt
from typing import Literal, TypeAlias

import numpy as np
from scipy.special import stdtrit

from audits.data.arrays import Floats

ErrorBar: TypeAlias = Literal[
    "standard deviation", "standard error", "two standard errors", "95 % interval"
]
# Of what the spread is. Models chosen from one run are no runs.
Over: TypeAlias = Literal["runs", "folds", "items", "models of one run"]


class Lack(StrEnum):
    """What a table does not say, in short; `question` is what to ask its authors."""

    SPREAD = "no error bar"
    KIND = "error bar of unknown kind"
    OVER = "error bar of unknown source"
    REPEATS = "error bar of models that one run kept"
    RUNS = "number of values unknown"
    MORE_RUNS = "one run"

    @property
    def question(self) -> str:
        """A sentence to its authors."""
        return _QUESTIONS[self]


_QUESTIONS = {
    Lack.SPREAD: "How far do the values spread from run to run (standard deviation)?",
    Lack.KIND: "Is ± a standard deviation, a standard error or an interval?",
    Lack.OVER: "Of what is the error bar: of runs, folds or test items?",
    Lack.REPEATS: "How does the result vary when the whole run is repeated? Models that one run "
    "kept are no repeats of it.",
    Lack.RUNS: "Of how many values is each mean?",
    Lack.MORE_RUNS: "What do more runs give? One run has no spread.",
}


@dataclass(frozen=True, eq=False)
class Scores:
    """One score a unit (run, fold, item); keys: what each unit is called, None where they have no
    name that another system's scores share. Both of shape (units,)."""

    values: Floats
    keys: tuple[str, ...] | None = None

    @property
    def mean(self) -> float:
        """Of at least one score."""
        return float(self.values.mean())


@dataclass(frozen=True, slots=True)
class Summary:
    """A mean as it is printed. error: standard error of the mean; None with what lacks.

    runs: how many values the mean is of, or None. lacks: what a test would need.
    """

    mean: float
    error: float | None = None
    runs: int | None = None
    lacks: tuple[Lack, ...] = ()


Reported: TypeAlias = Scores | Summary


@dataclass(frozen=True, slots=True)
class StatedError:
    """What the document says of the numbers behind ±. kind: which; over: of what; runs: of how
    many, where the table does not say it."""

    kind: ErrorBar | None
    over: Over | None
    runs: int | None

    def summary(self, mean: float, bar: float | None, runs: int | None) -> Summary:
        """The mean with its standard error, or with everything that must be asked for first.

        bar: the number behind ±, or None. runs: of the table itself.
        """
        number = self.runs if runs is None else runs
        lacks = tuple(self._lacks(bar, number))
        if lacks or bar is None or number is None:
            return Summary(mean, None, number, lacks)
        return Summary(mean, self._error(bar, number), number)

    def _lacks(self, bar: float | None, number: int | None) -> list[Lack]:
        lacks = []
        if bar is None:
            lacks.append(Lack.SPREAD)
        elif self.kind is None:
            lacks.append(Lack.KIND)
        if bar is not None and self.over is None:
            lacks.append(Lack.OVER)
        if bar is not None and self.over == "models of one run":
            lacks.append(Lack.REPEATS)
        if number is None:
            lacks.append(Lack.RUNS)
        elif number < 2:
            lacks.append(Lack.MORE_RUNS)
        return lacks

    def _error(self, bar: float, number: int) -> float:
        match self.kind:
            case "standard deviation":
                return bar / sqrt(number)
            case "two standard errors":
                return bar / 2
            case "95 % interval":
                return bar / float(stdtrit(number - 1, 0.975))
            case _:
                return bar


def is_right_or_wrong(*scores: Scores) -> bool:
    """Whether every score is 0 or 1: an answer that is right or wrong."""
    return all(bool(np.isin(one.values, (0.0, 1.0)).all()) for one in scores)
