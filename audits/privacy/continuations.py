"""Whether a language model goes on with a text as the text does: word for word, or nearly."""

from collections.abc import Sequence
from enum import StrEnum

from audits.models import Continued

# Tokens that may be wrong, missing or too many in a near match, as a share of the suffix.
NEAR = 0.2


class Match(StrEnum):
    """How a continuation agrees with the text."""

    VERBATIM = "verbatim"
    NEAR = "near"
    OTHER = "other"


def match_of(continued: Continued) -> Match:
    """Every token, or all but a fifth of them by edit distance, or less."""
    if continued.given == continued.expected:
        return Match.VERBATIM
    most = NEAR * len(continued.expected)
    near = edit_distance(continued.given, continued.expected) <= most
    return Match.NEAR if near else Match.OTHER


def edit_distance(first: Sequence[int], second: Sequence[int]) -> int:
    """Tokens to add, to take away or to exchange (Levenshtein 1966)."""
    row = list(range(len(second) + 1))
    for number, token in enumerate(first, start=1):
        diagonal, row[0] = row[0], number
        for column, other in enumerate(second, start=1):
            above = row[column]
            row[column] = min(above + 1, row[column - 1] + 1, diagonal + (token != other))
            diagonal = above
    return row[-1]
