import numpy as np

from audits.data.tallies import Tally
from audits.probing.confusion import Confusion
from audits.probing.used_cells import used_cells
from audits.statistics.shares import share_of


def test_shares_of_the_used_cells_are_those_of_all():
    rng = np.random.default_rng(0)
    rows = rng.poisson(0.4, (9, 9))
    weights = rows * rng.lognormal(0, 1, (9, 9))
    tally = Tally(rows, weights, weights**2)
    confusions = Confusion(tuple("abcdefghi"), tally, (), ())
    cells = used_cells(confusions, tally)
    assert len(cells.label) == np.count_nonzero(rows)
    for index, name in enumerate(confusions.classes):
        label, predicted = confusions.is_label(name), confusions.is_prediction(name)
        whole = share_of(tally, label & predicted, label | predicted)
        used = share_of(
            cells.tally,
            cells.is_label(index) & cells.is_prediction(index),
            cells.is_label(index) | cells.is_prediction(index),
        )
        np.testing.assert_allclose(used.evidence, whole.evidence)
        assert used.rows == whole.rows
    assert int(cells.tally.rows[cells.right].sum()) == int(np.trace(rows))
    assert cells.anything.all()
