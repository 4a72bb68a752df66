"""What a rule that was learned from the sample scores on other rows of it, as a measurement.

Held-out rows are independent given the rule, and the rule is not given: another sample teaches
another one, and five folds share most of what taught theirs. So the score varies more between
samples than a share of as many rows. Nadeau & Bengio 2003 (Inference for the generalization error,
Machine Learning 52:239), of repeated random splits, set its variance to (1 / splits + unseen /
seen) times that of one split. Folds are taken for such splits here: folds * unseen / seen + 1 times
the variance of the rows; of five folds, 2.25 times. What is estimated is the score of rules learned
from so many rows, not that of the one rule all rows teach (Bates, Hastie & Tibshirani 2024, JASA
119:1434).
"""


def worth_of(held_out: int, rows: int, folds: int) -> float:
    """Rows of one fixed rule that would say as much, as a share of those held out; 0 to 1.

    held_out: rows judged, in all folds together. rows: of the whole sample, so that each fold is
    judged by a rule fitted to all rows but its own.
    """
    if folds < 1 or held_out < 1:
        return 1.0
    unseen = held_out / folds
    seen = rows - unseen
    # Fitted to nothing, it is one fixed rule.
    return 1 / (1 + folds * unseen / seen) if seen > 0 else 1.0


def share_evidence(right: int, rows: int, worth: float) -> tuple[float, float]:
    """For the interval of a share: right ones among as many rows as they are worth."""
    return right * worth, rows * worth
