import os

import numpy as np
import pytest
from scipy import stats

from audits.data.dataset import Dataset
from audits.errors import NotApplicable
from audits.measurement import Exhibit
from audits.probes.fairness.adjusted import adjusted
from audits.specification.roles import Role
from audits.statistics.intervals import deciding, one_sided_p
from tests.audits.probes.published import category, exhibits, figures, measure, number
from tests.subjects import Subject


def admissions():
    paper = figures("berkeley1973")
    gender, dept, admitted, times = [], [], [], []
    for name, held in (("male", paper["men"]), ("female", paper["women"])):
        for where, (yes, no) in held.items():
            gender += [name, name]
            dept += [where, where]
            admitted += ["1", "0"]
            times += [yes, no]
    return Dataset(
        (
            category("gender", Role.PROTECTED, gender, reference="male"),
            category("dept", Role.NUISANCE, dept),
            category("admitted", Role.PREDICTION, admitted, favourable="1"),
            number("times", Role.COUNT, times),
        )
    )


def test_berkeley_has_a_crude_gap_that_the_departments_explain():
    paper, found = figures("berkeley1973"), measure(adjusted, admissions())
    crude, fair = found["crude_odds_ratio", "female"], found["adjusted_odds_ratio", "female"]
    men, women = np.sum(list(paper["men"].values()), 0), np.sum(list(paper["women"].values()), 0)
    assert crude.value == pytest.approx(women[0] * men[1] / (women[1] * men[0]))
    assert crude.interval.upper < 1
    assert fair.value == pytest.approx(1 / paper["common_odds_ratio"], rel=1e-6)
    assert fair.interval.lower == pytest.approx(1 / paper["interval"][1], rel=1e-6)
    assert fair.interval.upper == pytest.approx(1 / paper["interval"][0], rel=1e-6)
    assert fair.method == "mantel-haenszel (6 strata)"
    assert fair.sample_size == (1835, 2691)
    assert fair.p_value > 0.05 > crude.p_value


def test_berkeley_is_warned_of_as_its_departments_do_not_share_one_ratio():
    subject = Subject(admissions())
    (shown,) = [item for item in adjusted(subject) if isinstance(item, Exhibit)]
    # Department A favours women, the others nobody. The p-value is statsmodels'
    # StratifiedTable.test_equal_odds(adjust=True) on the six published tables.
    (compared,) = shown.content["homogeneity"]
    assert compared["p_value"] == pytest.approx(0.0020714013978808676, rel=1e-9)
    assert compared["differ"]
    (warning,) = [held for held in subject.warnings if "Breslow-Day" in held]
    assert "female differs between the strata" in warning
    assert "p 0.0021" in warning


def test_strata_that_share_one_ratio_are_not_warned_of():
    held = admissions()
    others = [row for row in range(len(held)) if held["dept"].categories.codes[row] != 0]
    subject = Subject(held.take(np.array(others)))
    (shown,) = [item for item in adjusted(subject) if isinstance(item, Exhibit)]
    assert not shown.content["homogeneity"][0]["differ"]
    assert not [said for said in subject.warnings if "Breslow-Day" in said]


@pytest.mark.parametrize("heavier", [1.0, 3.0, 20.0])
def test_strata_of_other_weights_are_told_apart_by_what_their_own_rows_are_worth(heavier):
    """Within a department all weigh alike, so the test is that of the people: statsmodels', above.

    By what the whole table's weights are worth p was .05 at 3 and .94 at 20.
    """
    held = admissions()
    weights = np.where(held["dept"].categories.codes == 5, heavier, 1.0)
    subject = Subject(Dataset((*held, number("weight", Role.WEIGHT, weights))))
    (shown,) = [item for item in adjusted(subject) if isinstance(item, Exhibit)]
    (compared,) = shown.content["homogeneity"]
    assert compared["p_value"] == pytest.approx(0.0020714013978808676, rel=1e-6)


def test_rows_and_a_count_column_give_the_same():
    data = admissions()
    times = data["times"].numbers.astype(int)
    rows = data.take(np.repeat(np.arange(len(data)), times))
    plain = Dataset(tuple(column for column in rows if column.role is not Role.COUNT))
    assert measure(adjusted, plain) == measure(adjusted, data)


def test_the_strata_are_shown():
    (shown,) = exhibits(adjusted, admissions())
    assert shown.content["strata"][0] == {
        "stratum": "dept A",
        "favourable": [89.0, 512.0],
        "n": [108.0, 825.0],
    }


def test_a_group_that_is_never_refused_has_no_odds_ratio():
    data = Dataset(
        (
            category("gender", Role.PROTECTED, ["f"] * 40 + ["m"] * 60),
            category("dept", Role.NUISANCE, ["a", "b"] * 50),
            category("answer", Role.PREDICTION, ["1"] * 40 + ["1", "0"] * 30, favourable="1"),
        )
    )
    found = measure(adjusted, data)
    assert "nobody of the group is refused" in found["crude_odds_ratio", "f"].reason
    assert "in no stratum" in found["adjusted_odds_ratio", "f"].reason


def test_a_small_group_is_undetermined():
    data = Dataset(
        (
            category("gender", Role.PROTECTED, ["f"] * 20 + ["m"] * 60),
            category("dept", Role.NUISANCE, ["a", "a", "b", "b"] * 20),
            category("answer", Role.PREDICTION, ["1", "0"] * 40, favourable="1"),
        )
    )
    for metric in ("crude_odds_ratio", "adjusted_odds_ratio"):
        found = measure(adjusted, data)[metric, "f"]
        assert found.reason == "20 rows where 30 are needed"
        assert found.raw[0] == pytest.approx(1)


def test_weights_that_are_all_alike_change_nothing_but_the_name():
    data = admissions()
    weighted = Dataset((*data.columns, number("w", Role.WEIGHT, np.full(len(data), 2.5))))
    one, two = measure(adjusted, data), measure(adjusted, weighted)
    key = ("adjusted_odds_ratio", "female")
    assert two[key].value == pytest.approx(one[key].value)
    assert two[key].interval.lower == pytest.approx(one[key].interval.lower)


def test_nuisances_that_are_numbers_are_refused_with_a_remedy():
    data = Dataset(
        (
            category("gender", Role.PROTECTED, ["f", "m"] * 40),
            number("pay", Role.NUISANCE, np.arange(80)),
            category("answer", Role.PREDICTION, ["1", "0"] * 40, favourable="1"),
        )
    )
    with pytest.raises(NotApplicable, match="pay"):
        list(adjusted(Subject(data)))


def test_rows_that_weigh_more_in_one_answer_are_as_few_as_they_are():
    """By hand (Woolf, with t): cells of 400, 10, 300 and 20 rows, the second and fourth weigh 5.

    Kish's rows are 450² / 650 and 400² / 800; either side's freedom counts by its part.
    """
    rows, weights = (400, 10, 300, 20), (1.0, 5.0, 1.0, 5.0)
    data = Dataset(
        (
            category("g", Role.PROTECTED, np.repeat(["b", "b", "a", "a"], rows), reference="a"),
            category("s", Role.NUISANCE, ["one"] * sum(rows)),
            category("p", Role.PREDICTION, np.repeat(["1", "0", "1", "0"], rows), favourable="1"),
            number("w", Role.WEIGHT, np.repeat(weights, rows)),
        )
    )
    found = measure(adjusted, data)
    error = sum(1 / n for n in rows) ** 0.5
    parts = (1 / 400 + 1 / 10, 1 / 300 + 1 / 20)
    freedom = error**2 / (parts[0] / (450**2 / 650 - 1) + parts[1] / (400**2 / 800 - 1))
    for metric in ("crude_odds_ratio", "adjusted_odds_ratio"):
        odds = found[metric, "b"]
        assert odds.value == pytest.approx(400 * 100 / (50 * 300))
        span = np.exp(np.array([-1, 1]) * stats.t(freedom).ppf(0.975) * error)
        assert [odds.interval.lower, odds.interval.upper] == pytest.approx(odds.value * span)


def test_odds_of_a_sample_that_kept_one_refused_person_in_eighteen():
    """The common ratio is 2 in five strata; of accepted people nine in ten were sampled."""
    rng = np.random.default_rng(11)
    missed, draws = 0, 300
    for _ in range(draws):
        stratum = rng.integers(0, 5, 1300)
        other = rng.random(1300) < 0.2 + 0.1 * stratum
        odds = np.exp(-0.5 + 0.3 * stratum) * np.where(other, 2, 1)
        given = rng.random(1300) < odds / (1 + odds)
        share = np.where(given, 0.9, 0.05)
        drawn = rng.random(1300) < share
        data = Dataset(
            (
                category("g", Role.PROTECTED, np.where(other, "b", "a")[drawn], reference="a"),
                category("s", Role.NUISANCE, stratum[drawn].astype(str)),
                category(
                    "p", Role.PREDICTION, given[drawn].astype(int).astype(str), favourable="1"
                ),
                number("w", Role.WEIGHT, 1 / share[drawn]),
            )
        )
        interval = measure(adjusted, data)["adjusted_odds_ratio", "b"].interval
        missed += not interval.lower <= 2 <= interval.upper
    assert missed <= draws * 0.05 + 2 * (draws * 0.05 * 0.95) ** 0.5


def test_odds_of_seven_clusters_a_group_know_how_badly_the_design_effect_is_known():
    """Fourteen clusters of 50 rows, alike by .1; each is one group's, and the odds are equal."""
    rng = np.random.default_rng(5)
    missed, judged = 0, 0
    cluster = np.repeat(np.arange(14), 50)
    for _ in range(300):
        latent = 0.1**0.5 * rng.normal(size=14)[cluster] + 0.9**0.5 * rng.normal(size=700)
        stratum = rng.integers(0, 3, 700)
        given = latent < 0.2 * stratum - 0.5
        data = Dataset(
            (
                category("g", Role.PROTECTED, np.where(cluster % 2, "a", "b"), reference="a"),
                category("s", Role.NUISANCE, stratum.astype(str)),
                category("p", Role.PREDICTION, given.astype(int).astype(str), favourable="1"),
                category("c", Role.CLUSTER, cluster.astype(str)),
            )
        )
        interval = getattr(measure(adjusted, data)["adjusted_odds_ratio", "b"], "interval", None)
        if interval is not None:
            judged += 1
            missed += not interval.lower <= 1 <= interval.upper
    assert judged > 200
    assert missed <= judged * 0.05


def test_recruiters_with_opposite_preferences_make_odds_no_surer_than_they_are():
    """100 recruiters of 20 people, each for men or for women, .9 to .1: on average nobody is.

    As if both groups varied by themselves 15 % of such rules failed, on one side or the other.
    """
    draws = 1000 if os.environ.get("EVENHAND_LONG") else 120
    rng, failed, held, ratios, widths = np.random.default_rng(13), np.zeros(2), 0, [], []
    people = np.repeat(np.arange(100), 20)
    sex = np.tile(np.arange(20) % 2, 100)
    for _ in range(draws):
        preference = rng.choice([-0.4, 0.4], 100)[people]
        given = rng.random(2000) < 0.5 + np.where(sex == 1, preference, -preference)
        data = Dataset(
            (
                category("sex", Role.PROTECTED, np.where(sex == 1, "m", "f"), reference="m"),
                category("part", Role.NUISANCE, rng.choice(["a", "b"], 2000)),
                category("given", Role.PREDICTION, given.astype(int).astype(str), favourable="1"),
                category("recruiter", Role.CLUSTER, people.astype(str)),
            )
        )
        fair = measure(adjusted, data)["adjusted_odds_ratio", "f"]
        held += fair.interval.lower <= 1 <= fair.interval.upper
        ratios.append(fair.value)
        widths.append(np.log(fair.interval.upper / fair.interval.lower))
        method = deciding(fair.method)
        failed += [one_sided_p(method, fair.evidence, 1.0, above=side) <= 0.025 for side in (0, 1)]
    assert failed.max() / draws <= 0.035 + 2 * (0.035 * 0.965 / draws) ** 0.5
    assert held / draws >= 0.93 - 2 * (0.05 * 0.95 / draws) ** 0.5
    # What clusters take from one group and give the other counts once; twice was 1.35 times this.
    needed = 2 * stats.t.ppf(0.975, 99) * np.std(np.log(ratios))
    assert np.mean(widths) <= 1.15 * needed
