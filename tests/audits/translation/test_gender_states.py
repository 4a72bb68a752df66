"""What a translation says about the gender of its person."""

import pytest

from audits.translation.gender_states import UNRESOLVED_STATES, Gender, Reading, Signal, State


@pytest.mark.parametrize(
    ("state", "gender"),
    [(State.SHE, Gender.FEMALE), (State.HE, Gender.MALE), (State.THEY, Gender.NEUTRAL),
     (State.IT, Gender.NEUTRAL), *((state, Gender.UNRESOLVED) for state in UNRESOLVED_STATES)],
)  # fmt: skip
def test_states_are_parted_by_gender(state, gender):
    assert state.gender is gender
    assert Reading(state).gender is gender


def test_every_state_stands_in_the_partition_once():
    resolved = {state for state in State if state.gender is not Gender.UNRESOLVED}
    assert resolved.isdisjoint(UNRESOLVED_STATES)
    assert resolved | set(UNRESOLVED_STATES) == set(State)


def test_nothing_decided_unless_it_is_said():
    assert Reading(State.NONE).signal is Signal.NOTHING
