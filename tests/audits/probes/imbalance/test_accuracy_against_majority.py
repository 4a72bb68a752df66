import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from sklearn.metrics import (
    balanced_accuracy_score,
    cohen_kappa_score,
    f1_score,
    matthews_corrcoef,
)

from audits.measurement import Estimate, Undetermined
from audits.probes.imbalance.accuracy_against_majority import accuracy_against_majority
from tests.audits.probes.published import answers, compas, figures, from_cells, measure

FAST = {"draws": 200}


def test_compas_has_the_published_scores():
    paper, found = figures("compas"), measure(accuracy_against_majority, compas(), **FAST)
    for metric in ("matthews_correlation", "balanced_accuracy", "f1"):
        value = found[metric, ()].value
        assert value == pytest.approx(paper["overall"][metric], abs=paper["tolerance"])


@pytest.mark.parametrize("case", figures("chicco2020")["matrices"], ids=lambda case: case["id"])
def test_the_six_matrices_of_chicco_and_jurman(case):
    paper = figures("chicco2020")
    cells = {("a", "1", "1"): "tp", ("a", "1", "0"): "fn", ("a", "0", "1"): "fp",
             ("a", "0", "0"): "tn"}  # fmt: skip
    data = from_cells({key: case[name] for key, name in cells.items()})
    found = measure(accuracy_against_majority, data, smallest_group=1, **FAST)
    close = {"abs": paper["tolerance"] + 1e-9}
    assert found["matthews_correlation", ()].value == pytest.approx(case["mcc"], **close)
    assert found["f1", ()].value == pytest.approx(case["f1"], **close)
    assert found["expected_cost", ()].value == pytest.approx(1 - case["acc"], **close)


@given(st.integers(0, 10**6), st.integers(10, 150), st.integers(2, 4))
def test_scores_agree_with_scikit_learn(seed, size, classes):
    rng = np.random.default_rng(seed)
    label = rng.integers(0, classes, size)
    label[:classes] = np.arange(classes)
    answer = np.where(rng.random(size) < 0.5, label, rng.integers(0, classes, size))
    found = measure(
        accuracy_against_majority,
        answers(label.astype(str), answer.astype(str)),
        smallest_group=1,
        draws=20,
    )
    expected = {
        "balanced_accuracy": balanced_accuracy_score(label, answer),
        "matthews_correlation": matthews_corrcoef(label, answer),
        "cohen_kappa": cohen_kappa_score(label, answer),
        "f1": f1_score(label == 1, answer == 1),
        "majority_share": np.bincount(label).max() / size,
        "accuracy_gain_over_majority": (label == answer).mean() - np.bincount(label).max() / size,
    }
    for metric, value in expected.items():
        item = found[metric, ()]
        if isinstance(item, Estimate):
            assert item.value == pytest.approx(value, abs=1e-12)
            assert item.interval.lower <= item.value <= item.interval.upper
            assert item.interval.lower < item.interval.upper


def test_a_model_that_always_says_healthy_gains_nothing_and_cannot_pass():
    data = answers(["0"] * 990 + ["1"] * 10, ["0"] * 1000)
    found = measure(accuracy_against_majority, data, **FAST)
    gain = found["accuracy_gain_over_majority", ()]
    assert gain.value == 0
    assert gain.interval.lower < 0 < gain.interval.upper
    assert gain.p_value == 1.0
    assert found["majority_share", ()].value == 0.99
    assert isinstance(found["matthews_correlation", ()], Undetermined)
    assert found["cohen_kappa", ()].value == 0


def test_the_gain_carries_the_exact_test_of_the_same_rows():
    label = ["0"] * 80 + ["1"] * 40
    answer = ["0"] * 75 + ["1"] * 5 + ["1"] * 30 + ["0"] * 10
    found = measure(accuracy_against_majority, answers(label, answer), **FAST)
    gain = found["accuracy_gain_over_majority", ()]
    # Right where the majority's answer is wrong: 30; wrong where it is right: 5.
    assert gain.value == pytest.approx(25 / 120)
    theirs = stats.binomtest(30, 35, alternative="greater").pvalue
    assert gain.p_value == pytest.approx(theirs, rel=1e-9)


def test_a_perfect_model_has_intervals_all_the_same():
    found = measure(accuracy_against_majority, answers(["0", "1"] * 50, ["0", "1"] * 50), **FAST)
    for metric in ("matthews_correlation", "cohen_kappa", "f1", "balanced_accuracy"):
        assert found[metric, ()].value == 1
        assert found[metric, ()].interval.lower < 1
    assert found["expected_cost", ()].interval.upper > 0


def test_costs_are_the_plans():
    label, answer = ["0"] * 50 + ["1"] * 50, ["1"] * 10 + ["0"] * 45 + ["1"] * 45
    found = measure(
        accuracy_against_majority,
        answers(label, answer),
        cost_false_positive=2.0,
        cost_false_negative=10.0,
        **FAST,
    )
    assert found["expected_cost", ()].value == pytest.approx((10 * 2 + 5 * 10) / 100)


def test_a_class_with_few_rows_leaves_balanced_accuracy_undetermined():
    found = measure(
        accuracy_against_majority, answers(["0"] * 90 + ["1"] * 10, ["0", "1"] * 50), **FAST
    )
    assert found["balanced_accuracy", ()].reason == "class '1' has 10 rows where 30 are needed"


def test_weights_move_the_numbers_as_in_scikit_learn():
    rng = np.random.default_rng(0)
    label, answer = rng.integers(0, 2, 300), rng.integers(0, 2, 300)
    weight = rng.random(300) + 0.1
    data = answers(label.astype(str), answer.astype(str), weight=weight)
    found = measure(accuracy_against_majority, data, **FAST)
    for metric, function in (
        ("matthews_correlation", matthews_corrcoef),
        ("balanced_accuracy", balanced_accuracy_score),
        ("cohen_kappa", cohen_kappa_score),
        ("f1", f1_score),
    ):
        expected = function(label, answer, sample_weight=weight)
        assert found[metric, ()].value == pytest.approx(expected, abs=1e-12)
        assert not found[metric, ()].method.startswith("wilson")
