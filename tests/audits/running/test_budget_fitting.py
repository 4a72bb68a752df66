"""What a model's first answers say about the steps that will ask it again."""

import numpy as np
import pytest

from audits.models import Answers
from audits.planning.steps import Step
from audits.planning.time_budget import Budget
from audits.running.budget_fitting import Fitting, asks_again, turn
from audits.specification.probe_manifest import entries
from tests.subjects import Subject
from tests.tables import table


def test_the_judged_come_first_then_counts_over_rows_then_single_rows():
    names = ("explanations.lime", "confounds.interventions", "explanations.occlusion")
    steps = [Step(at, name, 1, {}) for at, name in enumerate(names)]
    assert [turn(step, {"explanations.lime"}) for step in steps] == [0, 1, 2]
    assert [turn(step, ()) for step in steps] == [2, 1, 2]


class Threshold:
    """Answers by one column."""

    fingerprint = "x"
    classes = ("0", "1")
    reads = ("income",)

    def classify(self, features):
        codes = (features["income"] > 50).astype(np.intp)
        return Answers(codes, np.eye(2)[codes])


def lime():
    given = {key: schema["default"] for key, schema in
             entries()["explanations.lime"].parameters["properties"].items()
             if "default" in schema}  # fmt: skip
    return Step(0, "explanations.lime", 1, given)


@pytest.mark.parametrize(
    ("probe", "model", "expected"),
    [("explanations.lime", Threshold(), True), ("explanations.lime", None, False),
     ("fairness.selection_rate", Threshold(), False), ("no.such", Threshold(), False)],
)  # fmt: skip
def test_only_what_asks_a_classifier_beyond_its_rows_is_fitted(probe, model, expected):
    assert asks_again(Step(0, probe, 1, {}), Subject(table(20), model)) is expected


def test_before_the_first_answer_nothing_is_cut_and_afterwards_the_pace_decides():
    subject = Subject(table(50), Threshold())
    clock = [0.0]

    def tick():
        clock[0] += 1.0  # each look at the clock takes a second: no model is that slow for 8 rows
        return clock[0]

    slow = Fitting(subject, Budget(1000.0, tick, 0.0), [lime()], None)
    slow.first = 1.0
    cut = slow.step(lime())
    assert cut.parameters != lime().parameters
    quick = Fitting(subject, Budget(1000.0, lambda: 0.0, 0.0), [lime()], None)
    quick.first = 1e-6
    assert quick.step(lime()).parameters == lime().parameters


def test_a_step_that_does_not_ask_again_is_as_it_was():
    step = Step(3, "fairness.selection_rate", 1, {})
    fitting = Fitting(Subject(table(20), Threshold()), Budget(1.0, lambda: 0.0, 0.0), [], None)
    assert fitting.step(step) is step
    assert not fitting.decided
