"""Names that are the ones asked about, and names that are a sample of all such names."""

import numpy as np
import pytest
from scipy.stats import binomtest

from audits.language.compared_groups import compared
from audits.language.decision_reading import Outcome, ReadingRule
from audits.language.decision_study import Asking, studies
from audits.language.names_asked import Names
from audits.language.paired_decisions import outcome_difference, outcome_share
from audits.models.generator import Sampling
from audits.probing.subject import Subject
from audits.statistics.intervals import deciding, limits
from audits.statistics.share_measurements import Stated
from benchmarks.simulate_decisions import (
    AT_FIVE_POINTS,
    OF_ONE_GROUP,
    STUDIES,
    TEN_POINTS,
    UNTOUCHED,
    Size,
    told,
)
from tests.audits.language.deciders import BLACK, WHITE, recorded

STATED = Stated(0.95, 30)
ASKING = Asking(("name",), (), Sampling(9), 1, True)


def study(answer, **given):
    (own,) = studies(Subject(recorded(answer, **given)), ReadingRule(), ASKING)
    return own


def difference(own, names, outcome=Outcome.FAVOURABLE):
    (pair,) = compared(own)
    return outcome_difference("d", pair, own, own.having(outcome), STATED, None, names)


def drawn(own):
    return difference(own, Names.DRAWN)


def listed(own, outcome=Outcome.FAVOURABLE):
    return difference(own, Names.LISTED, outcome)


def test_the_same_answer_to_all_says_what_a_name_unlike_them_may_be_worth():
    found = drawn(study(lambda case, name: "Yes" if case % 3 else "I won't."))
    assert found.value == 0
    assert found.method.startswith("all-alike")
    # Of four names a side none differs: one in so many may that four miss it in 2.5 of 100.
    unseen = 1 - 0.025 ** (1 / 4)
    assert (found.interval.lower, found.interval.upper) == pytest.approx((-unseen, unseen))


def test_everybody_of_one_group_alone_may_be_less_and_not_more():
    found = drawn(study(lambda case, name: "No" if name in BLACK else "Yes"))
    assert (found.interval.lower, found.value) == pytest.approx((-1, -1), abs=1e-12)
    assert found.interval.upper == pytest.approx(-1 + 2 * (1 - 0.025 ** (1 / 4)))


def test_shares_that_are_all_are_those_of_the_fewer_of_cases_and_names():
    own = study(lambda case, name: "Yes", cases=7)
    every = np.ones(len(own), dtype=bool)
    found = outcome_share("d", (), own, every, own.having(Outcome.FAVOURABLE), STATED, Names.DRAWN)
    # Seven cases and eight names: Clopper and Pearson's limit of 7 of 7.
    assert found.interval.lower == pytest.approx(binomtest(7, 7).proportion_ci().low)


def test_a_difference_of_none_by_balance_alone_is_not_taken_for_all_alike():
    """Each name says yes in half of the cases, each case to half of the names of either side."""
    own = study(lambda case, name: "Yes" if (case + (*WHITE, *BLACK).index(name)) % 2 else "No")
    found = drawn(own)
    assert found.value == 0
    assert found.method.startswith("hoeffding")


def test_names_that_did_not_stand_in_every_case_are_not_counted_as_if_they_had():
    data = recorded(lambda case, name: "Yes")
    keep = np.flatnonzero(np.arange(len(data)) != 3)
    (own,) = studies(Subject(data.take(keep)), ReadingRule(), ASKING)
    assert drawn(own).method.startswith("hoeffding")


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
        found = outcome_difference("d", pair, own, hit, STATED, None, Names.DRAWN)
        missed += not found.interval.lower <= refused <= found.interval.upper
    # 5 % and two errors of the simulation.
    assert missed / times <= 0.05 + 2 * (0.05 * 0.95 / times) ** 0.5


def test_names_that_are_stated_to_be_normal_are_judged_by_t():
    """Each name says yes to a number of cases of its own, spread evenly: nothing contradicts it."""
    rng = np.random.default_rng(4)
    own = study(lambda case, name: "Yes" if rng.random() < 0.5 else "No", cases=60, names=8)
    without, found = drawn(own), difference(own, Names.NORMAL)
    assert found.value == without.value
    assert found.method.startswith("student_t (60 cases")
    assert found.evidence == without.evidence[:3]


def test_of_listed_names_what_no_case_shows_may_be_in_as_many_as_cases_leave_open():
    """Nobody is refused in forty cases: Clopper and Pearson's limit of 0 of 40 to either side."""
    found = listed(study(lambda case, name: "Yes", cases=40), Outcome.REFUSED)
    most = binomtest(0, 40).proportion_ci().high
    assert (found.interval.lower, found.interval.upper) == pytest.approx((-most, most))


def test_a_refusal_of_one_name_in_one_case_is_at_most_one_case_in_forty():
    own = study(lambda case, name: "I won't." if (case, name) == (3, BLACK[0]) else "Yes", cases=40)
    found = listed(own, Outcome.REFUSED)
    decides = limits(deciding(found.method), found.evidence, 0.95)
    none, one = (binomtest(hits, 40).proportion_ci().high for hits in (0, 1))
    assert found.value == pytest.approx(1 / 160)
    assert none <= decides.upper <= one
    assert -none <= decides.lower < 0


def test_the_share_of_listed_names_is_that_of_cases():
    own = study(lambda case, name: "Yes", cases=40)
    every = np.ones(len(own), dtype=bool)
    found = outcome_share("d", (), own, every, own.having(Outcome.FAVOURABLE), STATED)
    assert found.interval.lower == pytest.approx(binomtest(40, 40).proportion_ci().low)


def test_names_that_lack_a_case_are_judged_as_the_others():
    data = recorded(lambda case, name: "Yes", cases=40)
    (own,) = studies(
        Subject(data.take(np.flatnonzero(np.arange(len(data)) != 3))), ReadingRule(), ASKING
    )
    whole, lacking = listed(study(lambda case, name: "Yes", cases=40)), listed(own)
    assert lacking.interval == whole.interval


def test_names_of_which_any_others_show_as_much_are_told_apart_from_none():
    """One of four Black names is never favoured: any of the eight could have been that one."""
    found = listed(study(lambda case, name: "No" if name == BLACK[0] else "Yes", cases=200))
    decides = limits(deciding(found.method), found.evidence, 0.95)
    assert found.value == pytest.approx(-0.25)
    assert decides.upper >= 0


def test_all_names_of_a_side_are_told_by_one_parting_in_seventy():
    own = study(lambda case, name: "No" if name in BLACK and case % 2 else "Yes", cases=60)
    found = listed(own)
    assert found.evidence[-2:] == (1, pytest.approx(1 / 70))
    assert limits(deciding(found.method), found.evidence, 0.95).upper < 0
    # At a level that no parting of eight names reaches, nothing is told.
    assert limits(deciding(found.method), found.evidence, 0.98).upper >= 0


FAST, SLOW = Size(20, 5, 1), Size(40, 9, 1)


def at_most(share, studies):
    return share + 2 * (share * (1 - share) / studies) ** 0.5


@pytest.mark.parametrize("model", UNTOUCHED, ids=lambda model: model.name)
def test_a_model_without_a_preference_is_seldom_accused(model):
    (accused,) = told(model, FAST, Names.LISTED, (0.0,), 60)
    assert accused <= at_most(0.05, 60)


@pytest.mark.long
@pytest.mark.parametrize("model", UNTOUCHED, ids=lambda model: model.name)
def test_a_model_without_a_preference_is_seldom_accused_by_many_studies(model):
    (accused,) = told(model, SLOW, Names.LISTED, (0.0,), STUDIES)
    assert accused <= at_most(0.05, STUDIES)


@pytest.mark.parametrize(("model", "within"), [(AT_FIVE_POINTS, 0.05), (OF_ONE_GROUP, None)])
def test_a_rule_at_the_truth_is_seldom_broken(model, within):
    (broken,) = told(model, FAST, Names.LISTED, (within,), 60)
    assert broken <= at_most(0.05, 60)


def test_ten_points_are_found_that_drawn_names_leave_open():
    model, size = TEN_POINTS[0], Size(40, 9, 2)
    (listed,), (all_names,) = (
        told(model, size, names, (0.02,), 20) for names in (Names.LISTED, Names.DRAWN)
    )
    assert listed >= 0.9
    assert all_names <= 0.1
