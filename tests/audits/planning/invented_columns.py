"""Columns as an inspection profiles them, and the roles that a table of them is guessed to have."""

from audits.planning.role_guesses import guess_roles
from audits.specification.profiles import ColumnProfile, DatasetProfile
from audits.specification.roles import Kind


def column(name, values=("a", "b"), *, numbers=None, distinct=None):
    kind = Kind.CATEGORY if numbers is None else Kind.NUMBER
    low, high = numbers or (None, None)
    return ColumnProfile(name, kind, None, distinct or len(values), 0, tuple(values), low, high)


def roles(*columns, rows=1000, model=None):
    table = DatasetProfile("csv", rows, columns, "d" * 64)
    return {name: guess.role for name, guess in guess_roles(table, model).items()}
