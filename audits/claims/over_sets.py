"""Systems over several data sets: signs, signed ranks, ranks of all, and what carries the mean.

Demšar 2006, JMLR 7:1. A data set counts once, however many runs stand behind its number. The
typical difference is the median, with the limits of the sign test, which assume nothing. Where it
is stated that differences are symmetric it is the Hodges-Lehmann median with those of Wilcoxon's
test: of symmetric differences the two are one number, of others Wilcoxon's errs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, sqrt

import numpy as np
from scipy.stats import binomtest, f, friedmanchisquare, rankdata, studentized_range

from audits.claims.grounds import Grounds, of_sets
from audits.data.arrays import Floats, Matrix
from audits.statistics import order_statistics, signed_ranks
from audits.statistics.intervals import one_sided_p
from audits.statistics.signed_ranks import hodges_lehmann, tail

# Fewer are never decided at 95 %: of five data sets that all agree a sign test gives .0625.
FEWEST_SETS = 6


@dataclass(frozen=True, slots=True)
class Ranked:
    """All systems over all data sets. Ranks: 1 is best.

    average_ranks: of each system. statistic, p_value: Friedman's chi-square. f_statistic,
    f_p_value: Iman and Davenport's, which is less conservative; infinite and 0 where all sets
    agree. critical_difference: of average ranks, Nemenyi.
    """

    average_ranks: tuple[float, ...]
    statistic: float
    p_value: float
    f_statistic: float
    f_p_value: float
    critical_difference: float


def ranked(scores: Matrix, level: float) -> Ranked:
    """Friedman's test and Nemenyi's difference of three systems or more.

    scores: shape (data sets, systems), more is better. level: of false claims, such as .05.
    """
    sets, systems = scores.shape
    ranks = rankdata(-scores, axis=1).mean(axis=0)
    statistic, p_value = friedmanchisquare(*(-scores[:, position] for position in range(systems)))
    f_statistic = iman_davenport(float(statistic), sets, systems)
    return Ranked(
        tuple(ranks.tolist()), float(statistic), float(p_value), f_statistic,
        float(f.sf(f_statistic, systems - 1, (systems - 1) * (sets - 1))),
        critical_difference(sets, systems, level),
    )  # fmt: skip


def iman_davenport(statistic: float, sets: int, systems: int) -> float:
    """F of Friedman's chi-square; infinite where all sets agree. Iman & Davenport 1980."""
    rest = sets * (systems - 1) - statistic
    return (sets - 1) * statistic / rest if rest > 0 else inf


def critical_difference(sets: int, systems: int, level: float) -> float:
    """How far apart two average ranks must be (Nemenyi 1963).

    level: of any false claim among all pairs, such as .05.
    """
    quantile = float(studentized_range.ppf(1 - level, systems, np.inf)) / sqrt(2)
    return quantile * sqrt(systems * (systems + 1) / (6 * sets))


def signs(differences: Floats) -> tuple[int, int, float]:
    """Data sets won, those that differ, and the exact p-value of the sign test (two-sided)."""
    won, differing = int((differences > 0).sum()), int((differences != 0).sum())
    if differing == 0:
        return 0, 0, 1.0
    return won, differing, float(binomtest(won, differing).pvalue)


def signed_rank_p(differences: Floats) -> float:
    """Two-sided exact p-value of Wilcoxon's test, differences of 0 against it."""
    sides = [tail(tuple(differences.tolist()), 0.0, above) for above in (True, False)]
    return min(1.0, 2 * min(sides))


@dataclass(frozen=True, slots=True)
class Typical:
    """The typical difference over data sets. test: in words.

    method, evidence: of its interval. undetermined_reason: why even so nothing is concluded.
    """

    value: float
    test: str
    method: str
    evidence: tuple[float, ...]
    undetermined_reason: str | None = None

    @property
    def p_value(self) -> float:
        """Two-sided and exact, of no difference; data sets that do not differ count against it."""
        tails = [one_sided_p(self.method, self.evidence, 0.0, above=above)
                 for above in (True, False)]  # fmt: skip
        return min(1.0, 2 * min(tails))


def typical(differences: Floats, grounds: Grounds) -> Typical:
    """By signs, or by signed ranks where it is stated that differences are symmetric.

    differences: shape (sets,), two or more. grounds: what is stated of them.
    """
    reason = None
    if len(differences) < FEWEST_SETS:
        reason = f"{len(differences)} data sets where {FEWEST_SETS} are needed"
    if not grounds.symmetric_sets:
        _, evidence = order_statistics.quantile(differences, 0.5, least=order_statistics.NO_LEAST)
        value = float(np.median(differences))
        return Typical(value, "sign test", order_statistics.METHOD, evidence, reason)
    contradicted = of_sets(differences, grounds)
    return Typical(
        hodges_lehmann(differences), "Wilcoxon's signed ranks", signed_ranks.METHOD,
        tuple(differences.tolist()), reason or (contradicted.reason if contradicted else None),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Carried:
    """What the mean difference becomes without the data set that it hangs on most.

    name: that data set. mean, without: of all and of the others. typical, typical_without: the
    typical one of all and of the others. p_value_without: of the test of the others.
    """

    name: str
    mean: float
    without: float
    typical: float
    typical_without: float
    p_value_without: float


def carried(names: Sequence[str], differences: Floats, grounds: Grounds) -> Carried:
    """Leave one data set out, the one without which the mean moves most.

    names: of the data sets, shape (sets,). differences: shape (sets,), three or more. grounds: what
    is stated of them.
    """
    mean = float(differences.mean())
    position = int(np.argmax(np.abs(differences - mean)))
    others = np.delete(differences, position)
    without = typical(others, grounds)
    return Carried(
        names[position], mean, float(others.mean()), typical(differences, grounds).value,
        without.value, without.p_value,
    )  # fmt: skip
