"""What is in a dataset before any audit: columns, what each may be for and why, and its groups."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from audits.planning.cut_points import cut_points
from audits.planning.favourable_guesses import favourable_guess
from audits.planning.role_guesses import proposed_roles
from audits.specification.profiles import ColumnProfile, DatasetProfile
from audits.specification.roles import Kind, Role
from service import shapes
from service.records.tables import DatasetVersion

# A protected number with more values is cut into groups.
MOST_GROUPS = 20
# Where nobody says which answer benefits, these are taken, and pages say so by themselves.
TAKEN = ("1", "true")


@dataclass(frozen=True, slots=True)
class Look:
    """One column. groups: (value, rows), most rows first; empty where they were not counted.

    role: guessed, None where nothing speaks for one. cut: points proposed for a number.
    favourable: the answer that is guessed to benefit, of a label.
    """

    column: ColumnProfile
    role: Role | None
    reason: str
    is_sure: bool
    groups: tuple[tuple[str, int], ...]
    cut: str = ""
    favourable: str = ""


def looks(profile: DatasetProfile) -> list[Look]:
    """Every column in the order of the file, as the form that starts an audit guesses it."""
    guesses, counts = proposed_roles(profile), dict(profile.counts)
    looks_of_columns = []
    for column in profile.columns:
        guess = guesses.get(column.name)
        role = guess.role if guess else None
        is_wide = column.kind is Kind.NUMBER and column.distinct > MOST_GROUPS
        is_cut = role is Role.PROTECTED and is_wide
        favourable = favourable_guess(column) if role is Role.LABEL else None
        looks_of_columns.append(
            Look(
                column,
                role,
                guess.reason if guess else "",
                guess.is_sure if guess else True,
                tuple(zip(column.values, counts.get(column.name, ()), strict=False)),
                cut_points(column).strip("[]") if is_cut else "",
                favourable if favourable and favourable not in TAKEN else "",
            )
        )
    return looks_of_columns


def profile_answer(name: str, row: DatasetVersion) -> dict[str, Any]:
    """The profile as the API shows it; without columns while there is none."""
    written: Mapping[str, Any] | None = row.profile if row.inspection == "ready" else None
    profile = None if written is None else DatasetProfile.from_json(written)
    return shapes.DatasetLook(
        id=row.id,
        name=name,
        version=row.version,
        inspection=row.inspection,
        rows=None if profile is None else profile.rows,
        columns=[] if profile is None else [_answer(look) for look in looks(profile)],
    ).model_dump(mode="json")


def _answer(look: Look) -> shapes.ColumnLook:
    column = look.column
    return shapes.ColumnLook(
        name=column.name,
        kind=str(column.kind),
        missing=column.missing,
        distinct=column.distinct,
        minimum=column.minimum,
        maximum=column.maximum,
        role=None if look.role is None else str(look.role),
        reason=look.reason,
        is_sure=look.is_sure,
        cut=look.cut or None,
        favourable=look.favourable or None,
        groups=[shapes.GroupLook(value=value, rows=rows) for value, rows in look.groups],
    )
