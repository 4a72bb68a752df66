"""Which probes run, and with which parameters."""

from dataclasses import replace

import pytest

from audits.errors import Refused
from audits.planning.plan import make_plan
from audits.planning.steps import Step
from audits.specification.document import AuditDocument, ProbeRequest
from audits.specification.probe_manifest import entries
from tests.tables import document, profile, table

RATES = "fairness.selection_rate"


def steps(*probes, known=None, **parameters):
    data = table()
    made = document(data, *probes)
    if parameters:
        requests = [ProbeRequest(name=name, parameters=parameters) for name in probes]
        made = made.model_copy(update={"probes": requests})
    return make_plan(made, dataset=profile(data), known=known).steps


def test_every_probe_that_fits_runs_unless_it_waits_to_be_named():
    shy = {**entries(), RATES: replace(entries()[RATES], by_default=False)}
    assert RATES in {step.probe for step in steps()}
    assert RATES not in {step.probe for step in steps(known=shy)}
    (named,) = steps(RATES, known=shy)
    assert named.reason is None
    assert named.named


def test_parameters_are_complete_and_the_audits_settings_stand_in_them():
    (step,) = steps(RATES)
    assert step.parameters == {"smallest_group": 30, "confidence": 0.95}


@pytest.mark.parametrize(
    ("parameters", "field", "code"),
    [
        ({"smallest_grup": 3}, f"probes.0.{RATES}.smallest_grup", "unknown_parameter"),
        ({"smallest_group": 0}, f"probes.0.{RATES}.smallest_group", "invalid_parameter"),
        ({"confidence": 1.0}, f"probes.0.{RATES}.confidence", "invalid_parameter"),
    ],
)
def test_a_parameter_that_does_not_fit_is_named_with_what_fits(parameters, field, code):
    with pytest.raises(Refused) as refused:
        steps(RATES, **parameters)
    (problem,) = refused.value.problems
    assert (problem.field, problem.code) == (field, code)
    assert problem.remedy.startswith(("give ", "did you mean"))


def test_a_probe_that_is_not_there_and_one_named_twice_are_refused():
    with pytest.raises(Refused, match=r"did you mean 'fairness\.selection_rate'"):
        steps("fairness.selection_rates")
    with pytest.raises(Refused, match="stands twice with the same parameters"):
        steps(RATES, RATES)


def test_a_step_is_read_back_without_its_passes():
    step = Step(3, RATES, 2, {"smallest_group": 5}, named=True, passes=70)
    assert Step(**step.to_json()) == replace(step, passes=0)
    assert AuditDocument.model_fields  # the document is what named it
