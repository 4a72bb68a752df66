import numpy as np
import pytest
from scipy.stats import binomtest

from audits.language.decision_reading import Outcome, ReadingRule
from audits.language.decision_study import Asking, studies
from audits.language.paired_decisions import compared, groups_of, outcome_difference, outcome_share
from audits.measurement import Undetermined
from audits.models.generator import Sampling
from audits.probing.subject import Subject
from audits.statistics.share_measurements import Stated
from tests.audits.language.deciders import BLACK, WHITE, recorded

STATED = Stated(0.95, 30)
ASKING = Asking(("name",), (), Sampling(9), 1, True)


def study(answer, **given):
    (own,) = studies(Subject(recorded(answer, **given)), ReadingRule(), ASKING)
    return own


def difference(own, why_not=None):
    (pair,) = compared(own)
    hit = own.having(Outcome.FAVOURABLE)
    return outcome_difference("decision_rate_difference", pair, own, hit, STATED, why_not)


def by_hand(case, name):
    """Every other case says yes to all; of the rest one of five says yes to the white names."""
    return "Yes" if case % 2 == 0 or (case % 10 == 1 and name not in BLACK) else "No"


def test_a_difference_is_that_within_cases():
    own = study(by_hand)
    found = difference(own)
    assert found.value == pytest.approx(-0.1)
    assert found.sample_size == (80, 80)
    assert found.group == (("ethnicity", "Black"),)
    assert found.reference == (("ethnicity", "white"),)
    assert "20 cases, 8 names" in found.method
    # All names of a side alike: the error is that of the cases' differences, 2 of 20 of -1.
    apart = np.repeat([-1.0, 0.0], [2, 18])
    assert found.evidence[1] == pytest.approx(apart.std(ddof=1) / np.sqrt(20))


def test_shares_have_every_row_beneath_them():
    own = study(lambda case, name: None if case < 4 else by_hand(case, name))
    every = np.ones(len(own), dtype=bool)
    found = outcome_share("decision_rate", (), own, every, own.having(Outcome.FAVOURABLE), STATED)
    # Cases 4, 6 ... 18 to all, and case 11 to one half.
    assert found.value == pytest.approx(8.5 / 20)
    assert [int(rows.sum()) for _, rows in groups_of(own)] == [80, 80]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"names": 1, "cases": 40}, "1 name where 3 are needed"),
        ({"names": 2, "cases": 40}, "2 names where 3 are needed"),
        ({"cases": 4, "names": 4}, "16"),
        ({"id_column": False}, "no column has the role `id`"),
    ],
)
def test_too_little_to_tell_is_undetermined_with_its_value(given, told):
    found = difference(study(lambda case, name: by_hand(case, name), **given))
    assert isinstance(found, Undetermined)
    assert told in found.reason
    assert found.raw is not None


def test_of_fewer_than_five_cases_nothing_is_told():
    own = study(by_hand, cases=4)
    (pair,) = compared(own)
    found = outcome_difference(
        "d", pair, own, own.having(Outcome.FAVOURABLE), Stated(0.95, 10), None
    )
    assert "4 clusters where 5 are needed" in found.reason


def test_a_side_that_is_mostly_unread_is_undetermined():
    own = study(lambda case, name: "Hm." if name in BLACK and case % 4 == 0 else "Yes")
    found = difference(own)
    assert "20 of 80 of the group's answers are unread or missing" in found.reason


def test_what_nothing_may_be_concluded_for_says_why():
    assert difference(study(by_hand), "misread").reason == "misread"


def test_cases_that_were_not_asked_about_both_are_left_out_and_counted():
    data = recorded(by_hand)
    keep = [row for row in range(len(data)) if not (row // 8 >= 10 and row % 8 >= 4)]
    (own,) = studies(Subject(data.take(np.array(keep))), ReadingRule(), ASKING)
    (pair,) = compared(own)
    assert (len(pair.rows), pair.alone) == (80, 40)


def test_the_same_answer_to_all_says_what_a_name_unlike_them_may_be_worth():
    found = difference(study(lambda case, name: "Yes" if case % 3 else "I won't."))
    assert found.value == 0
    assert found.method.startswith("all-alike")
    # Of four names a side none differs: one in so many may that four miss it in 2.5 of 100.
    unseen = 1 - 0.025 ** (1 / 4)
    assert (found.interval.lower, found.interval.upper) == pytest.approx((-unseen, unseen))


def test_everybody_of_one_group_alone_may_be_less_and_not_more():
    found = difference(study(lambda case, name: "No" if name in BLACK else "Yes"))
    assert (found.interval.lower, found.value) == pytest.approx((-1, -1), abs=1e-12)
    assert found.interval.upper == pytest.approx(-1 + 2 * (1 - 0.025 ** (1 / 4)))


def test_shares_that_are_all_are_those_of_the_fewer_of_cases_and_names():
    own = study(lambda case, name: "Yes", cases=7)
    every = np.ones(len(own), dtype=bool)
    found = outcome_share("d", (), own, every, own.having(Outcome.FAVOURABLE), STATED)
    # Seven cases and eight names: Clopper and Pearson's limit of 7 of 7.
    assert found.interval.lower == pytest.approx(binomtest(7, 7).proportion_ci().low)


def test_a_difference_of_none_by_balance_alone_is_not_taken_for_all_alike():
    """Each name says yes in half of the cases, each case to half of the names of either side."""
    own = study(lambda case, name: "Yes" if (case + (*WHITE, *BLACK).index(name)) % 2 else "No")
    found = difference(own)
    assert found.value == 0
    assert found.method.startswith("hoeffding")


def test_names_that_did_not_stand_in_every_case_are_not_counted_as_if_they_had():
    data = recorded(lambda case, name: "Yes")
    keep = np.flatnonzero(np.arange(len(data)) != 3)
    (own,) = studies(Subject(data.take(keep)), ReadingRule(), ASKING)
    assert difference(own).method.startswith("hoeffding")


@pytest.mark.parametrize("refused", [0.02, 0.1, 0.2, 0.4])
def test_a_group_of_which_some_names_are_refused_is_seldom_beyond_its_interval(refused):
    """Whoever has one of so many names is always refused: four of a group are drawn."""
    rng = np.random.default_rng(7)
    missed, times = 0, 300
    for _ in range(times):
        never = {name for name in BLACK if rng.random() < refused}
        own = study(lambda case, name: "I won't." if name in never else "Yes", cases=10)  # noqa: B023
        (pair,) = compared(own)
        hit = own.having(Outcome.REFUSED)
        found = outcome_difference("d", pair, own, hit, STATED, None)
        missed += not found.interval.lower <= refused <= found.interval.upper
    # 5 % and two errors of the simulation.
    assert missed / times <= 0.05 + 2 * (0.05 * 0.95 / times) ** 0.5


def stated_normal(own):
    (pair,) = compared(own)
    hit = own.having(Outcome.FAVOURABLE)
    return outcome_difference(
        "decision_rate_difference", pair, own, hit, STATED, None, assumes_normal=True
    )


def test_names_that_are_stated_to_be_normal_are_judged_by_t():
    """Each name says yes to a number of cases of its own, spread evenly: nothing contradicts it."""
    rng = np.random.default_rng(4)
    own = study(lambda case, name: "Yes" if rng.random() < 0.5 else "No", cases=60, names=8)
    without, found = difference(own), stated_normal(own)
    assert found.value == without.value
    assert found.method.startswith("student_t (60 cases")
    assert found.evidence == without.evidence[:3]


def test_a_name_far_from_all_others_contradicts_that_they_are_normal():
    lone = sorted(BLACK)[0]
    own = study(lambda case, name: "Yes" if case % 2 and name != lone else "No", cases=40, names=8)
    found = stated_normal(own)
    assert isinstance(found, Undetermined)
    assert "are stated to be normal, and are not (Shapiro-Wilk p" in found.reason
    assert found.raw is not None
