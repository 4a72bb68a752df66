import numpy as np
import pytest
from sklearn.metrics import cohen_kappa_score, mean_absolute_error

from audits.data.dataset import Dataset
from audits.errors import NotApplicable
from audits.measurement import Undetermined
from audits.probes.fairness.grades import grades
from audits.specification.roles import Role
from audits.statistics.intervals import deciding, one_sided_p
from tests.audits.probes.published import category, measure

ORDER = ("low", "middle", "high")


def table(rows=200, seed=2):
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, 3, rows)
    answers = np.clip(truth + (rng.random(rows) < 0.3) - (rng.random(rows) < 0.1), 0, 2)
    sex = np.where(np.arange(rows) % 2, "f", "m")
    return truth, answers, sex


def data(truth, answers, sex):
    return Dataset(
        (
            category("sex", Role.PROTECTED, sex, reference="m"),
            category("grade", Role.LABEL, [ORDER[one] for one in truth]),
            category("answer", Role.PREDICTION, [ORDER[one] for one in answers]),
        )
    )


def test_groups_and_gaps_are_those_of_scikit_learn():
    truth, answers, sex = table()
    measured = measure(grades, data(truth, answers, sex), grades=ORDER)
    of = {}
    for group in ("f", "m"):
        sides = truth[sex == group], answers[sex == group]
        of[group] = cohen_kappa_score(*sides, weights="quadratic")
        assert measured["quadratic_weighted_kappa", group].value == pytest.approx(of[group])
        off = measured["mean_absolute_grade_error", group]
        assert off.value == pytest.approx(mean_absolute_error(*sides))
        assert off.sample_size == 100
        assert measured["mean_grade_error", group].value == pytest.approx(
            np.mean(sides[1] - sides[0])
        )
    gap = measured["quadratic_weighted_kappa_difference", "f"]
    assert gap.value == pytest.approx(of["f"] - of["m"])
    assert gap.sample_size == (100, 100)
    assert gap.interval.lower < gap.value < gap.interval.upper


def test_a_gap_of_means_has_welchs_interval():
    from scipy.stats import ttest_ind

    truth, answers, sex = table()
    errors = answers - truth
    theirs = ttest_ind(errors[sex == "f"], errors[sex == "m"], equal_var=False)
    low, high = theirs.confidence_interval(0.95)
    gap = measure(grades, data(truth, answers, sex), grades=ORDER)[
        "mean_grade_error_difference", "f"
    ]
    assert (gap.interval.lower, gap.interval.upper) == pytest.approx((low, high))


def test_a_small_group_is_undetermined_not_equal():
    truth, answers, sex = table()
    sex[:] = "m"
    sex[:12] = "f"
    measured = measure(grades, data(truth, answers, sex), grades=ORDER)
    assert measured["quadratic_weighted_kappa", "f"].reason == "12 rows where 30 are needed"
    assert isinstance(measured["mean_grade_error_difference", "f"], Undetermined)


def test_a_group_of_one_grade_has_no_kappa_and_no_error_to_be_sure_of():
    truth, answers, sex = table()
    truth[sex == "f"] = answers[sex == "f"] = 1
    measured = measure(grades, data(truth, answers, sex), grades=ORDER)
    assert "one grade throughout" in measured["quadratic_weighted_kappa", "f"].reason
    own = measured["mean_absolute_grade_error", "f"]
    assert own.value == 0
    assert own.interval.upper > 0.1


def accused(rng, sizes, off, audits=250):
    """Shares of audits of which a rule at the true gap of mean absolute errors fails: each side."""
    sex, wrong = np.repeat(["f", "m"], sizes), np.zeros(2)
    for _ in range(audits):
        truth = rng.choice(3, len(sex), p=(0.2, 0.6, 0.2))
        is_off = rng.random(len(sex)) < np.repeat(off, sizes)
        answers = np.where(is_off, np.where(truth > 0, truth - 1, 1), truth)
        gap = measure(grades, data(truth, answers, sex), grades=ORDER)[
            "mean_absolute_grade_error_difference", "f"
        ]
        if isinstance(gap, Undetermined):
            continue
        method = deciding(gap.method)
        wrong += [one_sided_p(method, gap.evidence, off[0] - off[1], above=above) <= 0.025
                  for above in (True, False)]  # fmt: skip
    return wrong / audits


def test_a_small_group_that_rarely_errs_is_neither_accused_nor_cleared():
    """By Welch's freedom 28 % of 500 rules at the truth failed, and 20 % of 30 rows beside 300."""
    shares = accused(np.random.default_rng(6), (40, 2000), (0.03, 0.002))
    assert (shares <= 0.035).all()


def test_kappa_of_a_rare_grade_reckons_with_what_one_row_of_it_moves():
    """Twenty rows without an error, one of another grade: one more that is wrong halves kappa."""
    truth = np.array([0] + [2] * 39)
    measured = measure(grades, data(truth, truth, np.repeat("m", 40)), grades=ORDER)
    own = measured["quadratic_weighted_kappa", ()]
    again = cohen_kappa_score([*truth, 0], [*truth, 2], weights="quadratic")
    assert own.value == 1
    assert own.interval.lower < again


@pytest.mark.parametrize("alike", ["label", "answer"])
def test_kappa_beside_one_grade_throughout_is_undetermined(alike):
    truth, answers, sex = table()
    (truth if alike == "label" else answers)[:] = 2
    measured = measure(grades, data(truth, answers, sex), grades=ORDER)
    assert isinstance(measured["quadratic_weighted_kappa", ()], Undetermined)


def test_clusters_of_which_one_is_half_of_the_rows_decide_nothing():
    truth, answers, sex = table()
    own = data(truth, answers, sex)
    clusters = np.where(np.arange(200) < 100, 0, np.arange(200) // 5)
    own = Dataset((*own.columns, category("person", Role.CLUSTER, clusters.astype(str))))
    reason = measure(grades, own, grades=ORDER)["mean_absolute_grade_error", ()].reason
    # (100 + 20 x 5)^2 / (100^2 + 20 x 5^2) = 3.8 by hand.
    assert reason == "21 clusters of unequal size are worth 3 where 5 are needed"


@pytest.mark.parametrize("order", [(), ("low",), ("low", "low", "high")])
def test_an_order_that_is_none_is_not_applicable(order):
    with pytest.raises(NotApplicable):
        measure(grades, data(*table()), grades=order)
