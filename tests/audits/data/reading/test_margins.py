"""Which rows of a table of counts sum the others, by counts that pandas makes."""

from itertools import product

import numpy as np
import pandas as pd
import pytest

from audits.data.reading.profiling import profile_dataset
from audits.specification.profiles import DatasetProfile, Margin

LEVELS = {"sex": ("f", "m"), "town": ("A", "B", "C"), "hired": ("no", "yes")}


def counts(seed=0):
    """A table of counts of every combination."""
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame(product(*LEVELS.values()), columns=list(LEVELS))
    return frame.assign(n=rng.poisson(40, len(frame)) + 1)


def with_margin(frame, column, word):
    others = [name for name in LEVELS if name != column]
    sums = frame.groupby(others, as_index=False)["n"].sum()
    return pd.concat([frame, sums.assign(**{column: word})], ignore_index=True)[list(frame)]


def margins(tmp_path, frame):
    path = tmp_path / "t.csv"
    frame.to_csv(path, index=False)
    return profile_dataset(path).margins


@pytest.mark.parametrize("column", LEVELS)
@pytest.mark.parametrize("word", ["All of them", "_T", "99", ""])
def test_a_value_that_sums_its_column_is_known_whatever_it_is_called(tmp_path, column, word):
    frame = counts()
    if column != "town" and not word:
        word = "Total"
    assert margins(tmp_path, with_margin(frame, column, word)) == (Margin(column, word, "n"),)


def test_every_margin_of_a_cube_is_known(tmp_path):
    frame = counts()
    for column in LEVELS:
        frame = with_margin(frame, column, "every")
    assert margins(tmp_path, frame) == tuple(Margin(name, "every", "n") for name in LEVELS)


def test_counts_of_groups_alone_sum_nothing(tmp_path):
    for seed in range(40):
        assert margins(tmp_path, counts(seed)) == ()


def test_one_row_more_than_the_sum_is_no_sum(tmp_path):
    frame = with_margin(counts(), "town", "rest")
    frame.loc[len(frame) - 1, "n"] += 1
    assert margins(tmp_path, frame) == ()


@pytest.mark.parametrize("base", [5, 10])
def test_sums_of_rounded_counts_are_known_though_none_is_exact(tmp_path, base):
    """Each count is rounded by itself, as statistical offices publish them."""
    frame = with_margin(counts().assign(n=lambda own: own.n * 400 + 3), "town", "every town")
    frame["n"] = (frame.n / base).round().astype(int) * base
    sums = frame[frame.town != "every town"].groupby(["sex", "hired"]).n.sum()
    assert (sums != frame[frame.town == "every town"].set_index(["sex", "hired"]).n).any()
    assert margins(tmp_path, frame) == (Margin("town", "every town", "n"),)


@pytest.mark.parametrize("word", ["Total", "All"])
def test_a_name_says_of_counts_rounded_to_ten_what_chance_leaves_open(tmp_path, word):
    """Small counts, of which rounded sums may equal another group's by chance."""
    frame = with_margin(counts().assign(n=lambda own: own.n + 30), "town", word)
    frame["n"] = (frame.n / 10).round().astype(int) * 10
    assert margins(tmp_path, frame) == (Margin("town", word, "n"),)


@pytest.mark.parametrize("suppressed", [True, False])
def test_a_sum_is_known_where_a_row_of_another_is_not_there(tmp_path, suppressed):
    frame = with_margin(counts(), "town", "every town").astype({"n": object})
    frame.loc[3, "n"] = None
    if not suppressed:
        frame = frame.drop(index=3)
    assert margins(tmp_path, frame) == (Margin("town", "every town", "n"),)


def test_small_counts_that_equal_each_other_are_chance(tmp_path):
    frame = counts().assign(n=1)
    frame = frame.assign(n=np.where(frame.town == "C", 2, 1))
    assert margins(tmp_path, frame.iloc[:6]) == ()


def test_a_second_column_of_numbers_beside_the_counts_hides_no_sum(tmp_path):
    frame = with_margin(counts(), "town", "all towns")
    frame["share"] = (frame.n / frame.n.sum()).round(4)
    frame["rank"] = frame.n.rank(method="first").astype(int)
    assert Margin("town", "all towns", "n") in margins(tmp_path, frame)


def test_thousands_that_are_parted_are_counts(tmp_path):
    frame = counts()
    frame["n"] = frame.n * 100 + 7
    frame = with_margin(frame, "town", "all towns")
    frame["n"] = [f"{n:,}" for n in frame.n]
    assert margins(tmp_path, frame) == (Margin("town", "all towns", "n"),)


def test_a_profile_keeps_them(tmp_path):
    path = tmp_path / "t.csv"
    with_margin(counts(), "town", "all towns").to_csv(path, index=False)
    profile = profile_dataset(path)
    assert DatasetProfile.from_json(profile.to_json()) == profile


def test_exact_sums_of_round_counts_are_known(tmp_path):
    """Counts in hundreds, which are round and not rounded."""
    frame = counts()
    frame["n"] = np.arange(1, len(frame) + 1) * 100
    assert margins(tmp_path, with_margin(frame, "town", "all")) == (Margin("town", "all", "n"),)


@pytest.mark.parametrize("odd", ["inf", "12.5", "1e400"])
def test_a_cell_that_counts_nothing_is_beyond_the_values_that_a_profile_shows(tmp_path, odd):
    """Of over fifty values one more is none of a count: the table is read as any other."""
    cells = [(a, b, str(number)) for number, (a, b) in enumerate(product("abcdefgh", "stuvwxyz"))]
    cells[-1] = ("h", "z", odd)
    frame = pd.DataFrame([*cells, *cells[:0]], columns=["one", "other", "n"])
    assert margins(tmp_path, frame) == ()


def subtotal(frame, towns, word, over=()):
    """The rows with the sums of these towns, also over other columns, which are empty then."""
    others = [name for name in LEVELS if name not in ("town", *over)]
    some = frame[frame.town.isin(towns)]
    sums = some.groupby(others, as_index=False)["n"].sum() if others else pd.DataFrame(
        {"n": [some.n.sum()]}
    )  # fmt: skip
    return sums.assign(town=word).reindex(columns=list(frame))


@pytest.mark.parametrize("word", ["AB Total", "Region 1"])
def test_subtotals_of_a_block_are_known_with_what_they_sum(tmp_path, word):
    frame = counts().assign(n=lambda own: own.n * 7 + 300)
    frame = pd.concat([frame, subtotal(frame, ("A", "B"), word)])
    assert margins(tmp_path, frame) == (Margin("town", word, "n", ("A", "B")),)


@pytest.mark.parametrize("over", [(), ("hired",), ("sex", "hired")])
def test_subtotals_below_each_group_are_known_by_name_and_count(tmp_path, over):
    """As a pivot writes them, with a grand total of all below."""
    frame = counts()
    total = subtotal(frame, ("A", "B", "C"), "Grand Total", over)
    each = [subtotal(frame, (town,), f"{town} Total", over) for town in "ABC"]
    known = margins(tmp_path, pd.concat([frame, *each, total]))
    assert set(known) == {
        *(Margin("town", f"{town} Total", "n", (town,)) for town in "ABC"),
        Margin("town", "Grand Total", "n"),
    }


def test_a_group_called_total_that_counts_otherwise_is_none(tmp_path):
    frame = counts()
    own = subtotal(frame, ("A",), "A Total").assign(n=lambda sums: sums.n + 1)
    assert margins(tmp_path, pd.concat([frame, own])) == ()
