"""Each system beside the baseline on each data set: one claim, its test, and what to say of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from audits.claims.difference_tests import ROUNDING, DifferenceTest, compare
from audits.claims.grounds import NOTHING, Grounds
from audits.claims.over_sets import Typical, typical
from audits.claims.power import items_needed, runs_needed, smallest_shown
from audits.claims.scores import Scores
from audits.claims.tables import Results
from audits.data.arrays import Floats, Matrix
from audits.errors import NotApplicable
from audits.measurement import WhyNot
from audits.statistics.standardised_differences import effect
from audits.statistics.tests import holm


class Standing(StrEnum):
    """What a table says of a claim, at the confidence that is stated and after Holm."""

    STANDS = "stands"
    REVERSED = "the other way round"
    NOT_SHOWN = "not shown"
    UNTOLD = "cannot be told"


@dataclass(frozen=True, slots=True)
class Claim:
    """One system is better than the baseline on one data set (None: the only one).

    tested: the difference with its test. adjusted: p-value corrected over all claims of the table
    by Holm, and by Bonferroni for the variants that were tried; None without a test.
    """

    system: str
    baseline: str
    data_set: str | None
    tested: DifferenceTest
    adjusted: float | None = None

    def standing(self, confidence: float) -> Standing:
        """What is said of it. confidence: 1 less the level of false claims, two-sided."""
        test = self.tested
        if test.undetermined_reason or test.difference is None or self.adjusted is None:
            return Standing.UNTOLD
        if self.adjusted > 1 - confidence:
            return Standing.NOT_SHOWN
        return Standing.STANDS if test.difference > 0 else Standing.REVERSED

    def needs(self, confidence: float) -> str:
        """How many values would show such a difference, and what so many show; "" where unknown."""
        test, level = self.tested, 1 - confidence
        if test.undetermined_reason or test.difference is None:
            return ""
        if test.of_answers and len(test.evidence) > 3:
            return ""
        if test.of_answers:
            first, second, rows = test.evidence
            items = items_needed(test.difference, (first + second) / rows, level)
            return "" if items is None else f"{items:,} items show such a difference (power .8)"
        if test.effect is None:
            return ""
        paired = not isinstance(test.sizes, tuple)
        groups = 1 if paired else 2
        each = test.sizes if isinstance(test.sizes, int) else min(test.sizes)
        runs = runs_needed(effect(test.effect), groups, level)
        unit = "pairs" if paired else "values of each"
        least = f"{each} {unit} show {smallest_shown(each, groups, level):.2g} deviations or more"
        return least if runs is None else f"{runs:,} {unit} show such a difference (power .8)"


def baseline_of(results: Results, stated: str | None) -> str:
    """The system that the others are held against.

    stated: by the document. Raises `NotApplicable` where nothing says it.
    """
    named = stated if stated is not None else results.reference
    systems = ", ".join(results.systems)
    if len(results.systems) < 2:
        raise NotApplicable(
            f"only {systems} has values", "give the values of the system that it is held against"
        )
    if named is None:
        raise NotApplicable(
            f"nothing says which of {systems} is the baseline",
            "name it in the probe's `reference`, or as the `reference` of the column of systems",
        )
    if named not in results.systems:
        raise NotApplicable(
            f"the baseline {named!r} has no values in the table", f"name one of {systems}"
        )
    return named


def claims_of(
    results: Results,
    baseline: str,
    *,
    higher: bool,
    folds: bool,
    fewest: int,
    tried: int,
    rng: np.random.Generator | None,
    grounds: Grounds = NOTHING,
) -> Iterator[Claim]:
    """Every other system on every data set on which both have values, Holm over all of them.

    tried: variants of each claimed system, of which the best is in the table. The rest as `compare`
    reads it.
    """
    claims = []
    known = {data_set for name, data_set in results.reported if name == baseline}
    # Who shares no data set with the baseline is still one of "every system".
    comparable = {name for name, data_set in results.reported if data_set in known}
    for system in results.systems:
        for data_set in results.sets if system != baseline else ():
            own = results.reported.get((system, data_set))
            other = results.reported.get((baseline, data_set))
            if own is None or (other is None and system in comparable):
                continue
            outcome: DifferenceTest | WhyNot = WhyNot(f"{baseline} has no value on it")
            if other is not None:
                outcome = compare(own, other, higher=higher, folds=folds, fewest=fewest, rng=rng,
                                  grounds=grounds)  # fmt: skip
            if isinstance(outcome, WhyNot):
                outcome = DifferenceTest("none", 0, undetermined_reason=outcome.reason)
            claims.append(Claim(system, baseline, data_set, outcome))
    yield from corrected(claims, tried)


def corrected(claims: Sequence[Claim], tried: int) -> list[Claim]:
    """With their p-values corrected over all that can be tested. tried: variants of each system."""
    p_values = {
        number: claim.tested.p_value
        for number, claim in enumerate(claims)
        if claim.tested.p_value is not None and not claim.tested.undetermined_reason
    }
    adjusted = _holm(p_values, tried)
    return [replace(claim, adjusted=adjusted.get(number)) for number, claim in enumerate(claims)]


def _holm(p_values: Mapping[int, float], tried: int) -> dict[int, float]:
    """Holm over all of them, each counted for so many variants."""
    counted = [min(1.0, tried * p_value) for p_value in p_values.values()]
    return dict(zip(p_values, holm(counted), strict=True))


@dataclass(frozen=True, eq=False)
class OverSets:
    """A system beside the baseline, a difference (more is better) a data set.

    sets: their names; differences: shape (sets,), two or more. typical: the one of them with its
    test. adjusted: p-value corrected by Holm over the systems, and by Bonferroni for the variants
    that were tried; None where nothing is concluded.
    """

    system: str
    baseline: str
    sets: tuple[str, ...]
    differences: Floats
    typical: Typical
    adjusted: float | None = None

    def standing(self, confidence: float) -> Standing:
        """What is said of it. confidence: 1 less the level of false claims, two-sided."""
        if self.adjusted is None:
            return Standing.UNTOLD
        if self.adjusted > 1 - confidence:
            return Standing.NOT_SHOWN
        return Standing.STANDS if self.typical.value > 0 else Standing.REVERSED


def over_several_sets(
    results: Results,
    baseline: str,
    *,
    higher: bool,
    tried: int = 1,
    grounds: Grounds = NOTHING,
) -> list[OverSets]:
    """Every other system over the data sets on which both have values, where there are two.

    higher: whether a higher score is better. tried: variants of each system. grounds: what is
    stated of the differences.
    """
    compared = []
    for system in results.systems:
        sets = [
            name for name in results.sets
            if name is not None and (system, name) in results.reported
            and (baseline, name) in results.reported
        ]  # fmt: skip
        if system == baseline or len(sets) < 2:
            continue
        means = np.array(
            [[results.reported[one, name].mean for one in (system, baseline)] for name in sets]
        )
        differences = rounded((means[:, 0] - means[:, 1]) * (1.0 if higher else -1.0), means)
        judged_by = typical(differences, grounds)
        compared.append(OverSets(system, baseline, tuple(sets), differences, judged_by))
    adjusted = _holm(
        {number: one.typical.p_value for number, one in enumerate(compared)
         if not one.typical.undetermined_reason}, tried,
    )  # fmt: skip
    return [replace(one, adjusted=adjusted.get(number)) for number, one in enumerate(compared)]


def rounded(differences: Floats, values: Floats) -> Floats:
    """Without what is left of equal values by rounding. values: that were taken from each other."""
    least = ROUNDING * float(np.abs(values).max(initial=0.0))
    return np.where(np.abs(differences) <= least, 0.0, differences)


def matched(results: Results, systems: Sequence[str]) -> Matrix | WhyNot:
    """Scores of the units that all of these systems have, shape (units, systems).

    In an order that the file does not decide. `WhyNot` where there are fewer than four, or several
    data sets.
    """
    if len(results.sets) > 1:
        return WhyNot("there are several data sets")
    reported = [results.reported[system, results.sets[0]] for system in systems]
    if not all(isinstance(one, Scores) and one.keys is not None for one in reported):
        return WhyNot("the systems have no scores of the same units")
    scores = [dict(zip(one.keys or (), one.values.tolist(), strict=True))
              for one in reported if isinstance(one, Scores)]  # fmt: skip
    shared = sorted(set.intersection(*(set(one) for one in scores)))
    if len(shared) < 4:
        return WhyNot(f"{len(shared)} units have scores of all systems where 4 are needed")
    table = np.array([[one[key] for one in scores] for key in shared])
    return table[np.lexsort(table.T)]
