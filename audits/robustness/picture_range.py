"""Which range of values a network takes, where nothing says so: asked for, and never guessed.

Files of networks hold no range. Where the document does not say it either, values of 0 to 1 are
taken; that is told, and where the labels speak for another range nothing is measured.
"""

from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binomtest

from audits.errors import NotApplicable
from audits.models import Answers, Classifier
from audits.perturbations.norm_balls import Pixels
from audits.probing.subject import Subject
from audits.robustness.losses import Labels

# Ranges that networks are trained on beside 0 to 1, and what to say for them.
OTHERS = {(0.0, 255.0): "scale: 1", (-1.0, 1.0): "scale: 0.00784314, mean: [1]"}
# Rows that are asked in each range, and what is taken for more than chance.
MOST_ROWS, LEVEL = 64, 0.01


@runtime_checkable
class Ranged(Protocol):
    """A model of pixels whose range of values may be unknown."""

    @property
    def is_range_stated(self) -> bool:
        """Whether anything says which range it takes."""
        ...

    def classify_in_range(self, pixels: NDArray[np.float32], low: float, high: float) -> Answers:
        """Its answers, were it to take values from low to high; pixels as of `PixelClassifier`."""
        ...


def check_range(
    subject: Subject, model: Classifier, pixels: Pixels, labels: Labels, codes: NDArray[np.intp]
) -> None:
    """Warns where 0 to 1 is taken because nothing says the range.

    pixels: shape (rows, channels, height, width), 0 to 1. labels, codes: shape (rows,), the true
    class of each, -1 for none, and what is answered. Raises `NotApplicable` where another range is
    answered rightly more often, beyond chance (exact sign test over the rows that differ).
    """
    if not isinstance(model, Ranged) or model.is_range_stated:
        return
    rows = np.flatnonzero(labels >= 0)[:MOST_ROWS]
    right = codes[rows] == labels[rows]
    for (low, high), words in OTHERS.items():
        other = model.classify_in_range(pixels[rows], low, high).codes == labels[rows]
        more, fewer = int((other & ~right).sum()), int((right & ~other).sum())
        if more and binomtest(more, more + fewer, alternative="greater").pvalue <= LEVEL:
            raise NotApplicable(
                f"nothing says which range of values the network takes, and from {low:g} to "
                f"{high:g} it answers {int(other.sum()):,} of {len(rows):,} rows rightly, where "
                f"from 0 to 1 {int(right.sum()):,}",
                f"say which in `model.preprocessing`: `{{{words}}}`, or `{{scale: 0.00392157}}` "
                "for 0 to 1",
            )
    subject.warn(
        "nothing says which range of values the network takes, so pixels were fed as 0 to 1; if it "
        "takes another, say `model.preprocessing.scale` (1 for 0 to 255)"
    )
