import numpy as np
import pytest

from audits.confounds.step_terms import Candidates, Steps


@pytest.mark.parametrize("ties", [False, True])
@pytest.mark.parametrize("columns", [2, 6])
def test_steps_are_searched_by_running_sums_as_by_trying_each(columns, ties):
    """Three steps in turn, each against a least-squares fit at every place where it may be."""
    for seed in range(5):
        draw = np.random.default_rng([2, columns, ties, seed])
        values = np.sort(draw.normal(size=90))
        if ties:
            values = np.round(values * 12) / 12
        sides = np.stack(
            [np.sin(values) + draw.normal(size=90), (values > 0.3) + draw.normal(size=90)], axis=1
        )
        whole = np.vander((values - values[0]) / 4, columns)
        steps = Steps(Candidates(values, np.linalg.qr(whole)[0]), sides, 3)
        cuts = []
        for _ in range(3):
            assert steps.add()
            best, squares = best_step(whole, values, sides, cuts)
            cuts.append((values[best] + values[best + 1]) / 2)
            whole = np.column_stack([whole, values <= values[best]])
            assert steps.cuts == tuple(sorted(cuts))
            assert steps.squares == pytest.approx(squares)
        assert not steps.add()


def best_step(whole, values, sides, cuts):
    """The last row before the step that explains most by numpy's lstsq, and what it leaves.

    Three rows must lie on either side, and at least three between it and the steps there are.
    """
    taken = [np.searchsorted(values, cut) - 1 for cut in cuts]

    def left(at):
        tried = np.column_stack([whole, values <= values[at]])
        return [((side - tried @ np.linalg.lstsq(tried, side)[0]) ** 2).sum() for side in sides.T]

    may = [
        at
        for at in range(2, len(values) - 3)
        if values[at] < values[at + 1] and all(abs(at - other) >= 3 for other in taken)
    ]
    best = min(may, key=lambda at: np.log(left(at)).sum())
    return best, left(best)
