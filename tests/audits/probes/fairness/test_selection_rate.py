import pytest
from hypothesis import given
from hypothesis import strategies as st

from audits.data.dataset import Dataset
from audits.measurement import Estimate, Undetermined
from audits.probes.fairness.selection_rate import selection_rate
from audits.specification.roles import Role
from tests.audits.probes.published import (
    answers,
    category,
    compas,
    exhibits,
    figures,
    measure,
    repeated,
)


def hired(counts):
    """Answers of groups given as {name: (favourable, all)}."""
    group, answer, times = [], [], []
    for name, (yes, size) in counts.items():
        group += [name, name]
        answer += ["1", "0"]
        times += [yes, size - yes]
    return answers(None, answer, group, count=times)


def test_the_uniform_guidelines_example_has_a_ratio_of_a_half():
    paper = figures("ugesp1978")
    found = measure(selection_rate, hired({name: paper[name] for name in ("white", "black")}))
    assert found["impact_ratio", "black"].value == pytest.approx(paper["impact_ratio"])
    assert found["impact_ratio", "black"].interval.upper < 0.8
    assert found["impact_ratio", "white"].value == 1.0
    assert found["disparate_impact_ratio", "black"].value == pytest.approx(paper["impact_ratio"])


@pytest.mark.parametrize("part", ["sex", "race"])
def test_the_local_law_144_example_has_its_impact_ratios(part):
    paper = figures("ll144")
    counts = {name: (round(n * share), n) for name, (n, share, _) in paper[part].items()}
    found = measure(selection_rate, hired(counts), smallest_group=5)
    for name, (_, share, ratio) in paper[part].items():
        assert found["selection_rate", name].value == pytest.approx(share, abs=paper["tolerance"])
        assert found["impact_ratio", name].value == pytest.approx(ratio, abs=paper["tolerance"])


def test_adult_has_the_published_shares_by_sex():
    paper = figures("adult")
    data = hired(
        {name: (paper[name]["successes"], paper[name]["n"]) for name in ("Female", "Male")}
    )
    found = measure(selection_rate, data)
    for name in ("Female", "Male"):
        assert found["selection_rate", name].value == pytest.approx(
            paper[name]["share"], abs=paper["tolerance"]
        )
        assert found["selection_rate", name].sample_size == paper[name]["n"]
    ratio = found["disparate_impact_ratio", "Female"]
    assert ratio.value == pytest.approx(paper["ratio"], abs=paper["tolerance"])


def test_german_has_the_published_shares_by_sex_and_age():
    paper, people = figures("german"), repeated("german")
    data = Dataset(
        (
            category("sex", Role.PROTECTED, [r["sex"] for r in people]),
            category("age", Role.PROTECTED, [r["age"] for r in people]),
            category("credit", Role.PREDICTION, [r["credit"] for r in people], favourable="1"),
        )
    )
    found, close = measure(selection_rate, data), {"abs": paper["tolerance"]}
    assert found["selection_rate", "female"].value == pytest.approx(paper["female"], **close)
    assert found["selection_rate", "male"].value == pytest.approx(paper["male"], **close)
    ratio = found["disparate_impact_ratio", "female"].value
    # Printed to five digits.
    assert ratio == pytest.approx(paper["sex_ratio"], abs=5e-6)
    assert found["selection_rate", "young"].sample_size == paper["young_n"]
    gap = found["demographic_parity_difference", "young"].value
    assert gap == pytest.approx(paper["age_difference"], **close)
    ratio = found["disparate_impact_ratio", "young"].value
    assert ratio == pytest.approx(paper["age_ratio"], **close)
    assert ("selection_rate", ("female", "young")) in found


def test_the_fairlearn_fixture_with_and_without_weights():
    paper, held = figures("fairlearn_fixture"), repeated("fairlearn_fixture")
    group, answer = [r["group"] for r in held], [r["y_pred"] for r in held]
    for name, weight in (("", None), ("weighted_", [float(r["weight"]) for r in held])):
        data = answers(None, answer, group, weight=weight)
        found = measure(selection_rate, data, smallest_group=1)
        values = [
            m.value for (metric, key), m in found.items() if metric == "selection_rate" and key
        ]
        difference = paper[f"{name}demographic_parity_difference"]
        assert max(values) - min(values) == pytest.approx(difference, abs=paper["tolerance"])
        ratios = [m.value for (metric, _), m in found.items() if metric == "impact_ratio"]
        expected = paper[f"{name}demographic_parity_ratio"]
        assert min(ratios) == pytest.approx(expected, abs=paper["tolerance"])


@pytest.mark.parametrize("reference", ["Caucasian", "African-American", "Native American"])
def test_compas_fails_four_fifths_whoever_is_the_reference(reference):
    found = measure(selection_rate, compas(reference))
    assert found["impact_ratio", "African-American"].interval.upper < 0.8
    small = found["selection_rate", "Native American"]
    assert isinstance(small, Undetermined)
    assert small.sample_size == figures("compas")["too_small"]["Native American"]
    assert isinstance(found["impact_ratio", "Native American"], Undetermined)
    assert isinstance(found["selection_rate", "Asian"], Estimate)


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(30, 90)), min_size=2, max_size=5))
def test_the_impact_ratio_stays_within_0_and_1_and_names_the_highest(counts):
    held = {f"g{at}": (min(yes, size), size) for at, (yes, size) in enumerate(counts)}
    found = measure(selection_rate, hired(held))
    best = max(yes / size for yes, size in held.values())
    for name, (yes, size) in held.items():
        ratio = found["impact_ratio", name]
        if best == 0:
            assert isinstance(ratio, Undetermined)
            continue
        assert ratio.value == pytest.approx(yes / size / best)
        assert 0 <= ratio.interval.lower < ratio.interval.upper <= 1
        assert ratio.interval.lower <= ratio.value <= ratio.interval.upper


def test_unknown_people_are_reported_compared_with_nobody_and_bound_the_others():
    group = ["a"] * 50 + ["b"] * 40 + [None] * 60
    answer = ["1"] * 25 + ["0"] * 25 + ["1"] * 10 + ["0"] * 30 + ["1"] * 20 + ["0"] * 40
    found = measure(selection_rate, answers(None, answer, group))
    assert found["selection_rate", None].value == pytest.approx(1 / 3)
    assert not any(key is None and metric != "selection_rate" for metric, key in found)
    bounds = found["selection_rate", "b"].bounds
    assert (bounds.lower, bounds.upper) == pytest.approx((10 / 80, 30 / 60))
    bounds = found["impact_ratio", "b"].bounds
    assert 0 < bounds.lower < bounds.upper == 1.0


def test_one_answer_for_everybody_is_no_gap():
    found = measure(selection_rate, answers(None, ["1"] * 80, ["a", "b"] * 40))
    gap = found["demographic_parity_difference", "b"]
    assert gap.value == 0
    assert gap.interval.lower < 0 < gap.interval.upper


def test_a_crossing_whose_reference_has_no_rows_is_undetermined_not_silent():
    data = Dataset(
        (
            category("sex", Role.PROTECTED, ["m"] * 60 + ["f"] * 50),
            category("town", Role.PROTECTED, ["b"] * 60 + ["a"] * 50, reference="a"),
            category("answer", Role.PREDICTION, ["1", "0"] * 55, favourable="1"),
        )
    )
    found = measure(selection_rate, data)
    gap = found["demographic_parity_difference", ("f", "a")]
    assert gap.reason == "of the reference: 0 rows where 30 are needed"


def test_who_the_reference_is_and_why_is_shown():
    shown = exhibits(selection_rate, answers(None, ["1", "0"] * 30, ["a", "b", "b"] * 20))
    assert shown[0].content["reference"] == {"group": "b"}
    assert shown[0].content["why"] == "it has the most rows"


def test_a_count_column_counts_people():
    one = answers(None, ["1", "0", "1", "0"], ["a", "a", "b", "b"], count=[30, 20, 10, 40])
    found = measure(selection_rate, one)
    assert found["selection_rate", "a"].sample_size == 50
    assert found["selection_rate", ()].value == pytest.approx(0.4)
