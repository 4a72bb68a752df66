import numpy as np

from audits.robustness.query_count import Queried


def test_rows_turned_by_each_number_of_questions():
    found = Queried.begin(4)
    picture = np.zeros((2, 1, 1, 1), dtype=np.float32)
    found.saw(np.array([0, 1]), np.array([True, False]), picture, 3)
    found.saw(np.array([1, 2]), np.array([True, False]), picture, 40)
    assert found.turned.tolist() == [True, True, False, False]
    assert found.by(50) == [(1.0, 0), (3.0, 1), (10.0, 1), (30.0, 1), (50.0, 2)]
    assert sorted(found.made) == [0, 1]
