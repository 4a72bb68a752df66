"""What must hold for every probe; a new probe is covered without touching this file."""

import json
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from audits.measurement import (
    Estimate,
    Exhibit,
    Undetermined,
    measurement_from_json,
    measurement_to_json,
)
from audits.running.catalog import catalog
from audits.running.publish import PAGE, generated, models, page
from audits.running.run import run
from audits.specification import model_formats
from audits.specification.probe_manifest import PATH, entries
from tests.contracts.situations import first_of
from tests.tables import audit_everything, constant_answers, shuffled, table

every_probe = pytest.mark.parametrize("name", list(catalog()))


@cache
def found_by(name):
    """Where the probe gives numbers, and what it gave; nothing is skipped.

    A new probe that no situation suits needs one in `tests/contracts/situations.py`.
    """
    found = first_of(name)
    assert found is not None, "no situation gives it a number: add one to situations.py"
    situation, result = found
    assert result.status == "ran", result.reason
    assert result.measurements
    return situation, result


@every_probe
def test_it_has_its_own_test_file(name):
    *folders, module = name.split(".")
    assert Path("tests/audits/probes", *folders, f"test_{module}.py").exists()


@every_probe
def test_it_explains_itself_and_each_parameter(name):
    entry = entries()[name]
    assert entry.summary.endswith((".", "?"))
    for parameter, schema in entry.parameters["properties"].items():
        assert schema["description"], f"{parameter} is not described in the docstring"
        assert "type" in schema or "anyOf" in schema or "enum" in schema, parameter


@every_probe
def test_its_metrics_are_explained_and_its_own(name):
    others = {
        metric.name
        for probe in catalog().values()
        if probe.name != name
        for metric in probe.metrics
    }
    for metric in catalog()[name].metrics:
        assert metric.meaning
        assert metric.name not in others


def test_the_generated_entries_are_up_to_date():
    assert PATH.read_text(encoding="utf-8") == generated(), "run: python -m audits.running.publish"
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python -m audits.running.publish"
    assert model_formats.PATH.read_text(encoding="utf-8") == models(), "run the same"


@every_probe
def test_what_it_measures_survives_json(name):
    _, result = found_by(name)
    for found in result.measurements:
        text = json.dumps(measurement_to_json(found), allow_nan=False)
        assert measurement_from_json(json.loads(text)) == found
    for found in result.exhibits:
        assert isinstance(found, Exhibit)
        json.dumps(found.to_json(), allow_nan=False)


@every_probe
def test_it_measures_its_own_metrics_each_group_once(name):
    _, result = found_by(name)
    own = {metric.name: metric for metric in catalog()[name].metrics}
    keys = [(found.metric, found.group) for found in result.measurements]
    assert {metric for metric, _ in keys} <= own.keys()
    assert len(set(keys)) == len(keys)
    for metric, group in keys:
        assert own[metric].overall or group, f"{metric} says that it is about no one as a whole"


# Metrics that no situation here gives a number, and why.
ELSEWHERE = {
    "held_out_level_skill": "the nuisances here have too few levels to leave one out",
    "duplicate_share": "nothing here is split into train and test",
    "integrated_gradients_sanity": "no model here forgets what it learnt",
    "occlusion_sanity": "no model here forgets what it learnt",
    "prediction_difference_sanity": "no model here forgets what it learnt",
    "pronoun_log_odds": "the translations here are recorded",
    "paragraph_effect": "the translations here are recorded",
}


@every_probe
def test_each_of_its_metrics_is_given_a_number(name):
    """What is never a number here is in none of these contracts, so it is listed."""
    _, result = found_by(name)
    numbers = {found.metric for found in result.measurements if isinstance(found, Estimate)}
    without = {metric.name for metric in catalog()[name].metrics} - numbers
    listed = {metric.name for metric in catalog()[name].metrics} & ELSEWHERE.keys()
    assert without == listed


def estimates(name):
    """At least one: `found_by` sees to it."""
    return [m for m in found_by(name)[1].measurements if isinstance(m, Estimate)]


@every_probe
def test_every_estimate_stands_inside_its_interval(name):
    for found in estimates(name):
        assert found.interval.lower <= found.value <= found.interval.upper, found
        assert found.interval.lower < found.interval.upper, found


@every_probe
def test_the_printed_interval_can_be_drawn_again(name):
    from audits.statistics.intervals import limits

    for found in estimates(name):
        again = limits(found.method, found.evidence, found.confidence)
        assert (again.lower, again.upper) == pytest.approx(
            (found.interval.lower, found.interval.upper), rel=1e-9, abs=1e-9
        ), found


@every_probe
def test_same_seed_same_numbers(name):
    situation, result = found_by(name)
    assert situation.run(name).measurements == result.measurements


@every_probe
def test_row_order_does_not_matter(name):
    situation, result = found_by(name)
    again = situation.run(name, shuffled(situation.data)).measurements
    if name in ORDER_MATTERS:
        # Else the reason is one of yesterday.
        assert again != result.measurements
        return
    first = {(m.metric, m.group): m for m in result.measurements}
    assert {(m.metric, m.group) for m in again} == first.keys()
    for found in again:
        before = first[found.metric, found.group]
        assert type(found) is type(before)
        if isinstance(found, Estimate):
            assert found.value == pytest.approx(before.value, rel=1e-9, abs=1e-12)


# Reasons, one a probe, why another order of rows may give another number.
ORDER_MATTERS: dict[str, str] = {
    "explanations.shortcut": "of rows that the model is equally sure of, the first are explained",
    "explanations.layers": "folds and the control's answers are drawn by the place of the row",
}


@every_probe
def test_the_data_is_not_mutated(name):
    situation, _ = found_by(name)
    before = [np.array(raw(column), copy=True) for column in situation.data]
    situation.run(name)
    for column, held in zip(situation.data, before, strict=True):
        np.testing.assert_array_equal(raw(column), held)


# With one answer for everybody nobody is selected more often, and nobody is missed more often.
CONSTANT_MEANS_NO_GAP = {
    "demographic_parity_difference": 0.0,
    "disparate_impact_ratio": 1.0,
    "equal_opportunity_difference": 0.0,
    "equalized_odds_difference": 0.0,
}
# Other metrics of a gap between answers that are classes, and what one answer for all means there.
CONSTANT_MEANS_SOMETHING_ELSE = {
    "accuracy_difference": "the groups' shares of that label differ",
    "predictive_parity_difference": "the groups' shares of that label differ",
    "crude_odds_ratio": "undetermined: one of the answers does not occur",
    "adjusted_odds_ratio": "undetermined: one of the answers does not occur",
    "nuisance_odds_ratio": "undetermined: one of the answers does not occur",
}


@pytest.fixture(scope="module")
def constant():
    """What every probe gives for 2,000 people who are all answered alike."""
    plan, data = audit_everything(data=constant_answers(table(2000)))
    return [found for result in run(plan, data) for found in result.measurements]


@pytest.mark.parametrize(("metric", "null"), CONSTANT_MEANS_NO_GAP.items())
def test_a_constant_model_has_no_gaps(constant, metric, null):
    found = [m for m in constant if m.metric == metric]
    # Two attributes and their crossing: (2 - 1) + (3 - 1) + (6 - 1) groups beside a reference.
    assert len(found) == 8
    for one in found:
        assert isinstance(one, Estimate), one
        assert one.value == pytest.approx(null, abs=1e-12)


@pytest.mark.parametrize("metric", CONSTANT_MEANS_SOMETHING_ELSE)
def test_a_constant_model_is_undetermined_where_both_answers_are_needed(constant, metric):
    found = [m for m in constant if m.metric == metric]
    assert found
    needs_both = CONSTANT_MEANS_SOMETHING_ELSE[metric].startswith("undetermined")
    assert all(isinstance(m, Undetermined) == needs_both for m in found)


def test_every_gap_between_classes_says_what_a_constant_model_is():
    """A new metric joins one of the two lists."""
    plan, _ = audit_everything()
    asked = {step.probe for step in plan.steps}
    gaps = {m.name for name in asked for m in catalog()[name].metrics if m.two_sided}
    assert gaps == CONSTANT_MEANS_NO_GAP.keys() | CONSTANT_MEANS_SOMETHING_ELSE.keys()


def raw(column):
    """The array behind a column."""
    values = column.values
    return (
        getattr(values, "codes", None)
        if hasattr(values, "codes")
        else (values.values if hasattr(values, "values") else values.names)
    )
