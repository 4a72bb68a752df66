"""Curves of a study: means over rows on one grid, by hand."""

from types import SimpleNamespace

import numpy as np
import pytest

from audits.explanations.curve_exhibits import curve_exhibit, layers_exhibit
from audits.explanations.deletion_insertion import Curves
from audits.explanations.occlusion import Occlusion
from audits.explanations.randomisation_test import Randomised


def curves(shares, deletion):
    falling = np.asarray(deletion, dtype=float)
    return Curves(np.asarray(shares, dtype=float), falling, falling[::-1], 0.5 + 0 * falling,
                  0.25 + 0 * falling)  # fmt: skip


def study(rows, **depths):
    return SimpleNamespace(
        method=Occlusion(), telling=[SimpleNamespace(curves=one) for one in rows],
        randomised=Randomised(depths=depths.get("depths", {})),
    )  # fmt: skip


def test_rows_with_other_numbers_of_units_are_meant_on_one_grid():
    rows = [curves([0, 1], [1, 0]), curves([0, 0.5, 1], [0.8, 0.2, 0.0])]
    content = curve_exhibit(study(rows)).content
    deletion, _, insertion, random = content["series"]
    points = dict(map(tuple, deletion["points"]))
    assert len(points) == 11
    assert points[0.0] == pytest.approx((1 + 0.8) / 2)
    assert points[0.5] == pytest.approx((0.5 + 0.2) / 2)
    by_share = {round(x, 3): y for x, y in deletion["points"]}
    assert by_share[0.2] == pytest.approx((0.8 + 0.56) / 2)  # .8 falls by .24 of .6 until there
    assert insertion["points"][0][1] == pytest.approx(0.0)
    assert {y for _, y in random["points"]} == {0.25}
    assert "Mean over 2 rows" in content["note"]


def test_the_pattern_is_lost_from_the_output_on():
    exhibit = layers_exhibit(study([], depths={0.5: 0.3, 1.0: 0.9}), 0.4)
    assert exhibit.content["series"][0]["points"] == [[0.0, 0.0], [0.5, 0.3], [1.0, 0.9]]
    assert exhibit.content["guides"][0]["at"] == 0.4
    assert layers_exhibit(study([], depths={1.0: 0.9}), None).content["guides"] == []
