"""The model of a nuisance given the label: stated in words, checked, and able to draw."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from audits.confounds.draws import STEPS, shuffles, swaps
from audits.confounds.label import Given, given, product_p, serial_p, spline_of
from audits.confounds.logistic import log_probabilities
from audits.confounds.variables import Variable
from audits.confounds.views import Matrix, View, views

# A check fails below this; it is meant to find what would mislead, not every imperfection.
DOUBT = 0.001
# Rows given fewer draws, so that a million rows take seconds; never fewer than FEWEST.
BUDGET, FEWEST = 50_000_000, 199


@dataclass(frozen=True, slots=True)
class Check:
    """One property of the model held against the data."""

    what: str
    p_value: float

    @property
    def holds(self) -> bool:
        return self.p_value >= DOUBT


Crossed: TypeAlias = Callable[[View], NDArray[np.float64]]


@dataclass(frozen=True, eq=False)
class Conditional:
    """A nuisance given the label.

    stated: the model in words. checks: what was checked of it.
    looks: what the data are looked at through.
    """

    stated: str
    checks: tuple[Check, ...]
    looks: tuple[View, ...]
    nuisance: Variable
    label: Given
    log_odds: Matrix | None = None

    @property
    def holds(self) -> bool:
        return all(check.holds for check in self.checks)

    def draws(self, permutations: int) -> int:
        """How many draws this many rows are given."""
        rows = len(self.nuisance)
        cost = rows if self.log_odds is None else STEPS * rows
        return min(permutations, max(FEWEST, BUDGET // max(cost, 1)))

    def test(self, permutations: int, rng: np.random.Generator) -> tuple[float, int]:
        """p-value (1 + b) / (1 + B) of independence given the label, and B."""
        looks = [view for view in self.looks if view.freedom]
        number = self.draws(permutations)
        observed = min(
            float(view.surprise((view.answer.T @ view.nuisance)[None])[0]) for view in looks
        )
        reached = 0
        for crossed in self._drawn(looks, number, rng):
            surprise = np.minimum.reduce(
                [view.surprise(found) for view, found in zip(looks, crossed, strict=True)]
            )
            # Ties count as reached, to the last bits of a sum in another order.
            reached += int((surprise <= observed + 1e-9 * abs(observed)).sum())
        return (1 + reached) / (1 + number), number

    def _drawn(
        self, looks: list[View], number: int, rng: np.random.Generator
    ) -> Iterator[list[NDArray[np.float64]]]:
        """For each batch and view, answer' x nuisance drawn anew: (draws, answer, nuisance)."""
        if self.log_odds is None:
            for rows in shuffles(self.label.strata, self.label.sizes, number, rng):
                yield [np.matmul(view.answer.T, view.nuisance[rows]) for view in looks]
            return
        # Level k's row of the whitened nuisance is linear in its indicators; what the model
        # explains of them is the same in every draw and orthogonal to the answer's residuals.
        whole = self.nuisance.indicators()
        turns = [np.linalg.lstsq(self.label.residuals(whole), v.nuisance)[0] for v in looks]
        for codes in swaps(self.nuisance.codes, self.log_odds, number, rng):
            yield [
                np.matmul(view.answer.T, turn[codes])
                for view, turn in zip(looks, turns, strict=True)
            ]


def model_of(
    label: Variable, answer: Variable, nuisance: Variable, rng: np.random.Generator
) -> Conditional:
    """Choose and check the model of the nuisance given the label."""
    explained = np.column_stack([nuisance.indicators(), answer.indicators()])
    held = given(label, explained)
    of_nuisance = held.residuals(nuisance.indicators())
    of_answer = held.residuals(answer.indicators())
    if label.is_category:
        looks = views(nuisance, answer, of_nuisance, of_answer, held)
        return Conditional(
            "shuffled within each class of the label; nothing is assumed",
            (),
            tuple(looks),
            nuisance,
            held,
        )
    order = np.lexsort((rng.random(len(label)), label.values))
    if nuisance.is_category:
        log_odds = log_probabilities(held, nuisance)
        left = nuisance.indicators() - np.exp(log_odds)
        checks = tuple(
            Check(f"no trend of {level!r} along the label is missed", product_p(left[order, at]))
            for at, level in enumerate(nuisance.levels or ())
        )
        looks = views(nuisance, answer, of_nuisance, of_answer, held)
        stated = (
            f"multinomial logistic in a {curve(held)} of the label; "
            "pairs swapped at its odds (Berrett et al. 2020)"
        )
        return Conditional(stated, checks, tuple(looks), nuisance, held, log_odds)
    values = label.values.astype(np.float64)
    of_nuisance, varies = one_scale(values, of_nuisance)
    if not answer.is_category:
        of_answer, _ = one_scale(values, of_answer)
    looks = views(nuisance, answer, of_nuisance, of_answer, held)
    checks = (
        Check("no trend along the label is missed", serial_p(of_nuisance[order, 0])),
        Check(
            "the spread along the label is as modelled",
            serial_p(np.abs(of_nuisance[order, 0])),
        ),
    )
    stated = (
        f"{curve(held)} of the label plus a residual "
        + ("whose spread varies with the label" if varies else "of one spread")
        + "; residuals shuffled"
    )
    return Conditional(stated, checks, tuple(looks), nuisance, held)


def curve(held: Given) -> str:
    """The regression on a number, in words."""
    return "straight line" if held.columns == 2 else f"cubic spline ({held.columns} columns)"


def one_scale(values: NDArray[np.float64], residuals: Matrix) -> tuple[Matrix, bool]:
    """Residuals divided by their spread along the label, where that varies; shape (rows, 1)."""
    size = np.abs(residuals)
    middle = float(np.mean(size))
    if middle == 0:
        return residuals, False
    curve = spline_of(values, 5)
    spread = curve.fitted(size)
    left = float(((size - spread) ** 2).sum())
    whole = float(((size - middle) ** 2).sum())
    rows, freedom = len(values), max(1, curve.columns - 1)
    statistic = (whole - left) / freedom / (left / max(1, rows - curve.columns))
    # About the 1 % point of F; a needless division would cost a little power, no validity.
    if statistic < 1 + 2.33 * np.sqrt(2 / freedom):
        return residuals, False
    return residuals / np.clip(spread, middle / 5, middle * 5), True


__all__ = ["Check", "Conditional", "model_of"]
