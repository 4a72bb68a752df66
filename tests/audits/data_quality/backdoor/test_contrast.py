"""A trigger is believed beyond its controls and beyond clean models; else there is a reason."""

import re

import pytest

from audits.data_quality.backdoor.contrast import Planted, share_of_counts, undetermined_reason
from audits.statistics.proportions import newcombe
from audits.statistics.shares import Stated

STATED = Stated(0.95, 30)


def planted(own=(95, 100), control=(10, 100), references=(0.1,) * 19):
    return Planted("patch", "a patch", "3", own, control, 0.8, "others", references)


def test_the_gap_is_the_difference_of_the_two_shares():
    assert planted().gap == pytest.approx(0.85)
    assert share_of_counts((0, 0)) == 0.0


def test_the_p_value_counts_references_with_as_large_a_gap():
    assert planted().p_value == pytest.approx(1 / 20)
    assert planted(references=(0.1, 0.9, 0.85)).p_value == pytest.approx(3 / 4)
    assert planted(references=()).p_value is None
    assert planted(references=()).beside([0.0] * 3).p_value == pytest.approx(1 / 4)


def test_a_trigger_beyond_controls_and_references_is_believed():
    assert undetermined_reason(planted(), STATED) is None


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"references": ()}, "no clean reference"),
        ({"references": (0.1,) * 18}, "0 of 18 .*too few .*p = 0.053"),
        ({"references": (0.9,) * 19}, "19 of 19 clean reference models show as much"),
        ({"own": (15, 100), "references": (0.0,) * 19}, "no better, by more than chance"),
        ({"own": (9, 10), "control": (0, 10)}, "10 rows where 30 are needed"),
    ],
)
def test_else_there_is_a_reason(changed, words):
    reason = undetermined_reason(planted(**changed), STATED)
    assert reason is not None
    assert re.search(words, reason)


def test_the_lower_end_of_the_gap_must_lie_above_every_reference():
    own, control = (60, 100), (40, 100)
    low, _ = newcombe((60, 100, 40, 100), 0.95)
    above, below = low + 0.01, low - 0.01
    assert undetermined_reason(planted(own, control, (above,) * 19), STATED) is not None
    assert undetermined_reason(planted(own, control, (below,) * 19), STATED) is None
