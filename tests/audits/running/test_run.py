from dataclasses import replace

import numpy as np
import pytest

from audits.data.dataset import Dataset, Numbers
from audits.errors import Refused
from audits.measurement import Estimate, Interval
from audits.models import Classifier
from audits.planning.steps import Step
from audits.probing.probe import Metric, Probe, Scale
from audits.running import run as running
from audits.running.run import run
from audits.specification.policy_document import PolicySpec
from audits.specification.roles import Role
from tests import askable
from tests.askable import people
from tests.audits.reproducibility.unsteady import Unsteady
from tests.tables import audit_everything

ONE = Estimate("a", (), 0.5, Interval(0.4, 0.6), 0.95, 10, "normal", (0.5, 0.05))


def with_probe(monkeypatch, measure):
    """A plan of one step, whose probe is this function."""
    plan, data = audit_everything("fairness.selection_rate")
    made = Probe(measure, (Metric("a", "something", Scale.UNIT),))
    monkeypatch.setattr(running, "find", lambda name: made)
    step = replace(plan.steps[0], parameters={})
    return replace(plan, steps=(step,)), data


def test_steps_already_done_are_passed_over():
    plan, data = audit_everything()
    done = {step.index for step in plan.steps[1:]}
    assert [result.step.index for result in run(plan, data, done=done)] == [0]


def test_a_resumed_audit_measures_what_an_unbroken_one_does():
    plan, data = audit_everything()
    whole = {result.step.index: result.measurements for result in run(plan, data)}
    last = plan.steps[-1].index
    (alone,) = run(plan, data, done=set(whole) - {last})
    assert alone.measurements == whole[last]


def test_roles_are_held_against_every_probe_of_the_plan(monkeypatch):
    """What is measured in a process of its own does not make the others' columns unread."""
    plan, data = audit_everything("fairness.selection_rate", "confounds.dataset")
    names = []

    def collect(rows, probes, chosen_by):
        names.extend(probe.name for probe in probes)
        return []

    monkeypatch.setattr(running, "unheard", collect)
    list(run(plan, data, done={0}))
    assert names == ["fairness.selection_rate", "confounds.dataset"]


def test_progress_ends_at_one():
    plan, data = audit_everything("fairness.selection_rate")
    told = []
    list(run(plan, data, on_progress=lambda step, fraction: told.append(fraction)))
    assert told[0] == 0.0
    assert told[-1] == 1.0


def test_of_a_model_that_cannot_be_believed_what_asks_it_is_an_error():
    plan, data = audit_everything("fairness.selection_rate", "confounds.dataset")
    asked = Dataset(tuple(column for column in data if column.role is not Role.PREDICTION))
    steps = {result.step.probe: result for result in run(plan, asked, broken="it is random")}
    assert steps["fairness.selection_rate"].status == "error"
    assert steps["fairness.selection_rate"].reason == "it is random"
    assert steps["confounds.dataset"].status == "ran"


def test_whether_it_repeats_is_measured_of_a_model_that_cannot_be_believed():
    data = people()
    plan = replace(
        audit_everything("fairness.selection_rate", "confounds.dataset")[0],
        steps=(
            Step(
                0,
                "reproducibility.determinism",
                1,
                {"asked_rows": 60, "smallest_group": 30, "confidence": 0.95},
            ),
        ),
    )
    model = Unsteady({"x0": 1.0}, by_chance=0.3)
    (result,) = run(plan, data, model, broken="it is random")
    assert result.status == "ran"
    assert any(m.metric == "answer_flip_rate" and m.value > 0 for m in result.measurements
               if isinstance(m, Estimate))  # fmt: skip


def test_a_probe_is_given_the_groups_that_the_policy_names(monkeypatch):
    seen = []

    def measure(subject):
        seen.append(subject.named)
        return iter([ONE])

    plan, data = with_probe(monkeypatch, measure)
    rule = {"metric": "source_word_pull", "group": {"term": "hoitaja"}, "at_most": 1}
    list(run(replace(plan, policy=PolicySpec(rules=[rule])), data))
    assert seen == [{"source_word_pull": {(("term", "hoitaja"),)}}]


@pytest.mark.parametrize(("alone", "asked"), [(False, 300), (True, 0)])
def test_what_is_timed_is_not_kept_waiting_by_answers_to_every_row(monkeypatch, alone, asked):
    model, rows = askable.LinearText({"good": 1.0}), askable.texts(["a good one"] * 300)
    made = Probe(
        lambda subject: iter([ONE]), (Metric("a", "something", Scale.UNIT),), model=Classifier,
        alone=alone,
    )  # fmt: skip
    monkeypatch.setattr(running, "find", lambda name: made)
    plan, _ = audit_everything("fairness.selection_rate")
    plan = replace(plan, steps=(replace(plan.steps[0], parameters={}),))
    (result,) = run(plan, rows, model)
    assert result.status == "ran"
    assert model.asked == asked


def test_scores_of_the_answer_given_are_refused_before_anything_is_measured():
    plan, data = audit_everything("fairness.ranking")
    scores = Numbers(np.random.default_rng(0).uniform(0.5, 1, len(data)))
    made = Dataset(tuple(replace(c, values=scores) if c.role is Role.SCORE else c for c in data))
    with pytest.raises(Refused, match="how sure the answer given is"):
        list(run(plan, made))
