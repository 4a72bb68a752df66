"""What must hold for every probe; a new probe is covered without touching this file."""

import json
from pathlib import Path

import numpy as np
import pytest

from audits.catalog import catalog
from audits.entries import PAGE, PATH, entries, generated, page
from audits.measurement import (
    Estimate,
    Exhibit,
    measurement_from_json,
    measurement_to_json,
)
from audits.run import run
from tests.tables import audit_everything, constant_answers, shuffled, table

every_probe = pytest.mark.parametrize("name", list(catalog()))


@pytest.fixture(scope="module")
def results():
    """Every probe that fits, run once on a table of 400 people."""
    plan, data = audit_everything()
    return {result.step.probe: result for result in run(plan, data)}


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
    assert PATH.read_text(encoding="utf-8") == generated(), "run: python -m audits.entries"
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python -m audits.entries"


@every_probe
def test_what_it_measures_survives_json(name, results):
    result = measured(name, results)
    for found in result.measurements:
        text = json.dumps(measurement_to_json(found), allow_nan=False)
        assert measurement_from_json(json.loads(text)) == found
    for found in result.exhibits:
        assert isinstance(found, Exhibit)
        json.dumps(found.to_json(), allow_nan=False)


@every_probe
def test_every_estimate_stands_inside_its_interval(name, results):
    for found in measured(name, results).measurements:
        if isinstance(found, Estimate):
            assert found.interval.lower <= found.value <= found.interval.upper, found
            assert found.interval.lower < found.interval.upper, found


@every_probe
def test_the_printed_interval_can_be_drawn_again(name, results):
    from audits.intervals import limits

    for found in measured(name, results).measurements:
        if isinstance(found, Estimate):
            again = limits(found.method, found.evidence, found.confidence)
            assert (again.lower, again.upper) == pytest.approx(
                (found.interval.lower, found.interval.upper), rel=1e-9, abs=1e-9
            ), found


@every_probe
def test_same_seed_same_numbers(name, results):
    plan, data = audit_everything(name)
    (again,) = run(plan, data)
    assert again.measurements == measured(name, results).measurements


@every_probe
def test_row_order_does_not_matter(name, results):
    if name in ORDER_MATTERS:
        pytest.skip(ORDER_MATTERS[name])
    plan, data = audit_everything(name)
    (again,) = run(plan, shuffled(data))
    first = {(m.metric, m.group): m for m in measured(name, results).measurements}
    for found in again.measurements:
        before = first[found.metric, found.group]
        assert type(found) is type(before)
        if isinstance(found, Estimate):
            assert found.value == pytest.approx(before.value, rel=1e-9, abs=1e-12)


# Reasons, one a probe, why another order of rows may give another number.
ORDER_MATTERS: dict[str, str] = {}


@every_probe
def test_the_data_is_not_mutated(name):
    plan, data = audit_everything(name)
    before = [np.array(raw(column), copy=True) for column in data]
    list(run(plan, data))
    for column, held in zip(data, before, strict=True):
        np.testing.assert_array_equal(raw(column), held)


@every_probe
def test_a_constant_model_has_no_gaps(name):
    plan, data = audit_everything(name, data=constant_answers(table()))
    (result,) = run(plan, data)
    differences = {m.name: m for m in catalog()[name].metrics if m.two_sided}
    for found in result.measurements:
        if found.metric in differences and isinstance(found, Estimate):
            null = differences[found.metric].null
            if null is not None and found.metric in CONSTANT_MEANS_NO_GAP:
                assert found.value == pytest.approx(null, abs=1e-12), found


CONSTANT_MEANS_NO_GAP = {
    "demographic_parity_difference",
    "equal_opportunity_difference",
    "equalized_odds_difference",
    "disparate_impact_ratio",
}


def measured(name, results):
    """The result of a probe that fits the table, or a skip that says why it does not."""
    if name not in results:
        pytest.skip("does not fit recorded answers of a table; its own tests run it")
    result = results[name]
    assert result.status != "error", result.reason
    return result


def raw(column):
    """The array behind a column."""
    values = column.values
    return (
        getattr(values, "codes", None)
        if hasattr(values, "codes")
        else (values.values if hasattr(values, "values") else values.names)
    )
