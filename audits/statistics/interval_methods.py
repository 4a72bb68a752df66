"""How each interval is drawn from its evidence, and what the evidence becomes with more data."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import atanh, exp, log, sqrt, tanh
from types import MappingProxyType

import numpy as np
from scipy.special import stdtrit

from audits.statistics import (
    against_a_figure,
    alike_units,
    association,
    bounded_gaps,
    bounded_means,
    censored_quantiles,
    common_odds,
    corrected_shares,
    correlations,
    counted,
    crossed,
    effective_shares,
    folded_products,
    found_at_a_rate,
    largest_differences,
    listed_names,
    matrix_score_limits,
    mcnemar_limits,
    means_against_controls,
    means_of_few,
    one_run_epsilon,
    order_statistics,
    p_value_limits,
    paired_differences,
    profiled_shapes,
    ranges_of_shares,
    signed_ranks,
    skewed_means,
    standardised_differences,
    stated_bounds,
    union_effects,
    unlike_strata,
    unseen_clusters,
    unseen_names,
    unseen_people,
)
from audits.statistics.deciding_extremes import most_frequent_by
from audits.statistics.deciding_limits import SizeTail, Tail
from audits.statistics.deciding_methods import DECIDERS, DECIDES
from audits.statistics.odds_ratios import mid_p
from audits.statistics.proportions import (
    Evidence,
    Limits,
    difference,
    f1,
    larger,
    linearised,
    mover,
    newcombe,
    tango,
    wilson,
    z_quantile,
)
from audits.statistics.ratios import (
    koopman,
    koopman_highest,
    linearised_ratio,
    precision,
    to_highest,
)
from audits.statistics.roots import root

# Bootstrap evidence: the estimate, then the replicates' quantiles at these normal deviates.
GRID = np.linspace(-3.2, 3.2, 65)


@dataclass(frozen=True, slots=True)
class Method:
    """How an interval is drawn, and what its evidence becomes with `factor` times the data.

    tail: the p-value at a bound in closed form; None where the limits are searched for it.
    size_tail: the p-value of a size above a bound; None where the two tails tell as much.
    """

    draw: Callable[[Evidence, float], Limits]
    grow: Callable[[Evidence, float], tuple[float, ...]]
    tail: Tail | None = None
    size_tail: SizeTail | None = None


def _student(evidence: Evidence, confidence: float) -> Limits:
    """(estimate, standard error, degrees of freedom)."""
    estimate, error, degrees_of_freedom = evidence[:3]
    half = -float(stdtrit(degrees_of_freedom, (1 - confidence) / 2)) * error
    return estimate - half, estimate + half


def _root_student(evidence: Evidence, confidence: float) -> Limits:
    """(mean square, its standard error, freedom): limits of its square root."""
    lower, upper = _student(evidence, confidence)
    return sqrt(max(0.0, lower)), sqrt(upper)


def _normal(evidence: Evidence, confidence: float) -> Limits:
    """Limits of a normal; evidence: (estimate, standard error)."""
    estimate, error = evidence
    half = z_quantile(confidence) * error
    return estimate - half, estimate + half


def _logit(evidence: Evidence, confidence: float) -> Limits:
    """(value between 0 and 1, its standard error), drawn on the logit."""
    value, error = evidence
    half = z_quantile(confidence) * error / (value * (1 - value))
    centre = log(value / (1 - value))
    return _expit(centre - half), _expit(centre + half)


def _logit_student(evidence: Evidence, confidence: float) -> Limits:
    """(logit of a share, its standard error, freedom): few clusters."""
    lower, upper = _student(evidence, confidence)
    return _expit(lower), _expit(upper)


def _expit(value: float) -> float:
    return 1 / (1 + exp(-value)) if value > -700 else 0.0


def _fisher(evidence: Evidence, confidence: float) -> Limits:
    """(correlation, pairs). Fisher 1921, Metron 1:3."""
    value, pairs = evidence
    half = z_quantile(confidence) / sqrt(max(1.0, pairs - 3))
    return tanh(atanh(value) - half), tanh(atanh(value) + half)


def _hanley(evidence: Evidence, confidence: float) -> Limits:
    """(area, positives, negatives). Newcombe 2006, Statistics in Medicine 25:559, method 5."""
    area, positives, negatives = evidence
    z = z_quantile(confidence)
    average = (positives + negatives) / 2 - 1

    def score(truth: float) -> float:
        more = average * ((1 - truth) / (2 - truth) + truth / (1 + truth))
        error = sqrt(truth * (1 - truth) * (1 + more) / (positives * negatives))
        return (area - truth) / error if error > 0 else 0.0

    tiny = 1e-12
    lower = (
        0.0 if area <= 0 else root(lambda candidate: score(candidate) - z, tiny, area - tiny * area)
    )
    upper = (
        1.0 if area >= 1 else root(lambda candidate: score(candidate) + z, area + tiny, 1 - tiny)
    )
    return lower, upper


def _hoeffding(evidence: Evidence, confidence: float) -> Limits:
    """(mean, rows, least, greatest value): a bound where no variation was seen. JASA 58:13."""
    mean, rows, least, greatest = evidence
    half = (greatest - least) * sqrt(log(2 / (1 - confidence)) / (2 * rows))
    return max(least, mean - half), min(greatest, mean + half)


def _bootstrap(evidence: Evidence, confidence: float) -> Limits:
    """(estimate, quantiles of the replicates at GRID); normal tails beyond the grid."""
    estimate, *replicates = evidence
    quantiles = np.asarray(replicates)
    z = z_quantile(confidence)
    return (
        min(estimate, _quantile(quantiles, -z)),
        max(estimate, _quantile(quantiles, z)),
    )


def _fiducial(evidence: Evidence, confidence: float) -> Limits:
    """The same of a correlation or an agreement, which ends at -1 and 1."""
    lower, upper = _bootstrap(evidence, confidence)
    return max(-1.0, lower), min(1.0, upper)


def _quantile(quantiles: "np.ndarray[tuple[int], np.dtype[np.float64]]", z: float) -> float:
    end = float(GRID[-1])
    if abs(z) <= end:
        return float(np.interp(z, GRID, quantiles))
    middle = float(quantiles[len(quantiles) // 2])
    edge = float(quantiles[0 if z < 0 else -1])
    return middle + (edge - middle) * abs(z) / end


def _counts(evidence: Evidence, factor: float) -> tuple[float, ...]:
    return tuple(value * factor for value in evidence)


def _sizes(*sizes: int, every: int) -> Callable[[Evidence, float], tuple[float, ...]]:
    """Only these places of each `every` values are amounts of data."""
    return lambda evidence, factor: tuple(
        value * factor if index % every in sizes else value for index, value in enumerate(evidence)
    )


def _spread(evidence: Evidence, factor: float) -> tuple[float, ...]:
    """(estimate, standard error, freedom, ...)."""
    estimate, error, *rest = evidence
    degrees_of_freedom = [value * factor for value in rest[:1]]
    return (estimate, error / sqrt(factor), *degrees_of_freedom, *rest[1:])


def _closer(evidence: Evidence, factor: float) -> tuple[float, ...]:
    """Replicates draw in on the estimate."""
    estimate = evidence[0]
    return tuple(estimate + (value - estimate) / sqrt(factor) for value in evidence)


_PRINTED: Mapping[str, Method] = MappingProxyType(
    {
        "wilson": Method(wilson, _counts),
        "newcombe": Method(newcombe, _counts),
        "newcombe-larger": Method(larger(newcombe), _counts),
        "koopman": Method(koopman, _counts),
        "koopman-highest": Method(koopman_highest, _counts),
        "koopman-precision": Method(precision(koopman), _sizes(0, 1, 2, 3, every=5)),
        "linearised": Method(linearised, _sizes(1, 2, every=3)),
        "linearised-difference": Method(difference(linearised), _sizes(1, 2, every=3)),
        "linearised-larger": Method(larger(difference(linearised)), _sizes(1, 2, every=3)),
        "linearised-ratio": Method(linearised_ratio, _sizes(1, 2, every=3)),
        "linearised-highest": Method(to_highest(linearised_ratio, 3), _sizes(1, 2, every=3)),
        "tango": Method(tango, _counts),
        **{name: Method(draw, _counts) for name, draw in ranges_of_shares.PRINTED.items()},
        "wilson-most": Method(most_frequent_by(wilson, 2), _sizes(0, 1, every=3)),
        "linearised-most": Method(most_frequent_by(linearised, 3), _sizes(1, 2, every=4)),
        "wilson-f1": Method(f1(wilson), _counts),
        "mover": Method(mover(wilson, 2), _sizes(1, 2, every=3)),
        "linearised-f1": Method(f1(linearised), _sizes(1, 2, every=3)),
        "linearised-mover": Method(mover(linearised, 3), _sizes(2, 3, every=4)),
        "linearised-precision": Method(precision(linearised_ratio), _sizes(1, 2, 4, 5, every=7)),
        "mid-p": Method(mid_p, _counts),
        "delong": Method(_logit, _spread),
        "logit": Method(_logit, _spread),
        "newcombe-auc": Method(_hanley, _sizes(1, 2, every=3)),
        "student_t": Method(_student, _spread),
        "bounded-student_t": Method(means_of_few.student, _spread),
        means_of_few.METHOD: Method(means_of_few.limits, _spread),
        means_of_few.SIGNED: Method(means_of_few.signed_limits, _spread),
        # Where one more value falls, not where the mean lies: decided by itself.
        "next-student_t": Method(means_of_few.student, _spread),
        "root-student_t": Method(_root_student, _spread),
        "logit-t": Method(_logit_student, _spread),
        "normal": Method(_normal, _spread),
        "fisher-z": Method(_fisher, _sizes(1, every=2)),
        "jackknife-z": Method(correlations.limits, correlations.grown),
        "hoeffding": Method(_hoeffding, _sizes(1, every=4)),
        alike_units.METHOD: Method(alike_units.limits, _sizes(1, every=4), alike_units.tail),
        "bootstrap": Method(_bootstrap, _closer),
        "fiducial": Method(_fiducial, _closer),
        **{name: Method(*pair) for name, pair in matrix_score_limits.METHODS.items()},
        **{name: Method(*pair) for name, pair in effective_shares.METHODS.items()},
        **{name: Method(*pair) for name, pair in association.METHODS.items()},
        **{name: Method(*pair) for name, pair in skewed_means.METHODS.items()},
        **{name: Method(*pair) for name, pair in unseen_clusters.METHODS.items()},
        **{name: Method(*pair) for name, pair in bounded_means.METHODS.items()},
        **{name: Method(*pair) for name, pair in bounded_gaps.METHODS.items()},
        **{name: Method(*pair) for name, pair in common_odds.METHODS.items()},
        **{name: Method(*pair) for name, pair in unlike_strata.METHODS.items()},
        **{name: Method(*pair) for name, pair in censored_quantiles.METHODS.items()},
        **{name: Method(*pair) for name, pair in order_statistics.METHODS.items()},
        **{name: Method(*pair) for name, pair in found_at_a_rate.METHODS.items()},
        **{name: Method(*pair) for name, pair in counted.METHODS.items()},
        **{name: Method(*pair) for name, pair in stated_bounds.METHODS.items()},
        **{name: Method(*pair) for name, pair in one_run_epsilon.METHODS.items()},
        **{name: Method(*pair) for name, pair in largest_differences.METHODS.items()},
        **{name: Method(*pair) for name, pair in p_value_limits.METHODS.items()},
        **{name: Method(*pair) for name, pair in signed_ranks.METHODS.items()},
        **{name: Method(*pair) for name, pair in standardised_differences.METHODS.items()},
        **{name: Method(*pair) for name, pair in mcnemar_limits.METHODS.items()},
        **{name: Method(*pair) for name, pair in against_a_figure.METHODS.items()},
        **{name: Method(*pair) for name, pair in crossed.METHODS.items()},
        **{name: Method(*pair) for name, pair in listed_names.METHODS.items()},
        **{name: Method(*pair) for name, pair in unseen_names.METHODS.items()},
        **{name: Method(*pair) for name, pair in unseen_people.METHODS.items()},
        **{name: Method(*pair) for name, pair in means_against_controls.METHODS.items()},
        **{name: Method(*pair) for name, pair in paired_differences.METHODS.items()},
        **{name: Method(*pair) for name, pair in corrected_shares.METHODS.items()},
        **{name: Method(*pair) for name, pair in profiled_shapes.METHODS.items()},
        **{name: Method(*pair) for name, pair in folded_products.METHODS.items()},
        **{name: Method(*pair) for name, pair in union_effects.METHODS.items()},
    }
)
# What decides grows as what is printed does: it reads the same evidence.
METHODS: Mapping[str, Method] = MappingProxyType(
    {
        **_PRINTED,
        **{
            DECIDES[name]: Method(decider.draw, method.grow, decider.tail, decider.size_tail)
            for name, method in _PRINTED.items()
            if name in DECIDES
            for decider in [DECIDERS[DECIDES[name]]]
        },
    }
)
