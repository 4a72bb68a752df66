"""Agreements of items and people as measurements, with their intervals on Fisher's z."""

from audits.data.arrays import Floats
from audits.data.clusters import FEWEST_CLUSTERS
from audits.measurement import Group, Measurement, Undetermined
from audits.statistics.correlations import FEWEST_IN_SPREAD
from audits.statistics.crossed import all_on_z, crossed
from audits.statistics.shares import Stated, too_few
from audits.statistics.unseen_people import AGREEMENT, agreement_evidence
from audits.statistics.with_interval import stated_value


def agreement_on_z(
    metric: str, group: Group, value: float, left_out: tuple[Floats, Floats], stated: Stated,
    *, of_pairs: bool,
) -> Measurement:  # fmt: skip
    """An agreement with its interval over items, and over people where there are enough of them.

    left_out: what it is without each item, and without each person, shape (items,) and (people,).
    of_pairs: whether it is a mean over pairs of people, or over people. Of fewer than five people
    the interval is about these, and items alone could have been others.
    """
    items, people = left_out
    number = len(items)
    many = len(people) >= FEWEST_CLUSTERS
    error = crossed(all_on_z(items), all_on_z(people) if many else None)
    reason = None
    if number < stated.smallest_group:
        reason = too_few(number, stated.smallest_group)
    elif error.in_spread < FEWEST_IN_SPREAD:
        reason = (
            f"what {number:,} items say rests on {int(error.in_spread)} of them, where "
            f"{FEWEST_IN_SPREAD:g} are needed"
        )
    if number < 2 or error.error <= 0:
        return Undetermined(metric, group, reason or "no variation over items", number)
    method = "crossed-z (items of these people alone)"
    evidence: tuple[float, ...] = (value, error.error, error.degrees_of_freedom)
    if many:
        method = f"{AGREEMENT} (items and {len(people)} people)"
        evidence = agreement_evidence(
            value, (error.error, error.degrees_of_freedom), crossed(items, people).error,
            len(people), ends_of=2 if of_pairs else 1,
        )  # fmt: skip
    return stated_value(metric, group, value, method, evidence, number, reason, stated)
