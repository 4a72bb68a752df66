"""Numbers given among others beside those given alone: how far apart, and which is named."""

from collections.abc import Sequence

import numpy as np

from audits.models.output_reading import TOLERANCE


class Differs(Exception):
    """An answer that changed with what was asked beside it."""


def largest(
    what: str, names: Sequence[str], together: Sequence[float], alone: Sequence[float]
) -> float:
    """The largest difference, of numbers beyond 1 relative to their size.

    Raises `Differs` with the name of the first that lies further apart than rounding explains.
    """
    worst = 0.0
    for name, answer, plain in zip(names, together, alone, strict=True):
        if np.isfinite(answer) and np.isfinite(plain):
            apart = abs(answer - plain) / max(1.0, abs(plain))
        else:
            apart = 0.0 if np.isfinite(answer) == np.isfinite(plain) else np.inf
        if apart > TOLERANCE:
            raise Differs(
                f"{name} has a {what} of {plain:.6g} when it is asked alone, and {answer:.6g} "
                f"among others (more than {TOLERANCE:g} apart): the model's answers depend on "
                "their company, or were read wrongly; report this"
            )
        worst = max(worst, apart)
    return worst


def agreement_text(what: str, apart: float) -> str:
    """How far the audited answers lie from those given alone."""
    return f"no {what} lies more than {max(apart, 1e-9):.0e} from the one that is audited"
