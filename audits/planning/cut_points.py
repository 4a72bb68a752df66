"""Points that a column of numbers can be cut at, where nobody named any."""

from audits.specification.profiles import ColumnProfile


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
