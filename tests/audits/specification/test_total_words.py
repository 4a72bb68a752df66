import pytest

from audits.specification.total_words import is_total, reads_like_a_total, summed_by


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


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("North Total", "North"), ("Total North East", "North East"), ("Nord Ergebnis", "Nord"),
        ("Summe Nord", "Nord"), ("Subtotal: North", "North"), ("Total", None), ("North", None),
        ("Totalcorp North", None), ("", None),
    ],
)  # fmt: skip
def test_the_group_of_a_subtotal(text, group):
    assert summed_by(text) == group
