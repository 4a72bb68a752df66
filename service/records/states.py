"""The one table of moves an audit may make."""

from service.records.errors import IllegalMove

MOVES: dict[str, frozenset[str]] = {
    "queued": frozenset({"running", "cancelled", "completed"}),  # completed: an identical audit
    "running": frozenset({"queued", "completed", "failed", "cancelled"}),  # queued: handed back
    "completed": frozenset(),
    "failed": frozenset(),
    "cancelled": frozenset(),
}
FINAL = frozenset(state for state, moves in MOVES.items() if not moves)


def sources(target: str) -> tuple[str, ...]:
    """The states from which one may come to `target`; the condition of every change of state."""
    return tuple(state for state, moves in MOVES.items() if target in moves)


def refuse_unless_allowed(state: str, target: str) -> None:
    """`IllegalMove` in words for people."""
    if target not in MOVES[state]:
        raise IllegalMove(f"an audit that is {state} cannot become {target}")
