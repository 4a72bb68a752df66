import pytest

from audits.specification.total_words import is_total, reads_like_a_total


@pytest.mark.parametrize("text", ["Total", " TOTAL ", "Summe:", "Gesamt", "Összesen", "合計"])
def test_names_of_sums(text):
    assert is_total(text)


@pytest.mark.parametrize("text", ["", "totals of May", "Totalcorp", "all", "North"])
def test_other_words(text):
    assert not is_total(text)


@pytest.mark.parametrize(
    ("rows", "others", "expected"), [(1, 9, True), (4, 90, False), (1, 1, False)]
)
def test_few_rows_beside_others_are_no_group(rows, others, expected):
    assert reads_like_a_total("Total", rows, others) is expected
