"""What a guess at a column's role is, and the words that speak for one, in many languages."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from audits.specification.parsing import load_yaml
from audits.specification.profiles import ColumnProfile
from audits.specification.role_names import ROLES
from audits.specification.roles import Kind, Role


@dataclass(frozen=True, slots=True)
class Guess:
    """role: proposed. reason: what speaks for it. is_sure: whether a name or values say it.

    kind: that the role's probes need, where the values alone could be another.
    """

    role: Role
    reason: str
    is_sure: bool = True
    kind: Kind | None = None


def has_role(guesses: Mapping[str, Guess], column: ColumnProfile, role: Role) -> bool:
    """Whether the column is guessed to have this role."""
    return column.name in guesses and guesses[column.name].role is role


@cache
def _file() -> Mapping[str, Any]:
    text = (Path(__file__).parent / "role_words.yaml").read_text(encoding="utf-8")
    words: Mapping[str, Any] = load_yaml(text)
    return words


@cache
def listed_words(kind: str) -> frozenset[str]:
    """The words of a list: `harms`, `outcomes`, `answers`; kind: its key in the file."""
    return frozenset(_file()[kind].split())


@cache
def named_roles() -> Mapping[str, Role]:
    """What a column is for, by a word of its name; `weight` alone is as often a body's."""
    names = _file()["names"]
    further = {word: Role(role) for role, words in names.items() for word in words.split()}
    return {**{word: role for word, role in ROLES.items() if word != "weight"}, **further}


@cache
def value_words(kind: str) -> frozenset[str]:
    """Values that say what a column is about: `sexes`, `splits`; kind: their key in the file."""
    return frozenset(_file()["values"][kind].split())
