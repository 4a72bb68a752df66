"""What a column looks as if it held."""

import pytest

from audits.data.reading.kinds import guessed_kind
from audits.specification.roles import MOST_CLASSES, Kind, Role


@pytest.mark.parametrize(
    ("cells", "role", "expected"),
    [
        (["1", "2.5"], None, Kind.NUMBER),
        (["1", "2"], Role.FEATURE, Kind.NUMBER),
        (["0", "1"], Role.LABEL, Kind.CATEGORY),
        (["0.5", "1.5"], Role.LABEL, Kind.NUMBER),
        ([str(k) for k in range(MOST_CLASSES + 1)], Role.LABEL, Kind.NUMBER),
        (["a", "1"], None, Kind.CATEGORY),
        (["true", "false"], None, Kind.CATEGORY),
        ([], None, Kind.CATEGORY),
        (["", "3"], None, Kind.NUMBER),
    ],
)
def test_numbers_are_numbers_unless_they_name_a_class(cells, role, expected):
    assert guessed_kind(cells, 100, role) is expected


def test_sentences_are_text_and_repeated_ones_are_categories():
    sentences = [f"this is sentence {k}" for k in range(MOST_CLASSES)]
    assert guessed_kind(sentences, MOST_CLASSES, None) is Kind.TEXT
    assert guessed_kind(sentences, 100 * MOST_CLASSES, None) is Kind.CATEGORY
    assert guessed_kind(["x" * 41], 100, None) is Kind.TEXT


def test_a_role_that_settles_the_kind_is_not_guessed():
    assert guessed_kind(["1", "2"], 100, Role.PROTECTED) is Kind.CATEGORY
    assert guessed_kind(["0.1", "0.2"], 100, Role.SCORE) is Kind.NUMBER
