"""A trigger that is not believed keeps its value beside the reason, and is no pass in words."""

import numpy as np
import pytest

from audits.data_quality.backdoor import report
from audits.data_quality.backdoor.contrast import Planted
from audits.data_quality.backdoor.outlying_rows import Apart
from audits.measurement import Estimate, Undetermined
from audits.statistics.proportions import newcombe, wilson
from audits.statistics.shares import Stated

STATED = Stated(0.95, 30)
STRONG = Planted("patch", "a patch", "3", (95, 100), (10, 100), 0.8, "others", (0.1,) * 19)
WEAK = Planted("blend", "a pattern", "4", (12, 100), (10, 100), 0.1, "others", (0.1,) * 19)


def by_key(every):
    return {(m.metric, m.group): m for m in report.measurements(every, STATED)}


def test_overall_stands_what_the_search_preferred():
    numbers = by_key([WEAK, STRONG])
    success = numbers[report.SUCCESS, ()]
    assert (success.value, success.sample_size) == (0.95, 100)
    low, high = wilson((95, 100), 0.95)
    assert (success.interval.lower, success.interval.upper) == pytest.approx((low, high))
    assert success.method == "wilson (a patch toward 3)"
    effect = numbers[report.EFFECT, ()]
    assert (effect.interval.lower, effect.interval.upper) == pytest.approx(
        newcombe((95, 100, 10, 100), 0.95)
    )
    assert effect.p_value == pytest.approx(0.05)
    assert numbers[report.CONTROL, ()].value == 0.1


def test_what_is_not_believed_is_undetermined_with_its_value():
    success = by_key([WEAK, STRONG])[report.SUCCESS, (("trigger", "blend"),)]
    assert isinstance(success, Undetermined)
    assert success.raw[0] == 0.12
    assert isinstance(by_key([WEAK])[report.CONTROL, ()], Estimate)


def test_the_sentence_names_trigger_target_and_controls():
    told = report.sentence([WEAK, STRONG], STATED)
    assert told.title == "A trigger was found toward 3."
    assert "95 % of 100 [89, 98] to 3" in told.content["words"]
    none = report.sentence([WEAK], STATED)
    assert none.content["tone"] == "note"
    assert "no trigger found is no pass" in none.content["words"]


def test_the_tables_say_what_was_compared():
    rows = report.table([WEAK, STRONG], STATED).content["rows"]
    assert [row[0] for row in rows] == ["patch", "blend"]
    assert rows[0][-1] == "yes"
    assert rows[1][-1].startswith("no: ")
    line = Apart("3", 150, 0.1, 0.4, 2.0, 0.05, None)
    assert report.layers([line]).content["rows"] == [
        ["3", "150", "10 %", "0.40", "0.05", "2.0", "none"]
    ]
    assert report.layers([]) is None
    assert report.tied([("cf", 15, "yes", 2.0)]).content["rows"] == [["cf", "15", "yes", "0.01"]]
    assert report.tied([]) is None


def test_pictures_without_judging_rows_show_nothing():
    from audits.data_quality.backdoor.picture_triggers import Halves
    from audits.data_quality.backdoor.pictures import Pictures

    nobody = Pictures(np.zeros((0, 1, 8, 8), np.float32), np.zeros(0, np.intp))
    assert report.pictures([], Halves(nobody, nobody, nobody.pixels), ("a",)) is None
