"""The model of a nuisance given the label: stated in words, checked, and able to draw."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audits.confounds.combined_test import View, crossed_with, views
from audits.confounds.heteroscedasticity import one_scale
from audits.confounds.multinomial_logit import log_probabilities
from audits.confounds.permutation_draws import STEPS, shuffles, swaps
from audits.confounds.regress_on_label import Given, given, product_p, serial_p
from audits.confounds.spline_bases import Bases
from audits.confounds.variables import Variable, contrasts
from audits.data.arrays import Matrix, Rows

# A check fails below this; it is meant to find what would mislead, not every imperfection.
DOUBT = 0.001
# Both sides must show a trend left over before the test is withheld: of tables whose model is
# right that happens to fewer than one in a thousand.
MISSED = 0.02
# Rows given fewer draws, so that a million rows take seconds; never fewer than FEWEST.
BUDGET, FEWEST = 50_000_000, 199
# From here on a class given a number is shuffled among neighbours in the label.
MANY, NEIGHBOURHOODS = 50_000, 1000


@dataclass(frozen=True, slots=True)
class Check:
    """One property of the model held against the data."""

    what: str
    p_value: float

    @property
    def holds(self) -> bool:
        return self.p_value >= DOUBT


@dataclass(frozen=True, eq=False)
class Conditional:
    """A nuisance given the label.

    stated: the model in words. checks: what was checked of it.
    looks: what the data are looked at through.
    missed: p-value that the label explains nothing more of one of the two sides; small only where
    both follow the label in a way that the model misses, and then a dependence may be its fault.
    log_odds: of the nuisance's levels, where pairs are swapped. blocks: where rows are shuffled,
    if not within the label's own classes.
    """

    stated: str
    checks: tuple[Check, ...]
    looks: tuple[View, ...]
    nuisance: Variable
    label: Given
    missed: float = 1.0
    log_odds: Matrix | None = None
    blocks: Given | None = None

    @property
    def holds(self) -> bool:
        return all(check.holds for check in self.checks)

    @property
    def misleads(self) -> bool:
        """Whether answer and nuisance both follow the label where the model does not."""
        return self.missed < MISSED

    @property
    def inflation(self) -> float:
        """What residuals lack in spread for having been fitted.

        The observed residuals are orthogonal to the label's columns, shuffled ones are not, so
        draws look a little weaker than the data for no reason but the fitting. A step was
        searched for, which takes about three degrees of freedom (Friedman 1991, Annals of
        Statistics 19:1).
        """
        if self.label.basis is None or self.blocks is not None:
            return 1.0
        rows = len(self.nuisance)
        return float(np.sqrt(rows / max(1, rows - self.label.columns - 2 * self.label.steps)))

    def draws(self, permutations: int) -> int:
        """How many draws this many rows are given."""
        rows = len(self.nuisance)
        cost = rows if self.log_odds is None else STEPS * rows
        return min(permutations, max(FEWEST, BUDGET // max(cost, 1)))

    def test(self, permutations: int, rng: np.random.Generator) -> tuple[float, int]:
        """p-value (1 + b) / (1 + B) of independence given the label, and B."""
        looks = [view for view in self.looks if view.degrees_of_freedom]
        number = self.draws(permutations)
        observed = min(
            float(view.surprise((view.answer.T @ view.nuisance)[None])[0]) for view in looks
        )
        reached = 0
        for crossed in self._drawn(looks, number, rng):
            surprise = np.minimum.reduce(
                [view.surprise(drawn) for view, drawn in zip(looks, crossed, strict=True)]
            )
            # Ties count as reached, to the last bits of a sum in another order.
            reached += int((surprise <= observed + 1e-9 * abs(observed)).sum())
        return (1 + reached) / (1 + number), number

    def _drawn(
        self, looks: list[View], number: int, rng: np.random.Generator
    ) -> Iterator[list[NDArray[np.float64]]]:
        """For each batch and view, answer' x nuisance drawn anew: (draws, answer, nuisance)."""
        if self.log_odds is None:
            within = self.blocks or self.label
            for rows in shuffles(within.strata, within.sizes, number, rng):
                yield [self.inflation * view.crossed(rows) for view in looks]
            return
        # Level k's row of the whitened nuisance is linear in its indicators; what the model
        # explains of them is the same in every draw and orthogonal to the answer's residuals.
        whole = self.nuisance.indicators()
        turns = [np.linalg.lstsq(self.label.residuals(whole), v.nuisance)[0] for v in looks]
        for codes in swaps(self.nuisance.codes, self.log_odds, number, rng):
            yield [
                self.inflation * crossed_with(view.answer, turn, codes)
                for view, turn in zip(looks, turns, strict=True)
            ]


def model_of(
    label: Variable, answer: Variable, nuisance: Variable, rng: np.random.Generator
) -> Conditional:
    """Choose and check the model of the nuisance given the label."""
    bases = None if label.is_category else Bases(label.values.astype(np.float64))
    given_label = given(label, np.column_stack([contrasts(nuisance), contrasts(answer)]), bases)
    of_nuisance = given_label.residuals(nuisance.indicators())
    of_answer = given_label.residuals(answer.indicators())
    if bases is None:
        looks = views(nuisance, answer, of_nuisance, of_answer, given_label)
        return Conditional(
            "shuffled within each class of the label; nothing is assumed",
            (),
            tuple(looks),
            nuisance,
            given_label,
        )
    order = np.lexsort((rng.random(len(label)), label.values))
    if nuisance.is_category:
        method = _swapped if len(label) <= MANY else _among_neighbours
        return method(label, answer, nuisance, given_label, order)
    of_nuisance, varies = one_scale(bases, of_nuisance, given_label, rng)
    if not answer.is_category:
        of_answer, _ = one_scale(bases, of_answer, given_label, rng)
    looks = views(nuisance, answer, of_nuisance, of_answer, given_label)
    checks = (
        Check("no trend along the label is missed", serial_p(of_nuisance[order, 0])),
        Check(
            "the spread along the label is as modelled",
            serial_p(np.abs(of_nuisance[order, 0])),
        ),
    )
    stated = (
        f"{curve(given_label)} of the label plus a residual "
        + ("whose spread varies with the label" if varies else "of one spread")
        + "; residuals shuffled"
    )
    missed = max(_left_p(of_nuisance, order), _left_p(of_answer, order))
    return Conditional(stated, checks, tuple(looks), nuisance, given_label, missed)


def _left_p(left: Matrix, order: Rows) -> float:
    """p-value that a side's residuals follow the label no more, over all its columns."""
    columns = left.shape[1]
    if columns == 1:
        return serial_p(left[order, 0])
    smallest = min([product_p(left[order, column]) for column in range(columns)])
    return float(min(1.0, columns * smallest))


def _swapped(
    label: Variable, answer: Variable, nuisance: Variable, given: Given, order: Rows
) -> Conditional:
    """A class given a number: pairs swapped at the odds of a logistic model."""
    del label
    log_odds = log_probabilities(given, nuisance)
    left = nuisance.indicators() - np.exp(log_odds)
    looks = views(
        nuisance,
        answer,
        given.residuals(nuisance.indicators()),
        given.residuals(answer.indicators()),
        given,
    )
    stated = (
        f"multinomial logistic in a {curve(given)} of the label; "
        "pairs swapped at its odds (Berrett et al. 2020)"
    )
    checks = _untrended(nuisance, left, order)
    of_answer = given.residuals(answer.indicators())
    missed = max(_left_p(left, order), _left_p(of_answer, order))
    return Conditional(stated, checks, tuple(looks), nuisance, given, missed, log_odds)


def _among_neighbours(
    label: Variable, answer: Variable, nuisance: Variable, given: Given, order: Rows
) -> Conditional:
    """The same for many rows: shuffled among rows of nearly the same label.

    Fifty swaps a row and draw would take minutes. Within a thousandth of the rows the chances of
    the classes hardly move, and what they move is orthogonal to the answer's residuals (the local
    permutation test of Kim, Neykov, Balakrishnan & Wasserman 2022, Annals of Statistics 50:3388).
    """
    values = label.values.astype(np.float64)
    edges = np.unique(np.quantile(values, np.linspace(0, 1, NEIGHBOURHOODS + 1)[1:-1]))
    strata = np.unique(np.searchsorted(edges, values, side="right"), return_inverse=True)[1]
    strata = strata.reshape(-1).astype(np.intp)
    blocks = Given(None, np.eye(0), strata, np.bincount(strata))
    of_nuisance = given.residuals(nuisance.indicators())
    looks = views(nuisance, answer, of_nuisance, given.residuals(answer.indicators()), blocks)
    stated = f"of one chance within each of {len(blocks.sizes)} parts of the label; shuffled there"
    checks = _untrended(nuisance, blocks.residuals(nuisance.indicators()), order)
    return Conditional(stated, checks, tuple(looks), nuisance, given, blocks=blocks)


def _untrended(nuisance: Variable, left: Matrix, order: Rows) -> tuple[Check, ...]:
    return tuple(
        Check(f"no trend of {level!r} along the label is missed", product_p(left[order, code]))
        for code, level in enumerate(nuisance.levels or ())
    )


def curve(given_label: Given) -> str:
    """The regression on a number, in words."""
    columns = given_label.columns - given_label.steps
    shape = "straight line" if columns == 2 else f"cubic spline ({columns} columns)"
    if not given_label.steps:
        return shape
    return f"{shape} with {given_label.steps} {'step' if given_label.steps == 1 else 'steps'}"


__all__ = ["Check", "Conditional", "model_of"]
