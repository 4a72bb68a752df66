"""Can a classifier tell the rows of before from those of now? Then they differ, in whatever way.

A classifier two-sample test: Friedman 2003 (On multivariate goodness-of-fit and two-sample testing,
PHYSTAT), Lopez-Paz & Oquab 2017 (Revisiting classifier two-sample tests, ICLR). It is fitted to one
half of the rows and judged on the other, on which, were both of one kind, every order of the two
would be as likely: so the p-value is that of Wilcoxon's rank sum, whatever was learned.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from audits.data.arrays import Flags, Floats, Matrix, Rows
from audits.data.content_order import content_order
from audits.data.dataset import Dataset, Texts
from audits.data_quality.drift.pairs import Pair
from audits.specification.roles import Role
from audits.statistics.auc import Areas, areas
from audits.statistics.ranked_scores import ranked

# Of each side at most; more rows tell little more and take longer. Fewer teach nothing.
MOST_A_SIDE, FEWEST_A_SIDE = 10_000, 20
# Values of a category beyond the most frequent are one; words of texts fall into so many bins.
MOST_LEVELS, WORD_BINS = 30, 64


@dataclass(frozen=True, slots=True)
class ToldApart:
    """The area under the ROC curve on rows that taught nothing, its p-value, rows of each side."""

    areas: Areas
    p_value: float
    before: int
    now: int


def sampled(data: Dataset, rng: np.random.Generator) -> Rows:
    """Rows that are looked at, in a random order that the file does not decide.

    Sorted by the features first, so that the names of groups decide nothing either.
    """
    read = sorted(feature.name for feature in data.having(Role.FEATURE))
    return content_order(data, read)[rng.permutation(len(data))[:MOST_A_SIDE]]


def told_apart(
    before: Dataset, now: Dataset, pairs: Sequence[Pair], rng: np.random.Generator
) -> ToldApart | None:
    """The test on all columns of `pairs` and on words; None where there are none, or few rows."""
    if min(len(before), len(now)) < FEWEST_A_SIDE:
        return None
    rows = sampled(before, rng), sampled(now, rng)
    columns = [
        block
        for pair in pairs
        for block in _blocks(pair, np.concatenate([pair.before[rows[0]], pair.now[rows[1]]]))
    ]
    columns += _words(before, now, rows)
    if not columns:
        return None
    is_now = np.repeat([False, True], [len(rows[0]), len(rows[1])])
    # Both are in a random order, so every other row of each is a random half.
    teaches = np.concatenate([np.arange(len(side)) % 2 == 0 for side in rows])
    return _judged(np.column_stack(columns), is_now, teaches)


def _judged(inputs: Matrix, is_now: Flags, teaches: Flags) -> ToldApart:
    from scipy.stats import mannwhitneyu
    from sklearn.ensemble import HistGradientBoostingClassifier

    trees = HistGradientBoostingClassifier(
        max_iter=60, max_leaf_nodes=8, early_stopping=False, random_state=0,
        class_weight="balanced",  # or the side with fewer rows is never called
    )  # fmt: skip
    trees.fit(inputs[teaches], is_now[teaches])
    scores, truth = trees.predict_proba(inputs[~teaches])[:, 1], is_now[~teaches]
    p_value = 1.0
    if np.ptp(scores) > 0:
        test = mannwhitneyu(
            scores[truth], scores[~truth], alternative="greater", method="asymptotic"
        )
        p_value = float(test.pvalue)
    both = areas(ranked(scores, truth))
    return ToldApart(both, p_value, int((~truth).sum()), int(truth.sum()))


def _blocks(pair: Pair, values: Floats) -> list[Floats]:
    if pair.levels is None:
        return [values]
    usual = np.argsort(-np.bincount(values + 1), kind="stable")[:MOST_LEVELS]
    return [(values == code - 1).astype(np.float64) for code in usual.tolist()]


def _words(before: Dataset, now: Dataset, rows: tuple[Rows, Rows]) -> list[Floats]:
    """Shares of words in bins, by a hash that is the same on every machine."""
    from sklearn.feature_extraction.text import HashingVectorizer

    blocks: list[Floats] = []
    for column in sorted(now.columns, key=lambda column: column.name):
        if not isinstance(column.values, Texts) or column.name not in before:
            continue
        other = before[column.name].values
        if not isinstance(other, Texts):
            continue
        values = [*other.take(rows[0]).values, *column.values.take(rows[1]).values]
        texts = ["" if text is None else str(text) for text in values]
        bins = HashingVectorizer(
            n_features=WORD_BINS, norm="l1", alternate_sign=False, analyzer=str.split
        )
        blocks.extend(bins.transform(texts).toarray().T)
    return blocks
