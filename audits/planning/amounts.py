"""Numbers that stand with their unit: asked about, since as text each of them is a class."""

import json
import re

from audits.errors import Problem
from audits.planning.cut_points import cut_points
from audits.specification.document import ColumnSpec
from audits.specification.profiles import BESIDE, Amounts, ColumnProfile
from audits.specification.roles import MOST_CLASSES, Role

_CLASSES = "`kind: category` where they are classes"
_ANSWERS = (Role.LABEL, Role.PREDICTION)
_TIME = re.compile(
    r"\s*-?\d+:[0-5]\d(?::[0-5]\d(?:[.,]\d+)?)?\s*(?:[ap]\.?m\.?)?\s*", re.IGNORECASE
)


def _holds_times(profile: ColumnProfile) -> bool:
    """Whether all values that are known read like `10:01:19`."""
    return bool(profile.values) and all(map(_TIME.fullmatch, profile.values))


def is_open(spec: ColumnSpec, amounts: Amounts) -> bool:
    """Whether the document leaves open how the amounts are to be read."""
    if amounts.units == ("%",) and spec.percent is not None:
        return amounts.doubtful and spec.decimal is None and spec.thousands is None
    if spec.unit is None or (spec.unit not in amounts.units and amounts.is_alike):
        return True
    return amounts.doubtful and spec.decimal is None and spec.thousands is None


def check_amounts(
    name: str, spec: ColumnSpec, profile: ColumnProfile, problems: list[Problem]
) -> None:
    """Amounts, and times, that would be classes, more than anybody counts by, in silence."""
    amounts = profile.amounts
    if spec.role in _ANSWERS and profile.distinct > MOST_CLASSES and _holds_times(profile):
        problems.append(
            Problem(
                f"dataset.columns.{name}",
                f"the column holds lengths or times of day such as {profile.values[0]!r}",
                f"write them as numbers of one unit, such as seconds, or say {_CLASSES}",
                "number_with_unit",
            )
        )
    if amounts is not None and profile.distinct > MOST_CLASSES and is_open(spec, amounts):
        problems.append(with_unit(name, spec, profile, amounts))


def with_unit(name: str, spec: ColumnSpec, profile: ColumnProfile, amounts: Amounts) -> Problem:
    """The question, with the keys that answer it."""
    parts = [unit.split(BESIDE) for unit in amounts.units]
    shown = [
        value for value in profile.values if any(all(map(value.__contains__, p)) for p in parts)
    ]
    bare = [value for value in profile.values if value not in shown]
    examples = " and ".join(map(repr, (shown[:1] + bare[:1] if bare else shown[:2])))
    units = ", ".join(map(repr, amounts.units))
    if not amounts.is_alike:
        reason = f"the column holds numbers with units ({units}), not all written alike: {examples}"
        remedy = f"write them as plain numbers of one unit, or say {_CLASSES}"
    else:
        reason = f"the column holds numbers with the unit {units}: {examples}"
        keys = [f"unit: {json.dumps(amounts.units[0], ensure_ascii=False)}"]
        if amounts.units == ("%",):
            keys = [f"percent: {spec.percent or 'share'}"]
        if spec.role is Role.PROTECTED and spec.cut is None:
            keys.append(f"cut: {cut_points(profile)}")
        stated = " and ".join(f"`{key}`" for key in keys)
        remedy = f"say {stated} to read the numbers, or {_CLASSES}"
        if amounts.doubtful:
            reason += ", which can be read as two"
            remedy = f"say {stated} and {_either(amounts)}; or say {_CLASSES}"
    return Problem(f"dataset.columns.{name}", reason, remedy, "number_with_unit")


def _either(amounts: Amounts) -> str:
    mark, sign = (".", "dot") if amounts.thousands == "." else (",", "comma")
    return (
        f'either `decimal: "{mark}"` where the {sign} is the decimal sign, or '
        f'`thousands: "{mark}"` where it parts groups of three digits'
    )
