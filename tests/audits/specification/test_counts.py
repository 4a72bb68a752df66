import pytest

from audits.specification.counts import counted


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, "0 rows have"), (1, "1 row has"), (2, "2 rows have"), (1234, "1,234 rows have")],
)
def test_one_is_told_as_one(count, words):
    assert counted(count, "row has", "rows have") == words
