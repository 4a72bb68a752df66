import numpy as np
import pytest

from audits.data.dataset import Dataset
from audits.errors import NotApplicable
from audits.fairness.followed_rows import followed_rows
from audits.specification.roles import Role
from tests.audits.probes.published import category, number
from tests.subjects import Subject


def rows(days=(3, 5, 8), died=("1", "0", "1"), risk=(0.9, 0.4, 0.2), **event):
    columns = [number("days", Role.DURATION, days), number("risk", Role.SCORE, risk)]
    if died is not None:
        columns.append(category("died", Role.EVENT, died, **event))
    return Subject(Dataset(tuple(columns)))


def test_rows_that_lack_something_are_left_out_and_told():
    subject = rows((3, np.nan, 8, 9), ("1", "0", None, "1"), (0.9, 0.4, 0.2, np.nan))
    assert followed_rows(subject).rows.tolist() == [0]
    assert subject.warnings == [
        "3 rows lack their time, their end or their score: they are compared with none"
    ]


def test_without_a_column_of_events_all_rows_had_theirs():
    assert followed_rows(rows(died=None)).happened.all()


def test_the_event_is_the_stated_value():
    subject = rows(died=("dead", "alive", "dead"), positive="dead")
    assert followed_rows(subject).happened.tolist() == [True, False, True]


def test_an_event_that_nobody_named_is_asked_for():
    with pytest.raises(NotApplicable) as refused:
        followed_rows(rows(died=("dead", "alive", "dead")))
    assert "alive, dead" in refused.value.reason
    assert "role: event, positive:" in refused.value.remedy


@pytest.mark.parametrize("other", ["no event", "withdrawn", "Alive"])
def test_no_value_that_denies_the_event_is_proposed_as_it(other):
    with pytest.raises(NotApplicable) as refused:
        followed_rows(rows(died=("Death", other, "Death")))
    assert refused.value.remedy == 'state it, e.g. `died: {role: event, positive: "Death"}`'


@pytest.mark.parametrize(
    ("days", "risk", "reason"),
    [((3, -1, 8), (0.9, 0.4, 0.2), "'days' holds negative times"),
     ((np.nan,) * 3, (0.9, 0.4, 0.2), "no row has a time, its end and a score")],
)  # fmt: skip
def test_times_that_cannot_be_are_no_question(days, risk, reason):
    with pytest.raises(NotApplicable) as refused:
        followed_rows(rows(days, risk=risk))
    assert refused.value.reason == reason


def named(name, levels=("1", "0", "1"), **event):
    columns = [
        number("days", Role.DURATION, (3, 5, 8)), number("risk", Role.SCORE, (0.9, 0.4, 0.2)),
        category(name, Role.EVENT, levels, **event),
    ]  # fmt: skip
    subject = Subject(Dataset(tuple(columns)))
    return followed_rows(subject), subject.warnings


@pytest.mark.parametrize(
    "name", ["censored", "isCensored", "CNSR", "OS_CNSR", "lost_to_followup", "Alive", "zensiert"]
)
def test_a_column_of_those_without_the_event_is_told_with_what_turns_it_round(name):
    followed, (told,) = named(name)
    assert followed.happened.tolist() == [True, False, True]
    assert told.endswith("""say `positive: "0"` on the column""")
    turned, told_again = named(name, positive="0")
    assert turned.happened.tolist() == [False, True, False]
    assert not told_again


@pytest.mark.parametrize("name", ["event", "died", "not_censored", "churned", "status", "relapse"])
def test_a_column_of_events_is_not(name):
    assert named(name)[1] == []
