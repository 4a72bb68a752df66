"""Which columns or words matter over many rows: mean shares of the weight, with intervals."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np

from audits.explanations.explanation import Explanation, Instance
from audits.explanations.image_regions import PictureInstance
from audits.explanations.means_over_rows import FEWEST, mean_over_rows
from audits.measurement import Measurement

MOST_TERMS = 20


def global_importance(
    metric: str, explained: Sequence[tuple[Instance, Explanation]], confidence: float
) -> Iterator[Measurement]:
    """A share for each column or word, most important first; pictures have no common units.

    A word is averaged over the rows that hold it, and needs three of them.
    """
    shares: dict[str, list[float]] = defaultdict(list)
    for instance, explanation in explained:
        if isinstance(instance, PictureInstance):
            return
        size = np.abs(explanation.pushes)
        total = float(size.sum())
        if total <= 0:
            continue
        for index, name in enumerate(instance.units):
            shares[name].append(float(size[index]) / total)
    known = {name: values for name, values in shares.items() if len(values) >= FEWEST}
    order = sorted(known, key=lambda name: (-sum(known[name]) / len(known[name]), name))
    for name in order[:MOST_TERMS]:
        yield mean_over_rows(
            metric, (("term", name),), known[name], least=0, greatest=1, confidence=confidence
        )
