import numpy as np
import pytest

from audits.language.compared_groups import compared, groups_of
from audits.language.decision_reading import Outcome, ReadingRule
from audits.language.decision_study import Asking, studies
from audits.language.names_asked import Names
from audits.language.paired_decisions import outcome_difference, outcome_share
from audits.measurement import Undetermined
from audits.models.generator import Sampling
from audits.probing.subject import Subject
from audits.statistics.share_measurements import Stated
from tests.audits.language.deciders import BLACK, recorded

STATED = Stated(0.95, 30)
ASKING = Asking(("name",), (), Sampling(9), 1, True)


def study(answer, **given):
    (own,) = studies(Subject(recorded(answer, **given)), ReadingRule(), ASKING)
    return own


def difference(own, why_not=None, names=Names.LISTED):
    (pair,) = compared(own)
    hit = own.having(Outcome.FAVOURABLE)
    return outcome_difference("decision_rate_difference", pair, own, hit, STATED, why_not, names)


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


def test_a_name_far_from_all_others_contradicts_that_they_are_normal():
    lone = sorted(BLACK)[0]
    own = study(lambda case, name: "Yes" if case % 2 and name != lone else "No", cases=40, names=8)
    found = difference(own, names=Names.NORMAL)
    assert isinstance(found, Undetermined)
    assert "are stated to be normal, and are not (Shapiro-Wilk p" in found.reason
    assert found.raw is not None
