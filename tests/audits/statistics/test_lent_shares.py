"""Pairs of a row that borrows and one that lends: by hand, and with the truth known."""

import numpy as np
import pytest

from audits.perturbations.exchange import donors
from audits.statistics.intervals import deciding, limits
from audits.statistics.lent_shares import Lent, few_lenders, lent_share


def pairs(borrowers, lenders, pools=None):
    return Lent(
        np.array(borrowers), np.array(lenders), np.array(pools or [0] * len(borrowers))
    )  # fmt: skip


def test_where_nobody_was_drawn_to_lend_rows_are_independent():
    share = lent_share(np.array([True, False, True]), pairs([0, 1, 2], [-1, -1, -1]))
    assert share.evidence == (2.0, 3.0)


def test_where_each_lends_once_a_row_unseen_would_move_two_pairs():
    share = lent_share(np.zeros(40, dtype=bool), pairs(range(40), np.roll(range(40), 1)))
    assert share.evidence == (0.0, 40.0, pytest.approx(40 / 2 - 1))


def test_who_lends_to_all_others_is_what_all_of_them_hang_on():
    # Row 0 lends to nine and borrows once: 10 of 10 pairs move with it, or with who lent to it.
    share = lent_share(np.zeros(10, dtype=bool), pairs(range(10), [1, *[0] * 9]))
    # Nine pairs whose lender moves 10, and one whose lender moves 2: mean 9.2.
    assert share.degrees_of_freedom + 1 == pytest.approx(10 / 9.2)
    assert "worth 1 row where 5 are needed" in few_lenders(share)


def test_the_variance_of_dyads_by_hand():
    # Row 0 is rare: it turns as it borrows (pair 0) and those it lends to (pairs 1 and 2).
    hits = np.array([True, True, True, *[False] * 9])
    lenders = [3, 0, 0, 4, 5, 6, 7, 8, 9, 10, 11, 1]
    share = lent_share(hits, pairs(range(12), lenders))
    own = np.where(hits, 0.75, -0.25)
    sums = own.copy()
    for pair, lender in enumerate(lenders):
        sums[lender] += own[pair]
    variance = (sums @ sums - own @ own) / 144
    moved = [1 + lenders.count(row) for row in range(12)]
    units = 12 / np.mean([moved[lender] for lender in lenders])
    assert share.effective == pytest.approx(0.25 * 0.75 / (variance * units / (units - 1)))
    assert share.effective < 6  # three turned answers that one row turned


def test_a_lender_is_beside_the_others_of_its_pool():
    # All of one pool turn, none of the other: who lent in either pool made no difference.
    hits = np.repeat([True, False], 10)
    lenders = [*np.roll(range(10), 1), *np.roll(range(10, 20), 1)]
    told = lent_share(hits, pairs(range(20), lenders, [0] * 10 + [1] * 10))
    untold = lent_share(hits, pairs(range(20), lenders))
    assert told.effective > 1.5 * untold.effective


@pytest.mark.parametrize(
    ("shares", "rows"), [((0.49, 0.49, 0.02), 100), ((0.9, 0.05, 0.05), 200), ((0.2,) * 5, 60)]
)
def test_limits_hold_where_a_rare_value_turns_answers(shares, rows):
    """The last value turns the answer, whoever has it and whoever is lent it."""
    last, beyond, plain, judged = len(shares) - 1, [0, 0], 0, 0
    for seed in range(400):
        rng = np.random.default_rng(seed)
        values = rng.choice(len(shares), rows, p=shares)
        if not (values == last).any():
            continue  # values that no row has are no part of it
        lenders = donors(np.zeros(rows, dtype=int), values, rng, same_level=False)
        seen = np.array(shares) * np.isin(range(len(shares)), values)
        seen /= seen.sum()
        truth = seen[last] + sum(
            seen[other] * seen[last] / (1 - seen[other]) for other in range(last)
        )
        hits = (values == last) != (values[lenders] == last)
        share = lent_share(hits, Lent(np.arange(rows), lenders, values))
        found = limits(deciding("linearised"), share.evidence, 0.95)
        judged += 1
        beyond[0] += found.upper < truth
        beyond[1] += found.lower > truth
        as_rows = limits(deciding("wilson"), (float(hits.sum()), float(rows)), 0.95)
        plain += not as_rows.lower <= truth <= as_rows.upper
    # .035 and two standard errors of so many samples.
    assert max(beyond) / judged <= 0.035 + 2 * np.sqrt(0.035 * 0.965 / judged)
    assert plain / judged > 0.1  # as independent rows
