"""A dot and its interval a group, the tolerance as a band."""

import pytest

from audits.report.charts import forest
from audits.report.charts.shapes import Dot, Forest
from tests.audits.report.charts.drawings import FOREST, RATIO, assert_inside_its_frame

LONG = Forest(
    (Dot("f", "n 462", -0.189, (-0.245, -0.13), "−0.189", "[−0.245, −0.130]"),
     Dot("g", "n 3", -12345.7, (-13000.0, -11000.5), "−12,345.7", "[−13,000.0, −11,000.5]")),
    scale="difference", title="t",
)  # fmt: skip


@pytest.mark.parametrize("wide", [False, True])
@pytest.mark.parametrize("chart", [FOREST, RATIO, LONG], ids=["points", "ratio", "long numbers"])
def test_nothing_leaves_the_frame(chart, wide):
    assert_inside_its_frame(forest.draw, chart, wide=wide)


def test_a_mark_has_a_shape_of_its_own_for_every_verdict():
    drawn = str(forest.draw(FOREST, alt=""))
    assert '<rect class="m-dot m-fail"' in drawn
    assert '<path class="m-dot m-inconclusive"' in drawn
    assert '<circle class="m-dot m-not_run"' in drawn


def one(value, interval=(None, None), **more):
    return Forest(
        (Dot("a", "", value, interval, "", ""),), **{"scale": "number", "title": "t"} | more
    )


def test_the_domain_holds_values_intervals_tolerance_and_centre():
    chart = one(0.3, (0.1, 0.45), scale="share difference", band=(-0.05, 0.05), centre=0.0)
    low, high = forest.domain_of(chart)
    assert low == -high
    assert high >= 0.45
    low, high = forest.domain_of(one(3.0, (2.0, 4.0), band=(None, 9.0), centre=1.0))
    assert low <= 1.0
    assert high >= 9.0


def test_a_share_stays_between_nothing_and_all_and_a_score_shows_its_zero():
    assert forest.domain_of(one(0.99, (0.97, 1.0), scale="share"))[1] == 1.0
    assert forest.domain_of(one(0.9, (0.8, 0.95), scale="unit"))[0] == 0.0


def test_a_stated_domain_is_kept_and_ratios_end_at_a_twentieth_and_twenty():
    assert forest.domain_of(one(0.5, domain=(0.0, 2.0))) == (0.0, 2.0)
    assert forest.domain_of(one(1.0, (1e-6, 1e6), scale="ratio", logarithmic=True)) == (0.05, 20.0)


def test_a_small_gap_is_not_blown_up_to_the_whole_width():
    low, high = forest.domain_of(one(0.001, (0.0005, 0.002), scale="share difference"))
    assert (low, high) == (-0.1, 0.1)
