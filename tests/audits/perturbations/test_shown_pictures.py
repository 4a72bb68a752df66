import numpy as np

from audits.perturbations.shown_pictures import over_its_change, seen


def test_grey_pixels_are_shown_in_three_equal_colours():
    assert seen(np.full((1, 2, 2), 0.2, dtype=np.float32)).tolist() == [[[51] * 3] * 2] * 2


def test_the_change_below_is_grey_where_there_is_none_and_full_where_it_is_largest():
    before = np.full((1, 2, 2), 0.5, dtype=np.float32)
    after = before.copy()
    after[0, 0, 0] += 0.01
    after[0, 1, 1] -= 0.01
    change = over_its_change(before, after)[-2:, :, 0]
    assert change.tolist() == [[255, 128], [128, 0]]


def test_where_nothing_changed_all_is_grey():
    before = np.zeros((1, 2, 2), dtype=np.float32)
    assert set(over_its_change(before, before)[-2:].ravel().tolist()) == {128}
