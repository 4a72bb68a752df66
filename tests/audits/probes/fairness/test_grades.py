import numpy as np
import pytest
from sklearn.metrics import cohen_kappa_score, mean_absolute_error

from audits.data.dataset import Dataset
from audits.errors import NotApplicable
from audits.measurement import Undetermined
from audits.probes.fairness.grades import grades
from audits.specification.roles import Role
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


@pytest.mark.parametrize("order", [(), ("low",), ("low", "low", "high")])
def test_an_order_that_is_none_is_not_applicable(order):
    with pytest.raises(NotApplicable):
        measure(grades, data(*table()), grades=order)
