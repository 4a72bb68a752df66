"""Signs that gradients are masked: then an attack by gradients fails, and that shows nothing.

Athalye, Carlini & Wagner 2018 (ICML); Carlini et al. 2019 (On evaluating adversarial robustness);
Pintor et al. 2022 (NeurIPS). A sign is counted over rows; one that is shown makes what the attack
left standing undetermined.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binomtest

from audits.measurement import Measurement, undetermined

# Of the rows, as many as may have no gradient, or see their loss fall, by chance alone.
MOST_FLAT = 0.05
# A restart that still breaks so many of the rows says that more of them would break more.
MOST_BY_RESTART = 0.01
# What is taken for more than chance, where one attack breaks other rows than another.
LEVEL = 0.05

UNBOUNDED = "standing at unbounded epsilon"
FLAT = "no gradient"
FALLING = "loss does not rise"
NOISE = "noise beats the attack"
ONE_STEP = "one step beats many"
RESTARTS = "the last restart still breaks rows"
UNSTEADY = "two passes differ"
ONE_ANSWER = "one answer to everything"
BLACK_BOX = "black box beats white box"
TRANSFER = "transfer beats white box"

# From what tells most to what tells least: another model each time, one answer, what other attacks
# broke, and then what gradients look like. A reason names so many; all stand in the list of checks.
_TELLING = (
    UNSTEADY, ONE_ANSWER, BLACK_BOX, TRANSFER, FLAT, UNBOUNDED, NOISE, ONE_STEP, FALLING, RESTARTS,
)  # fmt: skip
MOST_SHOWN = 2

_WORDS = {
    UNBOUNDED: "{shown} of {rows} rows stand though every pixel may take any value",
    FLAT: "{shown} of {rows} rows have no gradient, or one that is no number",
    FALLING: "the loss of {shown} of {rows} rows does not rise along the attack's path",
    NOISE: "noise of the same size breaks {shown} of {rows} rows more than the attack does",
    ONE_STEP: "one step breaks {shown} of {rows} rows more than many steps do",
    RESTARTS: "the last restart broke {shown} of {rows} rows more",
    UNSTEADY: "{shown} of {rows} rows are answered otherwise when asked again",
    ONE_ANSWER: "{shown} of {rows} pictures, noise among them, are answered with the same class",
    BLACK_BOX: "an attack without gradients breaks {shown} of {rows} rows more than with them",
    TRANSFER: "inputs made for a copy break {shown} of {rows} rows more than the attack does",
}


@dataclass(frozen=True, slots=True)
class Sign:
    """How many of the rows show one sign, and whether that is more than may be by chance."""

    term: str
    shown: int
    rows: int
    violated: bool

    @property
    def description(self) -> str:
        """The sign in words, whether it is more than may be or not."""
        return _WORDS[self.term].format(shown=f"{self.shown:,}", rows=f"{self.rows:,}")


def counted(term: str, flags: NDArray[np.bool_], most: float = 0.0) -> Sign:
    """A sign that single rows show. flags: shape (rows,). most: the share that may."""
    shown = int(flags.sum())
    return Sign(term, shown, len(flags), len(flags) > 0 and shown > most * len(flags))


def beaten(term: str, weaker: NDArray[np.bool_], stronger: NDArray[np.bool_]) -> Sign:
    """That what ought to be the weaker attack breaks more rows than the stronger.

    weaker, stronger: shape (rows,): what each broke of the same rows.
    """
    more = int(weaker.sum()) - int(stronger.sum())
    return Sign(term, max(0, more), len(weaker), more > 0)


def outdone(term: str, weaker: NDArray[np.bool_], stronger: NDArray[np.bool_]) -> Sign:
    """That another kind of attack breaks more rows than gradients do, beyond what chance would.

    weaker, stronger: shape (rows,): what each broke of the same rows. Two attacks at random break
    other rows each time, so that one row more shows nothing: it must be more than a hundredth of
    them, and the exact sign test over the rows that only one of them broke be at most LEVEL.
    """
    only, other = int((weaker & ~stronger).sum()), int((stronger & ~weaker).sum())
    more = only - other
    by_chance = binomtest(only, only + other, alternative="greater").pvalue if only else 1.0
    shown = more > MOST_BY_RESTART * len(weaker) and by_chance <= LEVEL
    return Sign(term, max(0, more), len(weaker), bool(shown))


def masked(signs: Iterable[Sign]) -> str | None:
    """Why what an attack left standing is undetermined, or None."""
    shown = sorted((sign for sign in signs if sign.violated), key=lambda s: _TELLING.index(s.term))
    if not shown:
        return None
    reasons = [sign.description for sign in shown[:MOST_SHOWN]]
    more = len(shown) - MOST_SHOWN
    if more > 0:
        reasons.append(f"and {more} more sign{'' if more == 1 else 's'}, under the checks")
    return f"gradients masked, robustness not established: {'; '.join(reasons)}"


def unless_masked(measurement: Measurement, reason: str | None) -> Measurement:
    """The measurement, undetermined where gradients are masked; value and interval stay beside."""
    return measurement if reason is None else undetermined(measurement, reason)


def facts(signs: Sequence[Sign]) -> list[dict[str, str]]:
    """The checks as a list, each with whether its sign was seen, for the exhibit `facts`."""
    return [
        {
            "question": sign.term[:1].upper() + sign.term[1:],
            "answer": f"{'Seen' if sign.violated else 'Not seen'}: {sign.description}",
        }
        for sign in signs
    ]
