"""What is shown: lines to twice the rows, gaps by size, a sentence and tables in words."""

import numpy as np
import pytest

from audits.measurement import WhyNot
from audits.tradeoffs.curve_measurements import OfGroup
from audits.tradeoffs.curve_report import by_size, curves, gaps, sentence, shots_table
from audits.tradeoffs.few_shots import FewShot
from audits.tradeoffs.learning_curves import Points, fitted

SIZES = np.array([100.0, 200.0, 400.0, 800.0])
FEMALE, MALE = (("sex", "f"),), (("sex", "m"),)


def group(rise, reason=None):
    points = Points(SIZES, 0.9 - rise * SIZES**-0.5, np.eye(4) * 1e-6, 1e-4, 199.0)
    return OfGroup(200, points, fitted(points), reason)


GROUPS = {(): group(2.05), FEMALE: group(3), MALE: group(1)}
REFERENCES = {FEMALE: MALE, MALE: MALE}


def test_lines_end_at_twice_the_rows_with_a_band():
    whole, by_sex = curves(GROUPS, 1000, 0.95, accuracy=True, idle=0.5)
    fit, measured = whole.content["series"]
    assert fit["points"][-1][0] == pytest.approx(2000)
    low, high = fit["intervals"][-1]
    assert low < 0.9 - 2.05 * 2000**-0.5 < high
    assert [size for size, _ in measured["points"]] == SIZES.tolist()
    assert whole.content["guides"][0] == {"at": 1000, "label": "all there is", "vertical": True}
    assert [one["name"] for one in by_sex.content["series"]] == ["f", "m"]
    assert by_sex.title == "Accuracy by training size and sex"


def test_a_gap_is_measured_at_each_size_and_carried_to_twice_the_rows():
    (shown,) = gaps(GROUPS, REFERENCES, 1000, 0.95, accuracy=True)
    (female,) = shown.content["series"]
    assert [size for size, _ in female["points"]] == [*SIZES, 2000]
    assert female["points"][0][1] == pytest.approx(-2 * 100**-0.5)
    assert female["points"][-1][1] == pytest.approx(-2 * 2000**-0.5, abs=0.01)
    for (_, gap), (low, high) in zip(female["points"], female["intervals"], strict=True):
        assert low < gap < high


def test_a_sentence_says_what_twice_the_data_brings_and_to_whom():
    """By the formula 1.90 points, and 2.78 of f."""
    words = sentence(GROUPS, 1000, 0.95, "Taught.", accuracy=True).content["words"]
    assert words.startswith("2,000 rows instead of 1,000 would bring +1.9 points [")
    assert "by group: f +2.8 points [" in words
    assert words.endswith("Taught.")


def test_what_cannot_be_told_is_said():
    groups = {(): OfGroup(200, None, WhyNot("the score falls"))}
    words = sentence(groups, 1000, 0.95, "", accuracy=True).content["words"]
    assert words == "What twice the data would bring cannot be told: the score falls."
    assert list(curves(groups, 1000, 0.95, accuracy=True, idle=None)) == []
    assert sentence({FEMALE: group(1)}, 1000, 0.95, "", accuracy=True) is None


def test_the_table_tells_measured_from_predicted():
    rows = by_size(GROUPS, 1000, 0.95, accuracy=True).content["rows"]
    everyone = [row for row in rows if row[0] == "everyone"]
    assert [row[1] for row in everyone] == ["100", "200", "400", "800", "1,000", "2,000"]
    assert [row[4] for row in everyone] == ["measured"] * 4 + ["predicted"] * 2
    assert everyone[0][2] == "69.5 %"
    assert {row[0] for row in rows} == {"everyone", "sex f", "sex m"}


def test_a_group_that_decides_nothing_has_no_line():
    groups = {(): group(2), FEMALE: group(3, "12 rows where 30 are needed"), MALE: group(1)}
    _, by_sex = curves(groups, 1000, 0.95, accuracy=True, idle=None)
    assert [one["name"] for one in by_sex.content["series"]] == ["m"]
    assert list(gaps(groups, REFERENCES, 1000, 0.95, accuracy=True)) == []


def test_shots_say_how_much_the_draw_matters():
    right = np.repeat([[1.0], [0.0]], 10, axis=1)
    (row,) = shots_table([FewShot(5, right)]).content["rows"]
    assert row == ["5", "2", "50.0 %", "5.0 to 95.0 %"]
