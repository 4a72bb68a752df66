"""Phrases that every refusal of a name shares: what was perhaps meant, and what there is."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from difflib import get_close_matches
from itertools import islice

# Letters that are compared for one document: a second of a processor, whatever it holds. Without
# a bound, five hundred mistaken columns of a table of nine thousand took seven minutes.
MOST_LETTERS = 600_000
_LISTED = 8
_left: ContextVar[list[int] | None] = ContextVar("letters left to compare", default=None)


@contextmanager
def bounded_guesses(letters: int = MOST_LETTERS) -> Iterator[None]:
    """Within it, names are guessed as long as no more letters were compared; then they are listed.

    Inside another one, the other's bound holds.
    """
    if _left.get() is not None:
        yield
        return
    token = _left.set([letters])
    try:
        yield
    finally:
        _left.reset(token)


def most_similar(name: str, known: Iterable[str], most: int, *, cutoff: float = 0.6) -> list[str]:
    """At most so many known names that are like it, the most similar first.

    cutoff: share of letters in common, from 0 to 1, that makes two names alike. Empty where none
    is, or where no more guesses are made.
    """
    if _is_spent():
        return []
    known = list(known)
    left = _left.get()
    if left is not None:
        left[0] -= sum(map(len, known)) + len(name) * len(known) // 8 + len(known)
        if left[0] < 0:
            return []
    return get_close_matches(name, known, n=most, cutoff=cutoff)


def similar(name: str, known: Iterable[str], *, cutoff: float = 0.6) -> str | None:
    """The most similar known name; None where none is like it, or no more guesses are made.

    cutoff: as in `most_similar`.
    """
    close = most_similar(name, known, 3, cutoff=cutoff)
    # Letters that changed places, the commonest slip, before one that is missing.
    same_letters = (other for other in close if sorted(other) == sorted(name))
    return next(same_letters, next(iter(close), None))


def did_you_mean(name: str, known: Iterable[str], otherwise: str) -> str:
    """A remedy that names the most similar known name; `otherwise` where none is like it."""
    close = similar(name, known)
    return otherwise if close is None else f"did you mean {close!r}?"


def nearest(name: str, known: Iterable[str]) -> str:
    """A remedy that names the most similar known name, or the first few of them."""
    if _is_spent():
        first = list(islice(known, _LISTED))
        return f"known: {', '.join(first)} ..." if first else "there is none"
    known = sorted(known)
    return did_you_mean(name, known, f"known: {listed(known)}" if known else "there is none")


def listed(names: Iterable[str], most: int = _LISTED) -> str:
    """`a, b, c` and how many more."""
    names = list(names)
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def _is_spent() -> bool:
    left = _left.get()
    return left is not None and left[0] < 0
