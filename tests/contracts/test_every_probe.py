"""What must hold for every probe; a new probe is covered without touching this file."""

import json
from dataclasses import replace
from math import inf
from pathlib import Path

import numpy as np
import pytest
from jsonschema import Draft202012Validator

from audits import probes
from audits.data.dataset import Categories, Dataset
from audits.measurement import (
    Estimate,
    Exhibit,
    Undetermined,
    is_counted,
    measurement_from_json,
    measurement_to_json,
)
from audits.models import Embedder, LanguageModel
from audits.running.catalog import catalog
from audits.running.publish import (
    PAGE,
    POLICIES,
    generated,
    models,
    page,
    policies,
    sections,
)
from audits.running.run import run
from audits.running.unused_roles import OF_SOME
from audits.specification import model_formats
from audits.specification.probe_manifest import PATH, SECTIONS, entries
from audits.specification.roles import Role
from audits.statistics.intervals import limits
from tests.contracts.situations import (
    numbers_of,
    pairs,
    result_of,
    roles_read,
    situations,
    written_by,
)
from tests.steady_machine import SteadyMachine
from tests.tables import audit_everything, constant_answers, shuffled, table

every_probe = pytest.mark.parametrize("name", list(catalog()))
everywhere = pytest.mark.parametrize(("name", "situation"), pairs())
PROBES = Path(probes.__file__).parent


def where(holds):
    """The situations with such data; elsewhere the same would be asked as by the same seed."""
    found = [pair for pair in pairs() if holds(situations()[pair[1]].data)]
    return pytest.mark.parametrize(("name", "situation"), found)


def is_group(column):
    """Whether its values are names of groups."""
    return column.role is Role.PROTECTED and isinstance(column.values, Categories)


def probe_files(folder):
    """The dotted name of each file of a tree that should hold one probe."""
    paths = (path.relative_to(folder).with_suffix("") for path in folder.rglob("*.py"))
    return {".".join(path.parts) for path in paths if path.name != "__init__"}


def test_every_file_is_in_the_catalog():
    assert probe_files(PROBES) == set(catalog())


def test_a_section_without_an_init_file_would_not_be_silent(tmp_path, monkeypatch):
    (tmp_path / "robustness").mkdir()
    (tmp_path / "robustness" / "noise.py").write_text("")
    monkeypatch.setattr(probes, "__path__", [str(tmp_path)])
    assert probe_files(tmp_path) != set(catalog.__wrapped__())


@every_probe
def test_some_situation_gives_it_a_number(name):
    """Nothing is skipped: a new probe that none suits needs one in `situations.py`."""
    assert numbers_of(name), "no situation gives it a number: add one to situations.py"


@everywhere
def test_it_runs_or_says_why_not_and_what_would_help(name, situation):
    result = result_of(name, situation)
    assert result.status in ("ran", "not_run"), result.reason
    if result.status == "not_run":
        assert result.reason
        assert result.remedy


@everywhere
def test_without_rows_it_is_not_run(name, situation):
    place = situations()[situation]
    if not place.data.columns:
        assert isinstance(place.model, Embedder | LanguageModel)  # it brings its own sentences
        return
    result = place.run(name, place.data.take(np.arange(0)))
    assert (result.status, result.reason) == ("not_run", "there are no rows")
    assert result.remedy


@everywhere
def test_one_row_is_answered_or_refused_and_breaks_nothing(name, situation):
    place = situations()[situation]
    assert place.run(name, place.data.take(np.arange(min(1, len(place.data))))).status != "error"


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


def numeric(schema):
    """The parts of a parameter's schema that take numbers; of a list, its items."""
    kinds = {schema.get("type"), *(item.get("type") for item in schema.get("anyOf", ()))}
    if "items" in schema:
        return numeric(schema["items"])
    return [schema] if kinds & {"integer", "number"} else []


@every_probe
def test_each_number_has_bounds_in_the_signature(name):
    for parameter, schema in entries()[name].parameters["properties"].items():
        for part in numeric(schema):
            assert "minimum" in part, f"{parameter} has no bounds: Annotated[..., Between(...)]"
            assert part["minimum"] < part.get("maximum", part.get("exclusiveMaximum", inf))
        if numeric(schema) and schema.get("default") is not None and "items" not in schema:
            Draft202012Validator(schema).validate(schema["default"])
        if numeric(schema) and "items" in schema:
            assert schema["maxItems"] > 0, f"{parameter} may be a list without end"


@every_probe
def test_its_metrics_are_explained_and_its_own(name):
    others = {
        metric.name: metric
        for probe in catalog().values()
        if probe.name != name
        for metric in probe.metrics
    }
    for metric in catalog()[name].metrics:
        assert metric.meaning
        # Where a probe has a second name, one declaration serves both.
        assert others.get(metric.name, metric) is metric


def test_the_generated_entries_are_up_to_date():
    assert PATH.read_text(encoding="utf-8") == generated(), "run: python -m audits.running.publish"
    assert SECTIONS.read_text(encoding="utf-8") == sections(), (
        "run: python -m audits.running.publish"
    )
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python -m audits.running.publish"
    assert POLICIES.read_text(encoding="utf-8") == policies(), "run: the same"
    assert model_formats.PATH.read_text(encoding="utf-8") == models(), "run the same"


@everywhere
def test_what_it_measures_survives_json(name, situation):
    result = result_of(name, situation)
    for measured in result.measurements:
        text = json.dumps(measurement_to_json(measured), allow_nan=False)
        assert measurement_from_json(json.loads(text)) == measured
    for exhibit in result.exhibits:
        assert isinstance(exhibit, Exhibit)
        json.dumps(exhibit.to_json(), allow_nan=False)


@everywhere
def test_it_measures_its_own_metrics_each_group_once(name, situation):
    measurements = result_of(name, situation).measurements
    own = {metric.name: metric for metric in catalog()[name].metrics}
    keys = [(measured.metric, measured.group) for measured in measurements]
    assert {metric for metric, _ in keys} <= own.keys()
    assert len(set(keys)) == len(keys)
    for metric, group in keys:
        assert own[metric].overall or group, f"{metric} says that it is about no one as a whole"


# Metrics that no situation here gives a number, and why.
ELSEWHERE = {
    "held_out_level_skill": "the nuisances here have too few levels to leave one out",
    "membership_tpr": "a share of one in a hundred needs thousands of rows that were never seen",
    "integrated_gradients_sanity": "no model here forgets what it learnt",
    "occlusion_sanity": "no model here forgets what it learnt",
    "prediction_difference_sanity": "no model here forgets what it learnt",
    "mean_corruption_error": "no baseline is given here",
    "patch_accuracy_difference": "half of the rows are judged, under thirty of a group",
    "transfer_accuracy_difference": "half of the rows are judged, under thirty of a group",
    "substitute_agreement_difference": "half of the rows are judged, under thirty of a group",
    "nonsense_auc_difference": "sixty rows are asked about, under thirty of a group",
    "fooling_auc_difference": "sixty rows are asked about, under thirty of a group",
    "word_change_accuracy_difference": "the texts here are of no protected group",
    "trigger_success_rate": "no model here was taught a trigger",
    "published_difference": "nothing is printed here",
    "corrected_improvement": "nothing here names the variants of which the best was kept",
    "toxic_share_change": "nothing here names an earlier dataset",
    "trigger_effect": "no model here was taught a trigger",
    "paragraph_effect": "the translator here joins the sentences of a paragraph",
}


@every_probe
def test_each_of_its_metrics_is_given_a_number(name):
    """What is never a number here is in none of these contracts, so it is listed."""
    numbers = {
        measured.metric
        for result in numbers_of(name)
        for measured in result.measurements
        if isinstance(measured, Estimate)
    }
    without = {metric.name for metric in catalog()[name].metrics} - numbers
    listed = {metric.name for metric in catalog()[name].metrics} & ELSEWHERE.keys()
    assert without == listed


def estimates(name, situation):
    return [m for m in result_of(name, situation).measurements if isinstance(m, Estimate)]


@everywhere
def test_every_estimate_stands_inside_its_interval(name, situation):
    for measured in estimates(name, situation):
        assert measured.interval.lower <= measured.value <= measured.interval.upper, measured
        is_exact = is_counted(measured.method)
        assert is_exact or measured.interval.lower < measured.interval.upper, measured


@everywhere
def test_the_printed_interval_can_be_drawn_again(name, situation):
    for measured in estimates(name, situation):
        again = limits(measured.method, measured.evidence, measured.confidence)
        assert (again.lower, again.upper) == pytest.approx(
            (measured.interval.lower, measured.interval.upper), rel=1e-9, abs=1e-9
        ), measured


SLOW = {"step": 0.004, "name": "Steady 250", "peak_bytes": 70_000_000}


@everywhere
def test_same_seed_same_numbers_but_for_those_of_the_machine(name, situation):
    """On another machine each of its own is another number of the same kind, and says of which."""
    first = result_of(name, situation).measurements
    slow = situations()[situation].run(name, machine=SteadyMachine(**SLOW)).measurements
    own = {metric.name: metric.of_machine for metric in catalog()[name].metrics}
    if not any(own.values()):
        assert slow == first
        return
    assert situations()[situation].run(name).measurements == first
    assert by_key(slow).keys() == by_key(first).keys()
    for measured, again in zip(first, slow, strict=True):
        if not own[measured.metric]:
            assert again == measured
            continue
        assert type(again) is type(measured)
        if isinstance(measured, Estimate):
            assert again.value != measured.value
            assert SLOW["name"] in again.method


def by_key(measurements, names=lambda group: group):
    """By metric and group, in whichever order a crossing names its columns."""
    return {(m.metric, frozenset(names(m.group))): m for m in measurements}


# Intervals that are drawn at random, from a stream that the group's name begins. Of the 100 draws
# here a limit has a standard error of 7 % of the width; this is five times that.
DRAWN, NOISE = ("fiducial", "bootstrap"), 0.35


def assert_same(first, second, *, streams_differ=False):
    """streams_differ: whether groups have other names, or crossings another order of them."""
    assert first.keys() == second.keys()
    for key, before in first.items():
        after = second[key]
        assert type(before) is type(after), (before, after)
        if isinstance(before, Estimate):
            assert after.value == pytest.approx(before.value, rel=1e-9, abs=1e-12), key
            width = before.interval.upper - before.interval.lower
            drawn = streams_differ and before.method.startswith(DRAWN)
            assert (after.interval.lower, after.interval.upper) == pytest.approx(
                (before.interval.lower, before.interval.upper),
                rel=1e-9,
                abs=NOISE * width if drawn else 1e-9,
            ), key


@everywhere
def test_row_order_does_not_matter(name, situation):
    place, result = situations()[situation], result_of(name, situation)
    again = place.run(name, shuffled(place.data))
    assert (again.status, again.reason) == (result.status, result.reason)
    assert_same(by_key(result.measurements), by_key(again.measurements))


@where(lambda data: len(data.columns) > 1)
def test_column_order_does_not_matter(name, situation):
    place, result = situations()[situation], result_of(name, situation)
    again = place.run(name, Dataset(tuple(reversed(place.data.columns))))
    assert again.status == result.status
    assert_same(by_key(result.measurements), by_key(again.measurements), streams_differ=True)


# Probes to which a group's name is more than a name.
NAMES_MATTER = {
    "translation.gender_accuracy": "its column says which sentences go with the stereotype",
    "robustness.malformed": "what was asked apart says by name of which group's row it is",
}


# Where no column parts the rows, they are dealt along their content, of which names are a part.
DEALT_BY_CONTENT = {
    ("privacy.attribute", "recorded answers of a head"),
    ("privacy.attribute", "rows with grades"),
}


@where(lambda data: any(is_group(column) for column in data))
def test_what_groups_are_called_does_not_matter(name, situation):
    if (name, situation) in DEALT_BY_CONTENT:
        return
    place, result = situations()[situation], result_of(name, situation)
    data, names = renamed(place.data)
    again = by_key(place.run(name, data).measurements)
    first = by_key(result.measurements, names)
    if name in NAMES_MATTER and result.measurements:
        # Another measurement, or one that is undetermined under the other name.
        with pytest.raises(AssertionError):
            assert_same(first, again, streams_differ=True)
        return
    assert_same(first, again, streams_differ=True)


def renamed(data):
    """The same people in groups whose names are others, in the reverse of the old text order."""
    columns, names = [], {}
    for column in data:
        if is_group(column):
            levels = column.values.levels
            others = tuple(f"group {len(levels) - at}" for at in range(len(levels)))
            names |= {(column.name, old): new for old, new in zip(levels, others, strict=True)}
            values = [None if code < 0 else others[code] for code in column.values.codes]
            column = replace(column, values=Categories.of(values))
        columns.append(column)
    return Dataset(tuple(columns)), lambda group: tuple((n, names.get((n, v), v)) for n, v in group)


# Probes whose estimates may be others where every row stands twice, and why.
TWICE_IS_NOT_THE_SAME = {
    "cost.energy": "inputs are drawn from twice as many, and each of words counts once",
    "cost.inference": "inputs are drawn from twice as many, and each of words counts once",
    "cost.variants": "so many rows are spread evenly over twice as many",
    "confounds.dataset": "a copy of a held-out row is among those that the rule is fitted to",
    "confounds.interventions": "so many rows are drawn from twice as many",
    "robustness.corruptions": "each copy of a row gets worse in a way of its own",
    "language.self_consistency": "a copy of a row is one wording more, with the same answer",
    "data.label_noise": "a surrogate is fitted to twice as many rows",
    "data.poisoning_sensitivity": "a copy of a row that judges is among those that teach",
    "data.drift": "a p-value is of twice as many rows, to which a classifier is fitted",
    "data.leakage": "a tree is fitted to twice as many rows, and a leaf has as many as before",
    "explanations.recourse": "rows are spread evenly over twice as many",
    "robustness.columns": "rows are spread evenly over twice as many",
    "robustness.substitute": "rows are spread evenly over twice as many",
    "reproducibility.determinism": "rows are spread evenly over twice as many",
    "tradeoffs.simplicity": "simple models are fitted to twice as many rows",
    "tradeoffs.learning_curve": "surrogates are taught by twice as many rows",
    "tradeoffs.human": "alpha is corrected by the number of answers, and halves are dealt anew",
    "privacy.extraction": "rows are spread evenly over twice as many",
    "privacy.attribute": "rules are learned on twice as many rows",
    "robustness.fooling": "what is nothing is drawn for twice as many",
    "explanations.layers": "folds are dealt anew among twice as many rows",
    "explanations.source_words": "other words are drawn in a word's place from twice as many",
    "fairness.ranked_lists": "an item that stands twice in its list has two positions there",
    "fairness.calibration": "the calibration error is corrected by the number of rows",
    "translation.gendered_pronouns": "own sentences weigh more against the lists beside them",
    **{
        f"explanations.{name}": "rows and values are drawn from twice as many"
        for name in (
            "agreement", "kernel_shap", "lime", "modality_reliance", "occlusion",
            "prediction_difference", "shortcut", "transparency",
        )
    },
}  # fmt: skip


@everywhere
def test_each_row_twice_is_the_same_estimate(name, situation):
    """Except where a group is now large enough that was not, and the other way round."""
    place = situations()[situation]
    if name in TWICE_IS_NOT_THE_SAME or not len(place.data):
        return
    assert moved_by_doubling(name, situation) == []


def test_what_is_not_the_same_twice_is_of_today():
    for name in TWICE_IS_NOT_THE_SAME:
        somewhere = [situation for probe, situation in pairs() if probe == name]
        assert any(moved_by_doubling(name, situation) for situation in somewhere), name


def moved_by_doubling(name, situation):
    """Metric and group of each estimate that is another one where every row stands twice."""
    place = situations()[situation]
    doubled = place.data.take(np.arange(len(place.data)).repeat(2))
    again = by_key(place.run(name, doubled).measurements)
    return [
        key
        for key, before in by_key(result_of(name, situation).measurements).items()
        if isinstance(before, Estimate)
        and isinstance(after := again.get(key), Estimate)
        and after.value != pytest.approx(before.value, rel=1e-9, abs=1e-12)
    ]


@everywhere
def test_a_role_that_it_reads_is_declared(name, situation):
    """What is declared by no probe of an audit is told as read by none: that must be so."""
    declared = {*catalog()[name].needs, *catalog()[name].honours}
    assert roles_read(name, situation) & set(OF_SOME) <= declared


@everywhere
def test_the_data_is_not_mutated(name, situation):
    assert written_by(name, situation) == ()


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
