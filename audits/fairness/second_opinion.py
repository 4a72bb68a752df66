"""What another library makes of the same scores: rates counted again, and a cut for each group.

fairlearn (Bird et al. 2020, MSR-TR-2020-32; Weerts et al. 2023, JMLR 24:257). Its `MetricFrame`
counts the rates of every group at one cut, which should be ours. Its `ThresholdOptimizer` (Hardt,
Price & Srebro 2016, NeurIPS) fits a cut to each group, so that groups are selected or erred about
alike at the highest accuracy: what that would cost is a question for people, not a measurement.
"""

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audits.data.arrays import Flags, Floats
from audits.measurement import Group, group_to_json

# More rows are judged by so many of them: it is thousands of times slower than counting cells, and
# a rate of 5,000 rows has a standard error of 0.7 points at most.
MOST_ROWS, MOST_GROUPS = 10_000, 12
CONSTRAINTS = ("demographic_parity", "equalized_odds")
RATES = ("selection_rate", "false_positive_rate", "false_negative_rate")


@dataclass(frozen=True, eq=False)
class Scores:
    """Rows that have a score, a label and a known group; every array has the shape (rows,).

    group: index into `names`. weight: how much each row counts, None where all count alike.
    """

    score: Floats
    positive: Flags
    group: NDArray[np.intp]
    names: tuple[Group, ...]
    weight: Floats | None = None

    def take(self, rows: NDArray[np.intp]) -> "Scores":
        """The same of the rows at these places only."""
        weight = None if self.weight is None else self.weight[rows]
        return Scores(self.score[rows], self.positive[rows], self.group[rows], self.names, weight)


def evenly_spread(total: int) -> NDArray[np.intp]:
    """The rows that are looked at, of so many: all, or `MOST_ROWS` spread evenly over them."""
    if total <= MOST_ROWS:
        return np.arange(total)
    return np.linspace(0, total - 1, MOST_ROWS).astype(np.intp)


def second_opinion(
    scores: Scores, threshold: float, *, smallest_group: int, seed: int, selects: bool | None = True
) -> dict[str, Any] | None:
    """Content for the report, or None where fewer than two groups can be compared.

    threshold: scores at or above it are answered positive. smallest_group: rows that a group needs;
    it needs both labels, too. seed: of the draws between two cuts of one group. selects: whether
    who is answered positive is selected (`True`) or who is not (`False`), so that the selection
    rate is of the favourable answer; `None` leaves that rate out.
    """
    scores = _comparable(scores, smallest_group)
    if len(np.unique(scores.group)) < 2:
        return None
    import fairlearn

    answered = scores.score >= threshold
    theirs = _rates(scores, answered)
    ours = _counted(scores, answered)
    return {
        "library": f"fairlearn {fairlearn.__version__}",
        "n": len(scores.score),
        "cut": threshold,
        "accuracy": _accuracy(scores, answered),
        "groups": _lines(scores, theirs, selects),
        "furthest_from_ours": max(
            abs(theirs[code][rate] - ours[code][rate]) for code in theirs for rate in RATES
        ),
        "optimised": []
        if scores.weight is not None
        else [_optimised(scores, constraint, seed, selects) for constraint in CONSTRAINTS],
    }


def _comparable(scores: Scores, smallest_group: int) -> Scores:
    """The rows of the largest groups that have rows enough and both labels."""
    sizes = np.bincount(scores.group, minlength=len(scores.names))
    hits = np.bincount(scores.group, scores.positive, minlength=len(scores.names))
    fit = np.flatnonzero((sizes >= smallest_group) & (hits > 0) & (hits < sizes))
    fit = fit[np.argsort(-sizes[fit], kind="stable")][:MOST_GROUPS]
    return scores.take(np.flatnonzero(np.isin(scores.group, fit)))


def _rates(scores: Scores, answered: Flags) -> dict[int, dict[str, float]]:
    """By code of the group, as fairlearn counts them.

    It is given each kind of row once, with how many there are or what they weigh together: the
    same rates in a fifth of the time, however many rows there are.
    """
    from fairlearn import metrics

    kind = (scores.group * 2 + scores.positive) * 2 + answered
    weights = np.bincount(kind, scores.weight)
    kinds = np.flatnonzero(np.bincount(kind))
    with warnings.catch_warnings(action="ignore"):
        frame = metrics.MetricFrame(
            metrics={rate: getattr(metrics, rate) for rate in RATES},
            y_true=kinds // 2 % 2,
            y_pred=kinds % 2,
            sensitive_features=kinds // 4,
            sample_params={rate: {"sample_weight": weights[kinds]} for rate in RATES},
        )
    rates = {rate: frame.by_group[rate].to_dict() for rate in RATES}
    codes = sorted(set(scores.group.tolist()))
    return {code: {rate: float(rates[rate][code]) for rate in RATES} for code in codes}


def _counted(scores: Scores, answered: Flags) -> dict[int, dict[str, float]]:
    """The same by sums of rows or weights."""
    weight = np.ones(len(answered)) if scores.weight is None else scores.weight

    def share(of: Flags, among: Flags) -> float:
        return float(weight[of & among].sum() / weight[among].sum())

    opinions = {}
    for code in sorted(set(scores.group.tolist())):
        here = scores.group == code
        opinions[code] = {
            "selection_rate": share(answered, here),
            "false_positive_rate": share(answered, here & ~scores.positive),
            "false_negative_rate": share(~answered, here & scores.positive),
        }
    return opinions


def _optimised(scores: Scores, constraint: str, seed: int, selects: bool | None) -> dict[str, Any]:
    """A cut, or a draw between two, for each group: fitted to these rows and counted on them."""
    from fairlearn.postprocessing import ThresholdOptimizer
    from sklearn.base import BaseEstimator

    class Given(BaseEstimator):  # type: ignore[misc]
        """The scores as they are, in the place of an estimator."""

        def fit(self, features: Floats, labels: Floats) -> "Given":
            return self

        def predict(self, features: Floats) -> Floats:
            return features[:, 0]

        def __sklearn_is_fitted__(self) -> bool:
            return True

    labels = scores.positive.astype(np.int64)
    features = scores.score[:, None]
    with warnings.catch_warnings(action="ignore"):
        optimizer = ThresholdOptimizer(
            estimator=Given(),
            constraints=constraint,
            objective="accuracy_score",
            prefit=True,
            predict_method="predict",
        )
        optimizer.fit(features, labels, sensitive_features=scores.group)
        answers = optimizer.predict(features, sensitive_features=scores.group, random_state=seed)
    answered = np.asarray(answers).reshape(-1) == 1
    interpolation = optimizer.interpolated_thresholder_.interpolation_dict
    cuts = {int(code): _cuts(interpolation[code]) for code in interpolation}
    # Counted by us: its own count, which is half of the time, has been compared with ours already.
    lines = _lines(scores, _counted(scores, answered), selects, cuts)
    return {"constraint": constraint, "accuracy": _accuracy(scores, answered), "groups": lines}


def _cuts(interpolation: Any) -> list[dict[str, float]]:
    """The cuts of one group and the share of its rows that each answers; infinite ones say no."""
    share = 1.0 - float(interpolation.get("p_ignore", 0.0))
    pairs = (
        (interpolation["p0"], interpolation["operation0"]),
        (interpolation["p1"], interpolation["operation1"]),
    )
    return [
        {"cut": float(operation.threshold), "share": round(share * float(p), 6)}
        for p, operation in pairs
        if share * p > 1e-6 and np.isfinite(operation.threshold)
    ]


def _accuracy(scores: Scores, answered: Flags) -> float:
    return float(np.average(answered == scores.positive, weights=scores.weight))


def _lines(
    scores: Scores,
    rates: dict[int, dict[str, float]],
    selects: bool | None,
    cuts: dict[int, list[dict[str, float]]] | None = None,
) -> list[dict[str, Any]]:
    sizes = np.bincount(scores.group, minlength=len(scores.names))
    return [
        {
            "group": group_to_json(scores.names[code]),
            "n": int(sizes[code]),
            **_selected(rates[code], selects),
            **({} if cuts is None else {"cuts": cuts.get(code, [])}),
        }
        for code in sorted(rates, key=lambda code: -sizes[code])
    ]


def _selected(rates: dict[str, float], selects: bool | None) -> dict[str, float]:
    """The rates of a group with the share that is given the favourable answer, where it is told."""
    answered = rates["selection_rate"]
    if selects is None:
        return {rate: share for rate, share in rates.items() if rate != "selection_rate"}
    return {**rates, "selection_rate": answered if selects else 1 - answered}
