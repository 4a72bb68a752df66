"""What an attacker may do and know, as a value that stands in plan, report and measurements."""

from dataclasses import dataclass
from typing import Literal

from audits.errors import NotApplicable
from audits.measurement import Group
from audits.perturbations.norm_balls import Norm

# Transfer: the answers to some rows, from which a copy is made that is attacked in its place.
Knowledge = Literal["gradients", "scores", "labels", "transfer"]
# Sizes that are usual for photographs: eight of 255 steps, and half the range of one value.
USUAL = {Norm.LINF: 8 / 255, Norm.L2: 0.5}


@dataclass(frozen=True, slots=True)
class Threat:
    """Changes of pixels of at most this size, in shares of the range of a file's values.

    What is touched stays within the range. knowledge: what the attacker sees. queries: questions a
    row at most; None where it is not questions that bound it. targeted: whether the answer must
    become each other class in turn, not merely any other.
    """

    norm: Norm
    epsilon: float
    knowledge: Knowledge = "gradients"
    targeted: bool = False
    queries: int | None = None

    @property
    def description(self) -> str:
        """`linf 0.03137`: the size in words."""
        return f"{self.norm} {spelled(self.epsilon)}"

    @property
    def bounds(self) -> str:
        """`linf 0.03137, 300 questions a row`: all that bounds the attacker, in words."""
        asked = "" if self.queries is None else f", {self.queries:,} questions a row"
        return f"{self.description}{asked}"

    def group(self, attack: str, epsilon: float | None = None) -> Group:
        """The group of a measurement under one attack, at another size where that is given.

        The norm is named where it is not the usual one.
        """
        size = self.epsilon if epsilon is None else epsilon
        named: Group = (("attack", attack), ("epsilon", spelled(size)))
        return named if self.norm is Norm.LINF else (*named, ("norm", str(self.norm)))


def spelled(epsilon: float) -> str:
    """A size as groups and sentences spell it: four digits."""
    return f"{epsilon:.4g}"


def threat_of(
    norm: str,
    epsilon: float | None,
    knowledge: Knowledge,
    *,
    targeted: bool = False,
    queries: int | None = None,
) -> Threat:
    """The threat that a probe's parameters say; the usual size where none is given.

    Raises `NotApplicable` where the size is more than the whole range.
    """
    chosen_norm = Norm(norm)
    # A document may say 0 or 1, which are whole numbers; arrays made of them would be so too.
    size = USUAL[chosen_norm] if epsilon is None else float(epsilon)
    if chosen_norm is Norm.LINF and size > 1:
        raise NotApplicable(
            f"an epsilon of {spelled(size)} is more than the whole range of a pixel, which is 1",
            "give it as a share of the range: 8 of 255 steps are 0.03137",
        )
    return Threat(chosen_norm, size, knowledge, targeted, queries)
