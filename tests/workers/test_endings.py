"""What the end of a child means for an audit."""

import pytest

from audits.errors import Refused
from workers.child_supervisor import Outcome
from workers.endings import ENDINGS, TIME_IS_UP, AuditFailed, raise_unless_done


def test_a_function_that_returned_raises_nothing() -> None:
    raise_unless_done(Outcome(None, result=1))


def test_problems_are_a_refusal_whatever_ended_the_child() -> None:
    problem = {"field": "f", "reason": "r", "remedy": "m", "code": "c"}
    outcome = Outcome("refused", error={"code": "refused", "problems": [problem]})
    with pytest.raises(Refused) as refusal:
        raise_unless_done(outcome)
    assert [p.field for p in refusal.value.problems] == ["f"]


@pytest.mark.parametrize("reason", sorted(ENDINGS))
def test_each_known_end_has_a_sentence_and_keeps_its_layers(reason: str) -> None:
    with pytest.raises(AuditFailed) as failure:
        raise_unless_done(Outcome(reason, layers=("seccomp",)))
    assert failure.value.code == reason
    assert failure.value.layers == ("seccomp",)
    assert str(failure.value) == ENDINGS[reason]


def test_what_the_child_said_goes_before_the_known_sentence_and_an_unknown_end_is_named() -> None:
    with pytest.raises(AuditFailed, match="the layer number 3 has no weights"):
        raise_unless_done(
            Outcome("crashed", error={"message": "the layer number 3 has no weights"})
        )
    with pytest.raises(AuditFailed, match="the process ended: vanished"):
        raise_unless_done(Outcome("vanished"))


def test_only_limits_of_time_leave_a_report() -> None:
    assert set(TIME_IS_UP) == {"timeout", "cpu_limit"}
    assert set(TIME_IS_UP) <= set(ENDINGS)
