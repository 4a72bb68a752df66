import numpy as np

from audits.data.dataset import Column, Dataset, Texts
from audits.data.nuisances import extracted
from audits.data.nuisances.tables import counts_up, gaps, is_time, moments
from audits.specification.roles import Role
from tests.audits.probes.published import category, number


def test_missing_values_make_a_nuisance_where_they_vary():
    income = number("income", Role.FEATURE, [1.0, np.nan, 2.0, np.nan])
    found = gaps(income)
    assert found.name == "income: missing"
    assert found.categories.levels == ("given", "missing")
    assert found.categories.codes.tolist() == [0, 1, 0, 1]
    assert gaps(number("income", Role.FEATURE, [1.0, 2.0])) is None


def test_a_counter_is_whole_and_never_repeats():
    assert counts_up(number("case", Role.FEATURE, range(100, 120)))
    assert not counts_up(number("age", Role.FEATURE, [30, 31, 30] * 10))
    assert not counts_up(number("dose", Role.FEATURE, np.linspace(0, 1, 20)))


def test_dates_are_times_in_their_order():
    dates = category("day", Role.FEATURE, ["2026-01-02", "2025-12-31", "2026-01-02", None])
    assert is_time(dates)
    at = moments(dates)
    assert at[1] < at[0] == at[2]
    assert np.isnan(at[3])
    assert not is_time(category("town", Role.FEATURE, ["Pécs", "Győr"]))


def test_rows_with_several_gaps_are_counted():
    data = Dataset(
        (
            number("a", Role.FEATURE, [1, np.nan, np.nan, 4]),
            number("b", Role.FEATURE, [1, np.nan, 3, 4]),
        )
    )
    found = {column.name: column for column in extracted(data, lambda f: None, [])}
    assert found["missing values a row"].numbers.tolist() == [0, 2, 1, 0]


def test_texts_and_tables_are_looked_at_together():
    data = Dataset(
        (
            Column("said", Role.FEATURE, Texts.of(["one", "two words", None, "three"])),
            number("case", Role.ID, range(4)),
        )
    )
    names = [column.name for column in extracted(data, lambda f: None, [])]
    assert "said: words" in names
    assert "said: missing" in names
    assert all(":" in name for name in names if name != "missing values a row")
