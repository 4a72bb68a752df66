import pytest

from audits.measurement import Estimate, Undetermined
from audits.probes.imbalance.prevalence import PREVALENCES, prevalence
from tests.audits.probes.published import answers, exhibits, measure

# 80 of 100 positives found, 30 of 300 negatives raised.
LABEL = ["1"] * 100 + ["0"] * 300
ANSWER = ["1"] * 80 + ["0"] * 20 + ["1"] * 30 + ["0"] * 270


def test_the_curve_is_bayes_rule():
    found = measure(prevalence, answers(LABEL, ANSWER))
    for name in PREVALENCES:
        at = float(name)
        expected = at * 0.8 / (at * 0.8 + (1 - at) * 0.1)
        assert found["precision_at_prevalence", name].value == pytest.approx(expected)
        assert found["accuracy_at_prevalence", name].value == pytest.approx(
            at * 0.8 + (1 - at) * 0.9
        )


def test_at_the_measured_prevalence_it_is_the_measured_precision():
    label = ["1"] * 200 + ["0"] * 200
    answer = ["1"] * 160 + ["0"] * 40 + ["1"] * 20 + ["0"] * 180
    found = measure(prevalence, answers(label, answer))
    assert found["precision_at_prevalence", "0.5"].value == pytest.approx(160 / 180)
    assert found["accuracy_at_prevalence", "0.5"].value == pytest.approx(340 / 400)


def test_precision_rises_with_prevalence_inside_its_interval():
    found = measure(prevalence, answers(LABEL, ANSWER))
    before = 0.0
    for name in PREVALENCES:
        item = found["precision_at_prevalence", name]
        assert before < item.value
        assert item.interval.lower < item.value < item.interval.upper
        before = item.value


def test_no_false_alarm_still_leaves_room_for_some():
    found = measure(prevalence, answers(LABEL, ["1"] * 80 + ["0"] * 320))
    item = found["precision_at_prevalence", "0.01"]
    assert isinstance(item, Estimate)
    assert item.value == 1
    assert item.interval.lower < 0.9


def test_a_model_that_never_says_positive_has_no_precision():
    found = measure(prevalence, answers(LABEL, ["0"] * 400))
    item = found["precision_at_prevalence", "0.01"]
    assert isinstance(item, Undetermined)
    assert item.reason == "nothing is ever answered positive"
    assert found["accuracy_at_prevalence", "0.01"].value == pytest.approx(0.99)


def test_few_positives_are_undetermined():
    found = measure(prevalence, answers(["1"] * 9 + ["0"] * 300, ["1", "0", "0"] * 103))
    reason = found["precision_at_prevalence", "0.1"].reason
    assert reason == "positives: 9 rows where 30 are needed"


def test_the_curve_is_shown_beside_the_model_that_does_nothing():
    (shown,) = exhibits(prevalence, answers(LABEL, ANSWER))
    first = shown.content["points"][0]
    assert first["majority_share"] == pytest.approx(0.999)
    assert len(shown.content["points"]) == len(PREVALENCES)
