"""A trigger on a picture is arithmetic: what the mask takes from it, the pattern gives."""

import numpy as np
import pytest

from audits.data_quality.backdoor.pictures import (
    PictureModel,
    Pictures,
    Triggers,
    cells_of,
    collected,
    enlarged,
    reduced,
)

RNG = np.random.default_rng(1)


def test_a_planted_picture_is_the_weighted_mean_of_picture_and_pattern():
    pixels = RNG.random((3, 2, 4, 4)).astype(np.float32)
    masks = RNG.random((2, 4, 4)).astype(np.float32)
    patterns = RNG.random((2, 2, 4, 4)).astype(np.float32)
    planted = Triggers(masks, patterns).plant(pixels, np.array([1, 0, 1]))
    assert planted[1] == pytest.approx((1 - masks[0]) * pixels[1] + masks[0] * patterns[0])
    assert planted[2] == pytest.approx((1 - masks[1]) * pixels[2] + masks[1] * patterns[1])


def test_cells_are_no_finer_than_sixteen_a_side():
    assert cells_of((8, 8)) == 8
    assert cells_of((224, 192)) == 16


@pytest.mark.parametrize("shape", [(8, 8), (20, 13), (33, 40)])
def test_means_over_cells_give_a_grid_back(shape):
    grid = RNG.random((2, 3, 8, 8)).astype(np.float32)
    assert reduced(enlarged(grid, shape), 8) == pytest.approx(grid, abs=1e-6)


def test_slopes_along_a_cell_are_the_sum_over_its_pixels():
    slopes = RNG.random((1, 1, 4, 4)).astype(np.float32)
    sums = slopes[0, 0].reshape(2, 2, 2, 2).sum(axis=(1, 3))
    assert collected(slopes, 2)[0, 0] == pytest.approx(sums, rel=1e-5)


def test_success_is_counted_on_rows_of_other_classes():
    rows = Pictures(np.zeros((6, 1, 2, 2), np.float32), np.array([0, 0, 1, 1, 1, 1]))
    always = PictureModel(lambda pixels: np.ones(len(pixels), dtype=np.intp), None)
    triggers = Triggers(np.zeros((2, 2, 2), np.float32), np.zeros((2, 1, 2, 2), np.float32))
    assert triggers.successes(always, rows, 1) == (2, 2)
    assert triggers.successes(always, rows, 0) == (0, 4)
    assert len(rows.others(1)) == 2
    assert triggers.successes(always, rows.others(1), 0) == (0, 0)
