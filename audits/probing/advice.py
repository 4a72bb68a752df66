"""Where a sentence of a probe's begins to warn: bounds that are given to the probe, not its own.

A probe measures and says what it measured. From where on that is a warning ("consistent with a
shortcut", "do not rely on this") is judged: the bounds come with the subject, by default those of
`audits.judging.advice`, and a policy that bounds the metric itself takes their place.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Bound:
    """From where on a measured value is worth a warning.

    limit: what it must pass, in the unit of the value; None where any size is a matter.
    level: the largest adjusted p-value that is taken for more than chance.
    """

    limit: float = 0.0
    level: float = 1.0

    def exceeded(self, value: float, p_value: float = 0.0) -> bool:
        """Whether a value is above the limit, and more than chance by its adjusted p_value."""
        return p_value <= self.level and value > self.limit


# Bounds by the name of what is measured: a metric, or what is told beside it.
Advice: TypeAlias = Mapping[str, Bound]
