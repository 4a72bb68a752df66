"""An effect size of words with its interval and its permutation test, as a measurement."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from audits.data.arrays import Floats
from audits.language.word_associations import Permuted, effect_size, permuted
from audits.measurement import Group, Measurement, Undetermined
from audits.statistics import union_effects
from audits.statistics.normal_values import contradicted_p
from audits.statistics.share_measurements import Stated
from audits.statistics.with_interval import stated_value

# Of either side of a test.
FEWEST_WORDS = 5


@dataclass(frozen=True, slots=True)
class Line:
    """A measurement with what a table says beside it.

    names: of the lists, targets first. permuted: the test, or None where nothing was tested.
    missing: words of the lists that have no vector.
    """

    measurement: Measurement
    names: tuple[str, ...]
    permuted: Permuted | None
    missing: int


def effect(
    metric: str,
    group: Group,
    reason: str | None,
    sides: Sequence[Floats],
    sizes: tuple[int, int],
    rng: np.random.Generator,
    stated: Stated,
    *,
    draws: int,
    names: tuple[str, ...],
    missing: int,
    assumes_normal: bool = False,
) -> Line:
    """d of the two sides' associations, shape (words,) each, or why there is none.

    metric, group: what is measured, and of which test. reason: why nothing may be said at all; then
    nothing is shown beside it, since what is left of a list is another list. sizes: words of the
    two sides that have a vector. rng, draws: of the permutation test where it is drawn. stated: the
    confidence. names, missing: as of `Line`. assumes_normal: whether it was stated that words like
    these are associated normally, which the limits of d rest on; else d decides nothing.
    """
    if reason is None and min(sizes) < FEWEST_WORDS:
        reason = f"{min(sizes)} words of a list where {FEWEST_WORDS} are needed"
    if reason is None and not union_effects.varies(*sides):
        reason = "no variation between the words"
    if reason is not None:
        return Line(Undetermined(metric, group, reason, sizes), names, None, missing)
    test = permuted(sides[0], sides[1], rng, draws)
    measurement = stated_value(
        metric, group, effect_size(*sides), f"{union_effects.METHOD} ({test.method})",
        union_effects.evidence_of(*sides), sizes, _unfounded(sides, assumes_normal), stated,
        p_value=test.two_sided,
    )  # fmt: skip
    return Line(measurement, names, test, missing)


def _unfounded(sides: Sequence[Floats], assumes_normal: bool) -> str | None:
    """Why the limits of d are not to be relied on, or None."""
    if not assumes_normal:
        return (
            "the limits of an effect in deviations hold where associations are normal, and words "
            "that lie far beyond the others may be missing among so few; say so with `assumes: "
            "normal`"
        )
    p_value = contradicted_p(*sides)
    if p_value is None:
        return None
    return (
        f"`assumes: normal` was stated, and the associations are not (Shapiro-Wilk p {p_value:.1g})"
    )
