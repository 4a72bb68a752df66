"""Intersections of two attributes as a heat table."""

import pytest

from audits.report.blocks.intersections import heat_maps
from audits.report.view import View

RATE = "false_positive_rate"


@pytest.fixture
def maps(make_report, estimate):
    def made(*cells, columns=("race", "sex"), half=0.02):
        report = make_report(
            measurements=[
                estimate(RATE, {"race": race, "sex": sex}, value, [value - half, value + half], n)
                if value is not None
                else {"probe": "fairness.error_rates", "step": 0, "metric": RATE,
                      "group": {"race": race, "sex": sex}, "undetermined": "few", "sample_size": n,
                      "raw": {"value": 0.5, "interval": [0.2, 0.8]}}
                for race, sex, value, n in cells
            ],
            findings=[],
        )  # fmt: skip
        report["plan"] = {**report["plan"], "columns": {c: {"role": "protected"} for c in columns}}
        return list(heat_maps(View(report)))

    return made


CELLS = (("a", "f", 0.1, 100), ("a", "m", 0.2, 50), ("b", "f", 0.5, 300), ("c", "m", None, 8))


def test_the_attribute_with_more_groups_stands_down_the_side_by_size(maps):
    (heat,) = maps(*CELLS)
    assert [row for row, _ in heat.rows] == ["b", "a", "c"]
    assert heat.columns == ("f", "m")
    assert heat.title == "False positive rate is highest among b, f"


def test_no_cell_is_called_highest_whose_interval_overlaps_another(maps):
    (heat,) = maps(*CELLS, half=0.2)
    assert heat.title == "False positive rate by race and sex: no cell stands above all others"
    assert [end.replace("\N{NO-BREAK SPACE}", " ") for end in heat.ends] == ["10 %", "50 %"]


def test_a_cell_is_shaded_between_the_least_and_the_most_and_a_small_one_is_not(maps):
    (heat,) = maps(*CELLS)
    cells = dict(heat.rows)
    assert [cells["a"][0].shade, cells["a"][1].shade, cells["b"][0].shade] == [1, 2, 5]
    assert cells["b"][1] is None
    small = cells["c"][1]
    assert (small.shade, small.value, small.sample_size) == (0, "50\N{NO-BREAK SPACE}%", "8")
    assert "Dashed: under 30" in heat.caption


def test_cells_beyond_the_edge_are_counted(maps):
    (heat,) = maps(*((f"r{k}", "f", 0.1, 100 - k) for k in range(20)))
    assert [row for row, _ in heat.rows] == [f"r{k}" for k in range(14)]
    assert "6 smaller groups stand in the JSON report." in heat.caption


def test_one_attribute_has_no_intersection(maps):
    assert maps(*CELLS, columns=("race",)) == []
