"""What columns are for by their values."""

from audits.planning.guesses_by_values import guess_by_values
from audits.specification.roles import Role
from tests.audits.planning.invented_columns import column, roles


def test_values_say_whom_a_column_is_about():
    found = roles(
        column("q7", ("male", "female")),
        column("q8", ("African-American", "Caucasian", "Hispanic")),
        column("q9", ("train", "test")),
        column("outcome"),
    )
    assert found == {
        "q7": Role.PROTECTED, "q8": Role.PROTECTED, "q9": Role.SPLIT, "outcome": Role.LABEL,
    }  # fmt: skip


def test_a_column_that_counts_the_rows_is_an_id():
    found = roles(column("Unnamed", numbers=(0.0, 999.0), distinct=1000), column("outcome"))
    assert found["Unnamed"] is Role.ID


def test_letters_alone_are_not_sure():
    letters = guess_by_values(column("x", ("F", "M")), 1000)
    words = guess_by_values(column("x", ("female", "male")), 1000)
    assert letters is not None
    assert words is not None
    assert (letters.role, letters.is_sure, words.is_sure) == (Role.PROTECTED, False, True)
    assert guess_by_values(column("x", ("high", "low")), 1000) is None
