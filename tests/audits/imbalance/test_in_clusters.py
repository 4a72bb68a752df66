"""A small form of the simulation of what is made of shares in clusters (docs/statistics.md)."""

import numpy as np
import pytest

from benchmarks.simulate_clusters import (
    METRICS,
    Cell,
    Counted,
    drawn,
    latent,
    measured,
    simulate,
    table,
    truths,
)


def test_with_the_truth_at_the_bound_rules_err_as_rarely_as_they_may():
    """30 audits of two cells: of 300 judgements a share of 2.5 % errs in 16 at most (.9999)."""
    counts = [
        count
        for cell in (Cell(0.2, 30, False, 0.5, 0.0), Cell(0.05, 100, True, 0.5, 1.0))
        for count in simulate(cell, 30).values()
    ]
    assert sum(count.judged for count in counts) > 200
    for side in ("below", "above"):
        assert sum(getattr(count, side) for count in counts) <= 16
    assert sum(count.holds for count in counts) / sum(count.judged for count in counts) > 0.93


@pytest.mark.long
@pytest.mark.parametrize("cell", [Cell(0.5, 10, True, 0.1, 1.0), Cell(0.2, 100, True, 0.9, 0.0)])
def test_each_metric_holds_in_more_audits(cell):
    for metric, count in simulate(cell, 300).items():
        assert count.failed <= 0.035 + 2 * (0.035 * 0.965 / 300) ** 0.5, metric
        assert not count.judged or count.coverage >= 0.9, metric


def test_the_truths_are_those_of_many_independent_rows():
    """Half a million rows: an error of one is about .0015, of a cost .003."""
    rng = np.random.default_rng(1)
    label, score = latent(Cell(0.0, 1, False, 0.1, 0.0), np.arange(500_000), rng)
    estimates = measured(table(label, score, None, None), 1)
    for metric in METRICS:
        assert estimates[metric].value == pytest.approx(truths(0.1)[metric], abs=0.012), metric
    assert len(drawn(Cell(0.2, 10, False, 0.5, 1.0), rng)) == 200


def test_a_cell_that_is_never_judged_is_covered():
    assert Counted(10).coverage == 1.0
    assert Counted(10, 5, 4, 1, 2).failed == 0.2
