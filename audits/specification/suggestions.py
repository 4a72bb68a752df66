"""Phrases that every refusal of a name shares: what was perhaps meant, and what there is."""

from collections.abc import Iterable
from difflib import get_close_matches


def similar(name: str, known: Iterable[str], *, cutoff: float = 0.6) -> str | None:
    """The most similar known name, None where none is like it.

    cutoff: share of letters in common, from 0 to 1, that makes two names alike.
    """
    return next(iter(get_close_matches(name, list(known), n=1, cutoff=cutoff)), None)


def did_you_mean(name: str, known: Iterable[str], otherwise: str) -> str:
    """A remedy that names the most similar known name; `otherwise` where none is like it."""
    close = similar(name, known)
    return otherwise if close is None else f"did you mean {close!r}?"


def nearest(name: str, known: Iterable[str]) -> str:
    """A remedy that names the most similar known name, or the first few of them."""
    known = sorted(known)
    return did_you_mean(name, known, f"known: {listed(known)}" if known else "there is none")


def listed(names: Iterable[str], most: int = 8) -> str:
    """`a, b, c` and how many more."""
    names = list(names)
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more
