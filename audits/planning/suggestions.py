"""Phrases that every refusal shares."""

from collections.abc import Iterable
from difflib import get_close_matches

from audits.errors import Refused
from audits.specification.missing_words import quoted
from audits.specification.parsing import load_yaml


def nearest(name: str, known: Iterable[str]) -> str:
    """A remedy that names the most similar known name, or the first few of them."""
    known = sorted(known)
    if close := get_close_matches(name, known, n=1, cutoff=0.6):
        return f"did you mean {close[0]!r}?"
    return f"known: {listed(known)}" if known else "there is none"


def in_yaml(name: str) -> str:
    """As it may stand in a list or mapping of one line: `income, net` wants quotes there."""
    try:
        plain: object = load_yaml(f"{{{name}: [{name}]}}")
    except Refused:
        plain = None
    return name if plain == {name: [name]} else quoted(name)


def listed(names: Iterable[str], most: int = 8) -> str:
    """`a, b, c` and how many more."""
    names = list(names)
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more
