from dataclasses import replace

import pytest

from audits.errors import ModelFailure, NotApplicable, Refused
from audits.measurement import Estimate, Interval
from audits.planning.time_budget import Budget
from audits.probing.probe import Metric, Probe, Scale, Subject
from audits.running.budget_fitting import Fitting
from audits.running.step_run import carry_out
from tests.tables import audit_everything

ONE = Estimate("a", (), 0.5, Interval(0.4, 0.6), 0.95, 10, "normal", (0.5, 0.05))


def outcome(measure, report=lambda share: None, warned=()):
    """Of a step whose probe is this function."""
    plan, data = audit_everything("fairness.selection_rate")
    step = replace(plan.steps[0], parameters={})
    subject = Subject(data, warnings=list(warned))
    fitting = Fitting(subject, Budget(600.0, lambda: 0.0, 0.0, False), [step], None)
    probe = Probe(measure, (Metric("a", "something", Scale.UNIT),))
    return carry_out(probe, step, subject, report, len(warned), fitting)


def test_what_a_probe_yields_is_the_result():
    result = outcome(lambda subject: iter([ONE]))
    assert (result.status, result.measurements) == ("ran", (ONE,))
    (entry,) = result.to_json()["measurements"]
    assert (entry["probe"], entry["step"], entry["metric"]) == ("fairness.selection_rate", 0, "a")


def test_measuring_the_same_twice_is_a_defect_of_the_probe():
    result = outcome(lambda subject: iter([ONE, ONE]))
    assert result.status == "error"
    assert "twice" in result.reason


def test_a_metric_that_is_not_its_own_is_a_defect_of_the_probe():
    result = outcome(lambda subject: iter([replace(ONE, metric="b")]))
    assert result.status == "error"
    assert "does not own" in result.reason


@pytest.mark.parametrize(
    "error", [ModelFailure("it crashed"), ValueError("bad"), ZeroDivisionError("x"), KeyError("k")]
)
def test_a_broken_probe_is_an_error_with_its_reason(error):
    def measure(subject):
        raise error
        yield

    assert outcome(measure).status == "error"


def test_what_does_not_apply_is_not_run_with_its_remedy():
    def measure(subject):
        raise NotApplicable("no score", "give one")
        yield

    result = outcome(measure)
    assert (result.status, result.reason, result.remedy) == ("not_run", "no score", "give one")


def test_model_and_data_that_do_not_fit_together_stop_the_audit():
    def measure(subject):
        raise Refused.because("x", "no overlap", "map them")
        yield

    with pytest.raises(Refused):
        outcome(measure)


def test_a_step_has_the_warnings_that_no_step_before_it_had():
    def measure(subject):
        subject.warn("of this step")
        yield ONE

    assert outcome(measure, warned=["of another"]).warnings == ("of this step",)


def test_its_share_ends_at_one():
    shares = []
    outcome(lambda subject: iter([ONE]), shares.append)
    assert (shares[0], shares[-1]) == (0.0, 1.0)
