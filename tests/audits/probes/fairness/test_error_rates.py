import warnings
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audits.data.dataset import Dataset
from audits.measurement import Estimate, Undetermined
from audits.probes.fairness.error_rates import error_rates
from audits.specification.roles import Role
from tests.audits.probes.published import answers, category, compas, figures, measure, repeated
from tests.subjects import Subject

RATES = (
    "true_positive_rate",
    "false_positive_rate",
    "false_negative_rate",
    "true_negative_rate",
)


@pytest.fixture(scope="module")
def propublica():
    return measure(error_rates, compas())


@pytest.mark.parametrize("who", ["overall", "African-American", "Caucasian"])
def test_compas_has_propublicas_table(propublica, who):
    paper = figures("compas")
    group = () if who == "overall" else who
    for metric in ("false_positive_rate", "false_negative_rate"):
        found = propublica[metric, group].value
        assert found == pytest.approx(paper[who][metric], abs=paper["tolerance"])
    cells = paper[who]["cells"]
    assert propublica["false_positive_rate", group].value == pytest.approx(
        cells["fp"] / (cells["fp"] + cells["tn"]), abs=1e-15
    )
    assert propublica["accuracy", group].sample_size == sum(cells.values())
    if who != "overall":
        predictive = propublica["positive_predictive_value", group].value
        assert predictive == pytest.approx(paper[who]["positive_predictive_value"], abs=0.005)


def test_compas_groups_that_are_too_small_for_a_rate_say_so(propublica):
    for metric in RATES:
        assert isinstance(propublica[metric, "Native American"], Undetermined)
        assert isinstance(propublica[metric, "Asian"], Undetermined)
    assert propublica["false_positive_rate", "Native American"].raw[0] == 0.375
    assert propublica["true_positive_rate", "Asian"].sample_size == 9
    assert propublica["false_positive_rate", "Asian"].sample_size == 23
    assert isinstance(propublica["equalized_odds_difference", "Asian"], Undetermined)


def test_the_fairlearn_fixture_has_its_equalized_odds():
    paper, held = figures("fairlearn_fixture"), repeated("fairlearn_fixture")
    data = answers(
        [r["y_true"] for r in held], [r["y_pred"] for r in held], [r["group"] for r in held]
    )
    found = measure(error_rates, data, smallest_group=1)
    groups = {key for _, key in found if key != ()}
    spread, least = [], []
    for metric in ("true_positive_rate", "false_positive_rate"):
        values = [found[metric, group].value for group in groups]
        spread.append(max(values) - min(values))
        least.append(min(values) / max(values))
    close = {"abs": paper["tolerance"]}
    assert max(spread) == pytest.approx(paper["equalized_odds_difference"], **close)
    assert min(least) == pytest.approx(paper["equalized_odds_ratio"], **close)


# MetricFrame walks rows in Python, metric by metric: 16 tables are 2 s.
@settings(max_examples=16)
@given(st.integers(0, 10**6), st.integers(8, 60), st.booleans())
def test_rates_agree_with_fairlearn_and_scikit_learn(seed, size, weighted):
    from fairlearn.metrics import (
        MetricFrame,
        false_negative_rate,
        false_positive_rate,
        true_negative_rate,
        true_positive_rate,
    )
    from sklearn.metrics import accuracy_score

    rng = np.random.default_rng(seed)
    label, answer = rng.integers(0, 2, size), rng.integers(0, 2, size)
    group = rng.choice(["a", "b", "c"], size)
    weight = rng.random(size) + 0.1 if weighted else None
    functions = {
        "true_positive_rate": true_positive_rate,
        "false_positive_rate": false_positive_rate,
        "false_negative_rate": false_negative_rate,
        "true_negative_rate": true_negative_rate,
        "accuracy": accuracy_score,
    }
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        frame = MetricFrame(
            metrics=functions,
            y_true=label,
            y_pred=answer,
            sensitive_features=group,
            sample_params=None
            if weight is None
            else {name: {"sample_weight": weight} for name in functions},
        )
    data = answers(label.astype(str), answer.astype(str), group, weight=weight)
    found = measure(error_rates, data, smallest_group=1)
    positives = {"true_positive_rate": 1, "false_negative_rate": 1}
    negatives = {"false_positive_rate": 0, "true_negative_rate": 0}
    about = {"accuracy": None} | positives | negatives
    assert about.keys() == functions.keys()
    for metric, wanted in about.items():
        for name in ((), *set(group)):
            rows = np.ones(size, dtype=bool) if name == () else group == name
            one, theirs = found[metric, name], frame.overall if name == () else frame.by_group
            # A rate of no rows is undetermined, every other one is there: however many they are.
            if wanted is not None and not (label[rows] == wanted).any():
                assert isinstance(one, Undetermined)
                assert one.raw is None
                continue
            expected = theirs[metric] if name == () else theirs[metric][name]
            assert isinstance(one, Estimate), one
            assert one.value == pytest.approx(expected, abs=1e-12)


def test_differences_are_the_groups_minus_the_references(propublica):
    pairs = {
        "equal_opportunity_difference": "true_positive_rate",
        "predictive_parity_difference": "positive_predictive_value",
        "accuracy_difference": "accuracy",
    }
    for metric, name in pairs.items():
        own = propublica[name, "African-American"].value
        other = propublica[name, "Caucasian"].value
        found = propublica[metric, "African-American"]
        assert found.value == pytest.approx(own - other)
        assert found.reference == (("race", "Caucasian"),)
        assert (metric, "Caucasian") not in propublica
    assert propublica["equalized_odds_difference", "African-American"].value == pytest.approx(
        805 / 1795 - 349 / 1488
    )


def test_several_classes_without_a_positive_have_accuracy_alone_and_a_warning():
    label = ["a", "b", "c"] * 40
    data = Dataset(
        (
            category("group", Role.PROTECTED, ["x", "y"] * 60),
            category("label", Role.LABEL, label),
            category("answer", Role.PREDICTION, [*label[1:], "a"]),
        )
    )
    subject = Subject(data)
    assert {item.metric for item in error_rates(subject)} == {"accuracy", "accuracy_difference"}
    assert "positive" in subject.warnings[0]


def test_a_prediction_that_no_label_has_counts_as_wrong():
    label = ["1", "0"] * 50
    answer = ["1", "0"] * 49 + ["maybe", "0"]
    found = measure(error_rates, answers(label, answer))
    assert found["accuracy", ()].value == pytest.approx(0.99)
    assert found["true_positive_rate", ()].value == pytest.approx(0.98)


def test_rows_without_a_label_are_left_out_and_said():
    data = answers(["1", "0"] * 40 + [None] * 7, ["1", "0"] * 40 + ["1"] * 7)
    subject = Subject(data)
    found = {item.metric: item for item in error_rates(subject)}
    assert found["accuracy"].sample_size == 80
    assert any(message.startswith("7 rows") for message in subject.warnings)


def test_without_a_protected_column_only_everyone_is_measured():
    found = measure(error_rates, answers(["1", "0"] * 40, ["1", "0"] * 40))
    assert {key for _, key in found} == {()}


def test_whoever_the_unknown_are_equalized_odds_lies_in_its_bounds():
    rng = np.random.default_rng(12)
    label, answer = rng.integers(0, 2, 90), rng.integers(0, 2, 90)
    group = np.array(["a"] * 47 + ["b"] * 37 + [""] * 6)
    named = [value or None for value in group]
    data = answers(label.astype(str), answer.astype(str), named)
    found = measure(error_rates, data, smallest_group=5)["equalized_odds_difference", "b"]
    assert found.reference == (("group", "a"),)
    reached = []
    for whose in product("abc", repeat=6):
        held = group.copy()
        held[84:] = whose
        gaps = [
            answer[(held == "b") & (label == value)].mean()
            - answer[(held == "a") & (label == value)].mean()
            for value in (0, 1)
        ]
        reached.append(max(gaps, key=abs))
    assert found.bounds.lower <= min(reached) <= found.value <= max(reached) <= found.bounds.upper
    # An outer range, but not an idle one.
    assert found.bounds.upper - found.bounds.lower < 3 * (max(reached) - min(reached))


def test_without_unknown_people_there_are_no_bounds():
    label, answer = ["1", "0"] * 60, ["1", "1", "0"] * 40
    found = measure(error_rates, answers(label, answer, ["a", "a", "b", "b"] * 30))
    assert found["equalized_odds_difference", "b"].bounds is None
