"""The table of moves, and what it lets through."""

import pytest

from service.records.errors import IllegalMove
from service.records.states import FINAL, MOVES, refuse_unless_allowed, sources


def test_every_state_is_reached_from_the_first_and_every_way_ends() -> None:
    reached, waiting = {"queued"}, ["queued"]
    while waiting:
        new = MOVES[waiting.pop()] - reached
        reached |= new
        waiting += new
    assert reached == set(MOVES)
    assert {"completed", "failed", "cancelled"} == FINAL


@pytest.mark.parametrize("state", MOVES)
@pytest.mark.parametrize("target", MOVES)
def test_a_move_is_refused_unless_the_table_has_it(state: str, target: str) -> None:
    assert (state in sources(target)) is (target in MOVES[state])
    if target in MOVES[state]:
        refuse_unless_allowed(state, target)
        return
    with pytest.raises(IllegalMove, match=f"{state} cannot become {target}"):
        refuse_unless_allowed(state, target)
