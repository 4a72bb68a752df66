"""A pass that rests on rows which nobody answered is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audits.judging.unanswered_rows import unborne
from audits.measurement import Estimate, Interval, Unanswered
from audits.statistics.intervals import limits


def share(hits, trials, missing, group=()):
    """A share with rows that have no answer, of which none or all could be hits."""
    whole = trials + missing
    ends = ((float(hits), float(whole)), (float(hits + missing), float(whole)))
    open_rows = Unanswered(missing, ends, Interval(hits / whole, (hits + missing) / whole))
    evidence = (float(hits), float(trials))
    return Estimate(
        "selection_rate", group, hits / trials, limits("wilson", evidence, 0.95), 0.95, trials,
        "wilson", evidence, unanswered=open_rows,
    )  # fmt: skip


def under(bound):
    return lambda estimate: estimate.interval.upper <= bound


@given(st.integers(0, 60), st.integers(1, 60), st.integers(0, 40), st.floats(0.05, 0.99))
def test_a_pass_holds_where_it_holds_at_both_ends(hits, misses, missing, bound):
    found = share(hits, hits + misses, missing)
    whole = hits + misses + missing
    holds = limits("wilson", (hits + missing, whole), 0.95).upper <= bound and (
        limits("wilson", (hits, whole), 0.95).upper <= bound
    )
    assert (unborne(found, under(bound)) is None) is holds


def test_why_a_pass_is_not_borne_says_how_many_and_how_far():
    found = share(10, 100, 50, (("sex", "f"),))
    assert unborne(found, under(0.2)) == (
        "50 rows of the group have no answer; with them the value could be anything from 0.0667 "
        "to 0.4"
    )
    assert unborne(share(1, 100, 1), under(0.01)).startswith("1 row has no answer; with them")


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ((5, 1), "5 rows of the group and 1 row of the reference have no answer"),
        ((0, 1), "1 row of the reference has no answer"),
        ((0, 0), "rows of other groups have no answer"),
    ],
)
def test_rows_of_both_sides_are_counted(rows, said):
    found = Estimate(
        "impact_ratio", (("sex", "f"),), 0.9, Interval(0.8, 1.0), 0.95, (50, 60), "koopman",
        (10.0, 50.0, 12.0, 60.0), unanswered=Unanswered(rows),
    )  # fmt: skip
    assert unborne(found, lambda estimate: True) == (
        f"{said}, and nothing bounds what that would change"
    )


def test_without_unanswered_rows_there_is_nothing_to_bear():
    evidence = (10.0, 100.0)
    found = Estimate(
        "selection_rate", (), 0.1, limits("wilson", evidence, 0.95), 0.95, 100, "wilson", evidence
    )
    assert unborne(found, lambda estimate: False) is None
