"""Edit distances by hand, and where near ends."""

import pytest

from audits.models import Continued
from audits.privacy.continuations import Match, edit_distance, match_of


def numbers(text):
    return tuple(map(ord, text))


@pytest.mark.parametrize(
    ("first", "second", "distance"),
    [
        ("kitten", "sitting", 3),
        ("", "abc", 3),
        ("abc", "", 3),
        ("same", "same", 0),
        ("ab", "ba", 2),
    ],
)
def test_distances_of_the_textbook(first, second, distance):
    assert edit_distance(numbers(first), numbers(second)) == distance


@pytest.mark.parametrize(
    ("given", "match"),
    [("abcdefghij", Match.VERBATIM), ("abcdefghXX", Match.NEAR), ("abcdefgXXX", Match.OTHER),
     ("bcdefghijk", Match.NEAR)],
)  # fmt: skip
def test_a_fifth_of_the_tokens_may_be_others(given, match):
    assert match_of(Continued(numbers(given), numbers("abcdefghij"))) is match
