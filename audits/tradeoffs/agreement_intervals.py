"""Agreements of items and people as measurements, with their intervals on Fisher's z."""

from audits.data.arrays import Floats
from audits.data.clusters import FEWEST_CLUSTERS
from audits.measurement import Group, Measurement, Undetermined
from audits.statistics.correlations import FEWEST_IN_SPREAD
from audits.statistics.crossed import all_on_z, crossed
from audits.statistics.shares import Stated, too_few
from audits.statistics.with_interval import stated_value


def agreement_on_z(
    metric: str, group: Group, value: float, left_out: tuple[Floats, Floats], stated: Stated
) -> Measurement:
    """An agreement with its interval over items, and over people where there are enough of them.

    left_out: what it is without each item, and without each person, shape (items,) and (people,).
    Of fewer than five people the interval is about these, and items alone could have been others.
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
    whose = f"and {len(people)} people" if many else "of these people alone"
    return stated_value(
        metric, group, value, f"crossed-z (items {whose})",
        (value, error.error, error.degrees_of_freedom), number, reason, stated,
    )  # fmt: skip
