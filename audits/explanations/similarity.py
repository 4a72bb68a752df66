"""How much two explanations of the same row say the same."""

import numpy as np

from audits.explanations.explanation import Weights


def overlap(first: Weights, second: Weights) -> float:
    """Share of the weight on which two explanations agree, 0 to 1.

    The sum of what both say, over the sum of the most either says (a weighted Jaccard index);
    weights of opposite sign agree on nothing. Two empty explanations agree.
    """
    same = np.sign(first) == np.sign(second)
    most = np.maximum(np.abs(first), np.abs(second)).sum()
    if most <= 0:
        return 1.0
    return float(np.minimum(np.abs(first), np.abs(second))[same].sum() / most)


def shape_overlap(first: Weights, second: Weights) -> float:
    """`overlap` after each is scaled to a total of 1: the pattern, not the size."""
    return overlap(_scaled(first), _scaled(second))


def top_agreement(first: Weights, second: Weights, count: int) -> float:
    """Share of the strongest `count` units that both have in common."""
    count = min(count, len(first))
    if count == 0:
        return 1.0
    return len(set(strongest(first, count)) & set(strongest(second, count))) / count


def rank_correlation(first: Weights, second: Weights) -> float:
    """Spearman's correlation of the signed weights; 0 where one of them never varies."""
    from scipy.stats import rankdata

    if len(first) < 2:
        return 1.0
    left, right = rankdata(first), rankdata(second)
    left, right = left - left.mean(), right - right.mean()
    size = np.sqrt((left**2).sum() * (right**2).sum())
    return float((left * right).sum() / size) if size > 0 else 0.0


def strongest(weights: Weights, count: int) -> list[int]:
    """The units of largest size, ties in the order of the units."""
    return [int(unit) for unit in np.argsort(-np.abs(weights), kind="stable")[:count]]


def _scaled(weights: Weights) -> Weights:
    total = np.abs(weights).sum()
    return weights / total if total > 0 else weights
