"""Points that a column of numbers or dates can be cut at, where nobody named any."""

from audits.specification.profiles import ColumnProfile
from audits.specification.timestamps import FORM, is_date_like, is_moment, moment_of


def cut_points(profile: ColumnProfile) -> str:
    """Two points inside the column's range, so that the remedy can be copied."""
    low, high = profile.minimum, profile.maximum
    if profile.amounts is not None:
        low, high = profile.amounts.minimum, profile.amounts.maximum
    if low is None or high is None or low <= 25 < 60 <= high:
        return "[25, 60]"
    third = (high - low) / 3
    digits = 0 if third >= 2 else 6
    points = [round(low + third, digits), round(low + 2 * third, digits)]
    return f"[{points[0]:g}, {points[1]:g}]"


def holds_dates(profile: ColumnProfile) -> bool:
    """Whether all its known values are dates, be they ones that cannot be read."""
    return bool(profile.values) and all(is_date_like(value) for value in profile.values)


def date_points(profile: ColumnProfile) -> str:
    """The middle one of its known dates, to be copied; empty where they cannot be read."""
    if not profile.values or not all(is_moment(value) for value in profile.values):
        return ""
    ordered = sorted(profile.values, key=lambda value: moment_of(value) or 0.0)
    return f"[{ordered[len(ordered) // 2][:10]}]"


def cut_of_dates(profile: ColumnProfile) -> str:
    """What to do with a column of dates that is to have groups."""
    points = date_points(profile)
    return f"say where it is cut: `cut: {points}`" if points else f"{FORM}, then cut it at dates"


def code_of(profile: ColumnProfile) -> str | None:
    """A whole number of the column that is a name, such as `01067`: no quantity is written so."""
    return next((v for v in profile.values if len(v) > 1 and v[0] == "0" and v.isdecimal()), None)
