"""What a probe declares of each number that it measures: the vocabulary of policies and pages."""

from dataclasses import dataclass
from enum import StrEnum


class Scale(StrEnum):
    """What a metric's values are; decides how a rule may bound them and a page prints them."""

    SHARE = "share"  # 0 to 1, printed as percent
    SHARE_DIFFERENCE = "share difference"  # signed, printed in points
    RATIO = "ratio"  # 1 is equality
    UNIT = "unit"  # 0 to 1 (or -1 to 1), printed as a number: AUC, correlation
    DIFFERENCE = "difference"  # signed number
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Metric:
    """A name in the policy vocabulary.

    overall: whether the metric exists for everyone (`group: {}`).
    two_sided: a one-sided bound would let the reversed gap pass, so a rule must say it means it.
    null: the value of "no disparity" or "no skill", where there is one.
    title: as it is called inside a sentence; left out, the words of the name.
    """

    name: str
    meaning: str
    scale: Scale
    overall: bool = True
    two_sided: bool = False
    null: float | None = None
    title: str = ""
