"""Whole numbers that code the same classes otherwise: from 1 and not from 0, or beside a -9."""

from collections.abc import Sequence

from audits.specification.missing_words import quoted


def shifted_map(given: Sequence[str], others: Sequence[str]) -> dict[str, str]:
    """Whole numbers that are the others' plus or less 1, each with the other one; else empty."""
    try:
        own, theirs = {int(level) for level in given}, {int(level) for level in others}
    except ValueError:
        return {}
    if own <= theirs or theirs <= own:
        return {}
    for step in (1, -1):
        if {one + step for one in own} <= theirs or {one - step for one in theirs} <= own:
            return {str(one): str(one + step) for one in sorted(own)}
    return {}


def unstated_code(own: set[str], theirs: set[str]) -> set[str] | None:
    """What to leave out, so that each side has two codes of which one is in common: none, or one.

    Surveys write -9, 9 or 99 for what was not stated. None where each side has not two codes.
    """
    for side, other in ((own, theirs), (theirs, own)):
        if len(side) == 3 and len(other) == 2:
            # -1 may be a class beside a 99 that is none.
            codes = sorted(filter(_says_nothing, side - other), key=lambda code: -abs(int(code)))
            for code in codes:
                if len((side - {code}) & other) == 1:
                    return {code}
    return set() if len(own) == len(theirs) == 2 else None


def maps_of_two_codes(own: str, same: str, other: str) -> str:
    """Both maps of two codes a side, of which one is in common: it is the same, or the opposite.

    Of German credit 1 is good and 2 bad, where a model says 0 for bad; and 1 is 2, where it counts
    from 0. scikit-learn's outliers are -1, and frauds 1.
    """
    turned = ", ".join(sorted((f"{quoted(own)}: {same}", f"{same}: {quoted(other)}")))
    return (
        f"{{{quoted(own)}: {quoted(other)}}} where {same} means the same on both sides; or `map: "
        f"{{{turned}}}` where it does not"
    )


def is_whole(level: str) -> bool:
    """Whether it is spelled as a whole number."""
    return level.lstrip("-").isdecimal()


def _says_nothing(code: str) -> bool:
    return is_whole(code) and (int(code) < 0 or (int(code) > 6 and set(code) <= set("789")))
