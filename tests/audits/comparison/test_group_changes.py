"""Flips of everyone and each group, counted with plain Python."""

import numpy as np
import pytest
from scipy import stats

from audits.data.dataset import Categories, Column, Dataset, Numbers
from audits.specification.roles import Role
from tests.audits.comparison.answered_twice import changed, paired, rows_of
from tests.tables import table


def test_flips_are_counted_by_group_and_direction():
    data = table(600)
    before = changed(data)
    found = paired(data, before)
    rows = rows_of(data, before)
    assert (found["rows"], found["without_answer"]) == (600, 0)
    for flips in found["flips"]:
        sex = flips["group"].get("sex")
        region = flips["group"].get("region")
        inside = [r for r in rows if sex in (None, r[0]) and region in (None, r[1])]
        assert flips["n"] == len(inside)
        assert flips["flipped"] == sum(r[3] != r[4] for r in inside)
        assert flips["to_unfavourable"] == sum((r[3], r[4]) == ("1", "0") for r in inside)
        assert flips["to_favourable"] == sum((r[3], r[4]) == ("0", "1") for r in inside)
        wilson = stats.binomtest(flips["flipped"], flips["n"]).proportion_ci(method="wilson")
        assert flips["interval"] == pytest.approx([wilson.low, wilson.high])
    assert [f["group"] for f in found["flips"]][:2] == [{}, {"sex": "female"}]


def test_the_same_answers_are_no_change():
    data = table(400)
    found = paired(data, data["answer"].categories)
    assert {f["flipped"] for f in found["flips"]} == {0}
    assert all(f["interval"][1] > 0 for f in found["flips"])
    assert not any(d["is_change"] for d in found["differences"])


def test_weighted_rows_of_which_none_changed_say_nothing_of_one_that_would():
    data = table(400)
    weights = Numbers(np.random.default_rng(3).lognormal(size=400))
    data = Dataset((*data, Column("drawn", Role.WEIGHT, weights)))
    found = paired(data, data["answer"].categories)
    for entry in (*found["flips"], *found["differences"]):
        assert "value" not in entry
        assert any(words in entry["undetermined"] for words in ("no answer in the", "are needed"))
        assert entry["raw"]["interval"][1] > 0


def test_rows_without_an_answer_are_left_out_and_counted():
    data = table(400)
    codes = data["answer"].categories.codes.copy()
    codes[:30] = -1
    found = paired(data, Categories(codes, ("0", "1")))
    assert (found["rows"], found["without_answer"]) == (370, 30)
