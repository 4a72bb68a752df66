"""A fast version of benchmarks/simulate_scores.py: no judged cell falls under .93."""

import zlib

import numpy as np
import pytest

from audits.statistics.intervals import limits
from benchmarks import simulate_scores
from benchmarks.simulate_scores import PARTS, counted

DRAWS = 200
# Three standard errors of so many draws, and the level itself for a verdict on one side.
LEAST = 0.93 - 3 * (0.93 * 0.07 / DRAWS) ** 0.5
# Judged samples from which on their intervals are looked at by themselves.
FEWEST_JUDGED = 20
MOST_ONE_SIDED = 0.05 + 3 * (0.05 * 0.95 / DRAWS) ** 0.5

# Where the intervals of before held the truth least: .30 to .88 of the samples.
CELLS = {
    "errors": [
        ("normal errors", 2000),
        ("2 % of errors 10 times as large", 2000),
        ("2 % of errors 50 times as large", 1000),
        ("2 % of errors 10 too high", 1000),
        ("errors of t, 3 df", 1000),
        ("errors of t, 2 df", 2000),
        ("log-normal errors, deviation 1", 2000),
        ("log-normal errors, deviation 1.5", 1000),
        ("log-normal errors, deviation .5, weights of deviation 1", 10_000),
        ("normal errors, log-normal labels", 2000),
    ],
    "ranking": [
        ("exponential scores, area 0.99, 0.1 positive", 300),
        ("exponential scores, area 0.995, 0.5 positive", 100),
        ("mirrored exponential scores, area 0.99, 0.9 positive", 300),
        ("mirrored exponential scores, area 0.95, 0.98 positive", 5000),
        ("a few negatives on top, area 0.95, 0.5 positive", 100),
        ("a few negatives on top, area 0.99, 0.9 positive", 1000),
        ("a few positives at the bottom, area 0.99, 0.1 positive", 1000),
        ("normal scores, area 0.8, 0.5 positive, weights of deviation 1", 300),
        ("normal scores, area 0.5, 0.1 positive", 1000),
    ],
    "probabilities": [
        ("probabilities true, .01 or .99", 100),
        ("probabilities rare (.005), true", 30),
        ("probabilities rare (.005), true", 1000),
        ("probabilities 0 or 1, wrong in 2 %", 30),
        ("probabilities 0 or 1, wrong in 2 %", 100),
        ("probabilities true, near 0 and 1", 100),
        ("probabilities .1 too high", 300),
        ("probabilities one score of .02 where .03 is true", 1000),
        ("probabilities too sure", 300),
        ("probabilities true, .01 or .99, weights of deviation 1.5", 300),
    ],
    "clusters": [
        ("15 clusters of unequal size, alike by 0.4", 750),
        ("30 clusters of 50, alike by 0.4", 1500),
        ("6 clusters of 50, alike by 0.4, probability .02 true", 300),
        ("15 clusters of unequal size, alike by 0.4, probability .3 true", 750),
        ("30 clusters of unequal size, alike by 0.4, area 0.99, a label for each cluster", 1500),
    ],
}


@pytest.mark.parametrize("part", CELLS)
def test_a_judged_interval_holds_the_truth(part):
    cells = {(cell.what, cell.n): cell for cell in PARTS[part]()}
    for key in CELLS[part]:
        rng = np.random.default_rng(zlib.crc32(repr(key).encode()))
        for metric, count in counted(cells[key], DRAWS, rng).items():
            assert count.held >= LEAST, (metric, *key)
            assert max(count.under, count.over) / DRAWS <= MOST_ONE_SIDED, (metric, *key)
            if count.judged >= FEWEST_JUDGED:
                error = (0.93 * 0.07 / count.judged) ** 0.5
                assert count.held_of_judged >= 0.93 - 3 * error, (metric, *key)
            # At the level of one of twenty groups a verdict "fails" on this side.
            assert count.strictly_over <= 5, (metric, *key)


def test_what_cannot_be_known_is_not_judged_and_what_can_be_is():
    cells = {(cell.what, cell.n): cell for cell in PARTS["errors"]()}
    rng = np.random.default_rng(0)
    for n in (30, 100):
        found = counted(cells["normal errors", n], 20, rng)
        assert all(count.judged == 0 for count in found.values())
    assert counted(cells["log-normal errors, deviation 1.5", 2000], 100, rng)[
        "root_mean_squared_error"
    ].judged <= 2  # fmt: skip
    found = counted(cells["normal errors", 1000], 30, rng)
    assert {metric for metric, count in found.items() if count.judged} == {"mean_error"}
    found = counted(cells["normal errors", 2000], 30, rng)
    assert all(count.judged == 30 for count in found.values())


def test_the_intervals_of_before_would_not_have_passed():
    """A t interval of the Brier score of sharp true probabilities: .64 of the samples."""
    rng, truth, held = np.random.default_rng(1), 0.01 * 0.99, 0
    for _ in range(DRAWS):
        loss = np.where(rng.random(100) < 0.01, 0.99**2, 0.01**2)
        error = max(loss.std(ddof=1) / 10, 1e-12)
        held += truth in limits("bounded-student_t", (loss.mean(), error, 99, 0, 1), 0.95)
    assert held / DRAWS < LEAST - 0.1


def test_the_table_shows_the_worst_cell_first(monkeypatch):
    monkeypatch.setattr(simulate_scores, "draws_of", lambda cell: 2)
    monkeypatch.setitem(PARTS, "errors", lambda: iter(list(simulate_scores.error_cells())[:8]))
    lines = simulate_scores.table(["errors"]).splitlines()
    held = [float(line.split("|")[5]) for line in lines if line.startswith("| `mean_error`")]
    assert held == sorted(held)
