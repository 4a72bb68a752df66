"""Whether rows ended with an event: values that would be read otherwise than they are meant.

Asked about before anything is measured: rows whose event is written in another spelling, or whose
cell is empty because there was none, would count as something else in silence.
"""

from collections.abc import Iterator, Mapping, Sequence

from audits.errors import Problem
from audits.planning.agreeing_classes import FLAG
from audits.planning.column_values import is_said_of_missing, levels
from audits.specification.document import ColumnSpec
from audits.specification.missing_words import MISSING_CELL, folded, quoted
from audits.specification.profiles import ColumnProfile, DatasetProfile
from audits.specification.roles import MOST_CLASSES, UNSAID, Role
from audits.specification.timestamps import is_date_like

# What a cell without the event is called where another word would say that it had one.
_OPPOSITE = {"1": "0", "true": "false", "yes": "no", "y": "n"}
_WITHOUT = "no event"


def check_event(columns: Mapping[str, ColumnSpec], dataset: DatasetProfile) -> Iterator[Problem]:
    """What the column with the role `event` leaves open, as far as the inspection knows it."""
    profiles = {profile.name: profile for profile in dataset.columns}
    for name, spec in columns.items():
        if spec.role is Role.EVENT:
            problem = _question(name, spec, profiles[name])
            if problem is not None:
                yield problem


def _question(name: str, spec: ColumnSpec, profile: ColumnProfile) -> Problem | None:
    known = levels(spec, profile)
    values = profile.values if known is None else known
    are_many = spec.positive is None and (known is None or len(known) > MOST_CLASSES)
    if values and (are_many or all(map(is_date_like, values))):
        return _no_flag(name, profile, values)
    if alike := _alike(name, spec, profile, known or ()):
        return alike
    stated = MISSING_CELL in (spec.map or {}) or is_said_of_missing(spec, profile)
    if known is not None and len(known) == 1 and profile.missing and not stated:
        return _flag(name, spec, profile, known[0])
    return None


def _no_flag(name: str, profile: ColumnProfile, values: Sequence[str]) -> Problem:
    """Dates of the event, or amounts: no one of them says that it happened."""
    are_dates = all(map(is_date_like, values))
    what = "dates" if are_dates else f"{profile.distinct:,} different values"
    one_of_them = "" if are_dates else "; or state the value that is the event as `positive`"
    made = f"{name}_happened"
    return Problem(
        f"dataset.columns.{name}.role",
        f"{name!r} holds {what}, of which none says of all rows that the event happened",
        "make a column that is 1 where it happened and 0 elsewhere, and give that one the role "
        f"`event`: where {name!r} is empty without the event, in pandas "
        f"`frame[{made!r}] = frame[{name!r}].notna().astype(int)`{one_of_them}",
        "event_of_many_values",
    )


def _alike(
    name: str, spec: ColumnSpec, profile: ColumnProfile, known: Sequence[str]
) -> Problem | None:
    """`Death` and `DEATH`, `1` and `TRUE`: all but one of them would be no event.

    The spelling that is kept is the one that the column states, or that says it by itself.
    """
    spelling_of: dict[str, str] = {}
    for level in sorted(known, key=lambda one: (one != spec.positive, one not in UNSAID)):
        spelling_of.setdefault(folded(level), level)
    pairs = {
        level: spelling_of[folded(level)] for level in known if spelling_of[folded(level)] != level
    }
    if not pairs:
        return None
    own = {raw: pairs.get(value, value) for raw, value in (spec.map or {}).items()}
    written = {value for value in profile.values if value not in own}
    key = _map({**{one: to for one, to in pairs.items() if one in written}, **own})
    named = " and ".join(f"{one!r} beside {to!r}" for one, to in pairs.items())
    return Problem(
        f"dataset.columns.{name}.map",
        f"{name!r} holds {named}: one of the spellings alone would be the event",
        f"say `map: {key}` on the column {name!r} where they are the same, or another `map`",
        "spelled_differently",
    )


def _flag(name: str, spec: ColumnSpec, profile: ColumnProfile, value: str) -> Problem:
    """One value beside missing cells: the others may have had none, or nobody may know."""
    means = _map({**(spec.map or {}), MISSING_CELL: _OPPOSITE.get(value.casefold(), _WITHOUT)})
    needs_positive = spec.positive is None and value not in UNSAID
    positive = f", and `positive: {quoted(value)}`" if needs_positive else ""
    return Problem(
        f"dataset.columns.{name}.map",
        f"{name} holds {quoted(value)} or nothing ({profile.missing:,} cells are missing): that "
        "may be a flag written only where the event happened, or nothing may be known of those "
        "rows",
        f"say that a missing cell of {name!r} is a row without the event, `map: {means}`"
        f"{positive}; or `missing: []` where nothing is known of those rows",
        FLAG,
    )


def _map(means: Mapping[str, str]) -> str:
    return f"{{{', '.join(f'{quoted(one)}: {quoted(to)}' for one, to in means.items())}}}"
