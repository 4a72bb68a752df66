import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from audits.data.clusters import (
    Clustered,
    ClusterSums,
    cluster_codes,
    correlation,
    correlations,
    opposed,
    told_of_no_cluster,
)
from audits.data.dataset import Categories, Column, Dataset, Numbers, Texts
from audits.data.groups import everyone
from audits.data.tallies import Tally, count_cells
from audits.measurement import Estimate, Undetermined
from audits.probes.fairness.error_rates import error_rates
from audits.probes.fairness.selection_rate import selection_rate
from audits.probes.imbalance.accuracy_against_majority import accuracy_against_majority
from audits.probing.subject import Subject
from audits.specification.roles import Role
from audits.statistics.intervals import limits, one_sided_p
from audits.statistics.share_measurements import Pair, Stated, rate, share_of

STATED = Stated(0.95, 30)


def people(answers, clusters, groups=None, labels=None, **more):
    """A dataset of 0 and 1 answers whose rows belong to clusters."""
    columns = [
        Column("answer", Role.PREDICTION, coded(answers), positive="1"),
        Column("person", Role.CLUSTER, Numbers(np.asarray(clusters, dtype=float))),
    ]
    if groups is not None:
        columns.append(Column("group", Role.PROTECTED, Categories.of(list(groups))))
    if labels is not None:
        columns.append(Column("label", Role.LABEL, coded(labels)))
    columns += [
        Column(name, Role(name), Numbers(np.asarray(held, dtype=float)))
        for name, held in more.items()
    ]
    return Dataset(tuple(columns))


def coded(values):
    return Categories(np.asarray(values).astype(np.int8), ("0", "1"))


def share(data):
    answers = {"answer": data["answer"].categories}
    tally = everyone(count_cells(data, answers, clusters=cluster_codes(data)), ("answer",))
    return share_of(tally, np.array([False, False, True]), np.array([False, True, True]))


def measure(probe, data, **parameters):
    found = probe(Subject(data), smallest_group=30, confidence=0.95, **parameters)
    return {
        (each.metric, dict(each.group).get("group", ())): each
        for each in found
        if isinstance(each, Estimate | Undetermined)
    }


def drawn(rng, clusters, size, rate_, likeness):
    """Answers of clusters whose members are alike: beta-binomial, intraclass `likeness`."""
    spread = 1 / likeness - 1
    own = rng.beta(rate_ * spread, (1 - rate_) * spread, clusters)
    person = np.repeat(np.arange(clusters), size)
    return rng.random(clusters * size) < own[person], person


@pytest.mark.parametrize(
    ("values", "codes"),
    [
        (Categories.of(["b", "a", None, "b"]), [1, 0, 2, 1]),
        (Numbers(np.array([7.0, 3.0, np.nan, np.nan])), [1, 0, 2, 3]),
        (Texts.of(["x", None, "y", "x"]), [0, 2, 1, 0]),
    ],
)
def test_a_row_without_a_cluster_is_a_cluster_of_its_own(values, codes):
    data = Dataset((Column("person", Role.CLUSTER, values),))
    assert cluster_codes(data).tolist() == codes


def test_the_design_effect_is_that_of_the_clusters_sums():
    rng = np.random.default_rng(0)
    answers, person = drawn(rng, 30, 8, 0.4, 0.3)
    kept = rng.random(len(answers)) < 0.7
    answers, person = answers[kept], person[kept]
    found = share(people(answers, person))
    value = answers.mean()
    sums = np.array([(answers[person == at] - value).sum() for at in np.unique(person)])
    variance = (sums**2).sum() * len(sums) / (len(sums) - 1) / len(answers) ** 2
    assert found.value == value
    assert found.clusters == len(sums)
    assert found.effective == pytest.approx(value * (1 - value) / variance)
    assert found.effective < len(answers) / 1.5


def test_clusters_of_one_row_are_independent_rows():
    answers = np.random.default_rng(1).random(400) < 0.3
    found = share(people(answers, np.arange(400)))
    assert found.effective == pytest.approx(399)


def test_repeating_every_row_tells_nothing_new():
    answers = np.random.default_rng(2).random(60) < 0.3
    once, often = (
        rate("selection_rate", (), share(people(*held)), STATED)
        for held in (
            (answers, np.arange(60)),
            (np.repeat(answers, 10), np.repeat(np.arange(60), 10)),
        )
    )
    assert often.interval.lower == pytest.approx(once.interval.lower, abs=1e-9)
    assert often.interval.upper == pytest.approx(once.interval.upper, abs=1e-9)
    assert often.method == "linearised (60 clusters)"


def test_a_count_and_a_weight_go_with_their_clusters():
    rng = np.random.default_rng(3)
    answers, person = drawn(rng, 12, 6, 0.5, 0.2)
    times = rng.integers(1, 4, len(answers))
    counted = share(people(answers, person, count=times))
    repeated = share(people(np.repeat(answers, times), np.repeat(person, times)))
    assert counted.effective == pytest.approx(repeated.effective)
    weighted = share(people(answers, person, weight=times))
    assert weighted.value == pytest.approx(repeated.value)
    assert weighted.effective == pytest.approx(min(repeated.effective, len(answers)))


@pytest.mark.parametrize("clusters", [6, 15, 60])
@pytest.mark.parametrize("alike", [0.05, 0.4])
def test_clustered_shares_hold_the_truth_where_independent_rows_would_not(clusters, alike):
    """Printed and deciding limits; the survey textbook's design effect is 1 + 11 x intraclass."""
    rng = np.random.default_rng([clusters, int(100 * alike)])
    draws, printed, decided, plain = 500, 0, 0, 0
    for _ in range(draws):
        answers, person = drawn(rng, clusters, 12, 0.3, alike)
        found = share(people(answers, person))
        printed += 0.3 in limits("linearised", found.evidence, 0.95)
        decided += 0.3 in limits("korn-graubard", found.evidence, 0.95)
        plain += 0.3 in limits("wilson", (int(answers.sum()), len(answers)), 0.95)
    noise = 2 * np.sqrt(0.05 * 0.95 / draws)
    assert decided / draws >= 0.95 - noise
    assert printed / draws >= 0.93 - noise / 2
    # Rows taken as independent hold it as often as a normal of that variance would.
    expected = 2 * stats.norm.cdf(1.96 / np.sqrt(1 + 11 * alike)) - 1
    spread = 2 * np.sqrt(expected * (1 - expected) / draws)
    assert plain / draws == pytest.approx(expected, abs=0.02 + spread)


def test_many_clusters_are_worth_their_rows_over_the_design_effect():
    """Kish 1965: effective rows are rows / (1 + (size - 1) intraclass)."""
    answers, person = drawn(np.random.default_rng(9), 2000, 12, 0.3, 0.2)
    found = share(people(answers, person))
    assert found.effective == pytest.approx(24_000 / (1 + 11 * 0.2), rel=0.06)


def test_a_gap_of_two_clustered_groups_holds_the_truth():
    rng = np.random.default_rng(5)
    held, draws = 0, 200
    for _ in range(draws):
        first, person = drawn(rng, 20, 10, 0.3, 0.2)
        second, other = drawn(rng, 20, 10, 0.5, 0.2)
        groups = ["a"] * len(first) + ["b"] * len(second)
        data = people([*first, *second], [*person, *(other + 100)], groups)
        found = measure(selection_rate, data)
        held += 0.2 in found["demographic_parity_difference", "b"].interval
    assert held / draws >= 0.91


def test_below_five_clusters_nothing_is_determined():
    rng = np.random.default_rng(6)
    answers, person = drawn(rng, 4, 50, 0.5, 0.1)
    labels = rng.random(200) < 0.5
    data = people(answers, person, ["a", "b"] * 100, labels)
    for probe in (selection_rate, error_rates, accuracy_against_majority):
        found = measure(probe, data)
        assert all(isinstance(each, Undetermined) for each in found.values())
    reason = measure(selection_rate, data)["selection_rate", ()].reason
    assert reason == "4 clusters where 5 are needed"


def test_everybody_right_in_every_cluster_is_no_certainty():
    data = people([1] * 200, np.repeat(np.arange(10), 20), labels=[1] * 150 + [0] * 50)
    found = measure(error_rates, data)["true_positive_rate", ()]
    assert found.value == 1
    # Ten clusters, of which eight hold positives: an exact bound on 7.5 rows.
    assert found.interval.lower < 0.7


def test_gain_and_cost_have_intervals_of_the_clusters():
    rng = np.random.default_rng(7)
    labels, person = drawn(rng, 25, 20, 0.4, 0.3)
    answers = np.where(rng.random(500) < 0.8, labels, ~labels)
    clustered = measure(accuracy_against_majority, people(answers, person, labels=labels))
    rows = measure(accuracy_against_majority, people(answers, np.arange(500), labels=labels))
    gain = clustered["accuracy_gain_over_majority", ()]
    assert gain.method == "korn-graubard-paired"
    assert clustered["expected_cost", ()].method == "korn-graubard-cost (25 clusters)"
    for metric in ("accuracy_gain_over_majority", "expected_cost"):
        own, independent = (found[metric, ()].interval for found in (clustered, rows))
        assert own.upper - own.lower > independent.upper - independent.lower
    assert clustered["majority_share", ()].interval.lower < (
        rows["majority_share", ()].interval.lower
    )


def sized(rng, clusters, deviation, slope):
    """Clusters of log-normal sizes whose rates rise with the size: (size, hits) of each."""
    drawn = rng.normal(size=clusters)
    sizes = np.maximum(1, np.round(15 * np.exp(deviation * drawn))).astype(int)
    return sizes, rng.binomial(sizes, 1 / (1 + np.exp(1.5 - slope * drawn)))


@pytest.mark.parametrize(("deviation", "slope"), [(0.5, 1.0), (0.8, 1.0), (0.8, 0.4), (0.8, 0.0)])
def test_rates_that_go_with_the_size_of_few_clusters_fail_nobody(deviation, slope):
    """Their large ones carry the rate: of few, 6 to 9 % of audits failed a truth at the bound."""
    rng, draws, wrong, judged = np.random.default_rng(9), 200, 0, 0
    sizes, hits = sized(rng, 200_000, deviation, slope)
    truth = hits.sum() / sizes.sum()
    for _ in range(draws):
        sizes, hits = sized(rng, 60, deviation, slope)
        amount = np.stack([sizes - hits, hits], axis=1).reshape(-1).astype(float)
        clustered = Clustered(np.repeat(np.arange(60), 2), np.tile([0, 1], 60), amount)
        rows = np.array([(sizes - hits).sum(), hits.sum()])
        held = share_of(Tally(rows, clustered=clustered), np.array([False, True]), np.ones(2, bool))
        if held.undetermined_reason(30) is None:
            judged += 1
            wrong += one_sided_p("korn-graubard", held.evidence, truth, above=False) <= 0.025
            wrong += one_sided_p("korn-graubard", held.evidence, truth, above=True) <= 0.025
    assert wrong / draws <= 0.05 + 2 * (0.05 * 0.95 / draws) ** 0.5
    if slope == 0:  # what does not go with the size is judged as before
        assert judged > 0.75 * draws
    else:
        assert judged < 0.35 * draws


def cluster_sums(codes, sums):
    return ClusterSums(np.array(codes), np.array(sums, dtype=float))


def test_clusters_that_give_one_side_what_they_take_from_the_other_double_the_variance():
    own = cluster_sums([1, 2, 5], [2.0, -1.0, -1.0])
    assert opposed(own, cluster_sums([1, 2, 5], [-2.0, 1.0, 1.0])) == 2
    assert opposed(own, own) == 1
    assert opposed(own, cluster_sums([3, 4], [1.0, -1.0])) == 1
    assert opposed(own, None) == 1
    # By hand: -(2 x -1) over the root of 6 x 2.
    half = opposed(own, cluster_sums([1, 9], [-1.0, 1.0]))
    assert half == pytest.approx(1 + 2 / 12**0.5)


@given(st.integers(0, 10_000), st.floats(0.01, 100))
def test_no_weighing_of_the_two_has_more_variance_than_is_reckoned_with(seed, weight):
    rng = np.random.default_rng(seed)
    first, second = rng.normal(size=8), rng.normal(size=8)
    codes = np.arange(8)
    most = opposed(ClusterSums(codes, first), ClusterSums(codes, second))
    apart = (first**2).sum() + (weight * second**2 * weight).sum()
    assert ((first - weight * second) ** 2).sum() <= most * apart * (1 + 1e-9)


def test_a_gap_between_groups_that_clusters_act_on_in_opposite_ways_is_held_as_often_as_said():
    """30 clusters of ten rows of either group: .048 and .065 of 400 gaps were called at .025."""
    rng, wrong = np.random.default_rng(300), 0
    success, trial = np.array([True, False]), np.array([True, True])
    for _ in range(150):
        pull = 0.4 * np.tanh(0.8 * rng.normal(size=30))
        shares = []
        for rates in (0.5 + pull, 0.5 - pull):
            hits = rng.binomial(10, rates)
            amounts = np.concatenate([hits, 10 - hits]).astype(float)
            cells = Clustered(np.tile(np.arange(30), 2), np.repeat([0, 1], 30), amounts)
            tally = Tally(np.array([hits.sum(), 300 - hits.sum()]), clustered=cells)
            shares.append(share_of(tally, success, trial))
        interval = limits("linearised-difference", Pair(*shares).evidence, 0.95)
        wrong += interval.lower > 0 or interval.upper < 0
    assert wrong / 150 <= 0.05 + 2 * (0.05 * 0.95 / 150) ** 0.5


@pytest.mark.parametrize(
    "values",
    [Categories.of(["a", "a", None, "b", None]), Numbers(np.array([1.0, 1.0, np.nan, 2.0, np.nan])),
     Texts(np.array(["a", "a", None, "b", None], dtype=object))],
)  # fmt: skip
def test_rows_without_a_cluster_are_told(values):
    (notice,) = told_of_no_cluster(Dataset((Column("home", Role.CLUSTER, values),)))
    assert notice.startswith("2 rows have no home: each counts as a cluster of its own")
    whole = Dataset((Column("home", Role.CLUSTER, Categories.of(["a", "b"])),))
    assert list(told_of_no_cluster(whole)) == []
    assert list(told_of_no_cluster(Dataset(()))) == []


def test_correlations_of_all_are_those_of_every_two():
    rng = np.random.default_rng(4)
    parts = [
        ClusterSums(np.sort(rng.choice(50, size, replace=False)), rng.normal(size=size))
        for size in (50, 20, 1, 35)
    ] + [None]
    expected = [[correlation(own, other) for other in parts] for own in parts]
    np.testing.assert_allclose(correlations(parts), expected, atol=1e-12)
