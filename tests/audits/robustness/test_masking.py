import numpy as np

from audits.measurement import Estimate, Interval, Undetermined
from audits.robustness.masking import (
    BLACK_BOX,
    FLAT,
    NOISE,
    UNBOUNDED,
    beaten,
    counted,
    facts,
    masked,
    outdone,
    unless_masked,
)


def flags(shown, rows=100):
    return np.arange(rows) < shown


def test_a_few_rows_without_a_gradient_are_chance_and_more_are_a_sign():
    assert not counted(FLAT, flags(5), 0.05).violated
    assert counted(FLAT, flags(6), 0.05).violated
    assert not counted(FLAT, flags(0, 0)).violated


def test_a_weaker_attack_that_breaks_more_is_a_sign():
    assert beaten(NOISE, flags(8), flags(7)).shown == 1
    assert beaten(NOISE, flags(8), flags(7)).violated
    assert not beaten(NOISE, flags(7), flags(8)).violated


def test_one_sign_makes_a_number_undetermined_and_keeps_it_beside():
    estimate = Estimate("m", (), 0.9, Interval(0.8, 0.95), 0.95, 100, "wilson", (90.0, 100.0))
    assert unless_masked(estimate, masked([counted(FLAT, flags(0))])) is estimate
    reason = masked([counted(FLAT, flags(60), 0.05), beaten(NOISE, flags(1), flags(0))])
    measured = unless_masked(estimate, reason)
    assert isinstance(measured, Undetermined)
    assert measured.raw == (0.9, Interval(0.8, 0.95))
    assert measured.reason == (
        "gradients masked, robustness not established: 60 of 100 rows have no gradient, or one "
        "that is no number; noise of the same size breaks 1 of 100 rows more than the attack does"
    )


def test_a_reason_names_what_tells_most_and_counts_the_rest():
    signs = [
        counted(UNBOUNDED, flags(9)),
        counted(FLAT, flags(60), 0.05),
        beaten(NOISE, flags(1), flags(0)),
        outdone(BLACK_BOX, flags(50), flags(0)),
    ]
    assert masked(signs) == (
        "gradients masked, robustness not established: an attack without gradients breaks 50 of "
        "100 rows more than with them; 60 of 100 rows have no gradient, or one that is no number; "
        "and 2 more signs, under the checks"
    )


def test_the_checks_are_told_one_by_one():
    (fact,) = facts([counted(FLAT, flags(60), 0.05)])
    assert fact["answer"].startswith("Seen: 60 of 100 rows")


def test_another_kind_of_attack_must_break_more_than_chance_would():
    """Of 200 rows: the sign test of 5 to 0 has p 1/32, of 4 to 0 1/16, and two rows are 1 %."""
    gradients = flags(50, 200)
    assert outdone(BLACK_BOX, flags(55, 200), gradients).violated
    assert not outdone(BLACK_BOX, flags(54, 200), gradients).violated
    assert not outdone(BLACK_BOX, flags(40, 200), gradients).violated
    assert not outdone(BLACK_BOX, flags(0, 200), flags(0, 200)).violated
    assert outdone(BLACK_BOX, flags(55, 200), gradients).shown == 5
