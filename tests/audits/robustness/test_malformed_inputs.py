import numpy as np
import pytest

from audits.data.dataset import Categories, Column, Dataset, Numbers, Texts
from audits.robustness.malformed_inputs import (
    KINDS,
    MEGAPIXELS,
    TOKENS,
    first_of_groups,
    fitting,
    row_of,
)
from audits.specification.roles import Role
from tests import askable

ROW = {
    "age": ("number", 40.0), "income": ("number", 10.5), "city": ("category", "Lund"),
    "note": ("text", "a good text"), "photo": ("picture", (6, 5)),
}  # fmt: skip


def test_there_are_forty_kinds_and_more():
    assert len(KINDS) > 40
    kinds = {name: len(list(fitting({"x": (kind, None)}))) for name, kind in
             (("table", "number"), ("text", "text"), ("picture", "picture"))}  # fmt: skip
    assert kinds["text"] >= 30
    assert kinds["picture"] >= 30
    assert kinds["table"] >= 20


@pytest.mark.parametrize("name", KINDS)
def test_each_spoils_something_and_only_what_it_says(name):
    fed = KINDS[name].made(ROW)
    if KINDS[name].whole is not None:
        assert [list(map(str, fed.get(n, ()))) for n in ROW] != [
            list(map(str, v)) for v in good().values()
        ]
        return
    spoilt = {n for n, value in good().items() if not same(value, fed[n])}
    assert spoilt
    assert {ROW[n][0] for n in spoilt} == {KINDS[name].modality}
    assert len(spoilt) == 1 or not KINDS[name].first


def good():
    return dict(KINDS["no rows"].__class__("none", lambda g: g).made(ROW).items())


def same(one, other):
    if isinstance(one, list):
        return (
            isinstance(other[0], np.ndarray)
            and one[0].shape == other[0].shape
            and (one[0].dtype == other[0].dtype and bool((one[0] == other[0]).all()))
        )
    other = np.asarray(other)
    return one.dtype == other.dtype and one.shape == other.shape and list(one) == list(other)


def test_some_of_them_by_hand():
    assert KINDS["infinity in every number"].made(ROW)["income"][0] == np.inf
    assert KINDS["infinity in one number"].made(ROW)["income"][0] == 10.5
    assert len(KINDS["100,000 tokens"].made(ROW)["note"][0].split()) == TOKENS == 100_000
    assert KINDS["an empty text"].made(ROW)["note"][0] == ""
    (empty,) = KINDS["a picture of 0 x 0"].made(ROW)["photo"]
    assert empty.shape == (0, 0, 3)
    (large,) = KINDS["a picture of 50 megapixels"].made(ROW)["photo"]
    assert large.shape[0] * large.shape[1] >= MEGAPIXELS * 1_000_000
    assert "age" not in KINDS["a column left out"].made(ROW)
    assert all(len(column) == 0 for column in KINDS["no rows"].made(ROW).values())


def test_a_row_is_one_that_json_carries():
    data = Dataset(
        (
            Column("n", Role.FEATURE, Numbers(np.array([1.5, np.nan]))),
            Column("c", Role.FEATURE, Categories.of(["x", None])),
            Column("t", Role.FEATURE, Texts.of(["hello", None])),
        )
    )
    assert row_of(data, ("n", "c", "t"), 0) == {
        "n": ("number", 1.5), "c": ("category", "x"), "t": ("text", "hello"),
    }  # fmt: skip
    assert row_of(data, ("n", "c", "t"), 1) == {
        "n": ("number", None), "c": ("category", None), "t": ("text", None),
    }  # fmt: skip
    assert row_of(askable.album(askable.spots(1)), ("picture",), 0) == {
        "picture": ("picture", (16, 16))
    }


def test_the_first_row_and_the_first_of_each_group_it_is_not_of():
    """By hand: row 3 comes first; it is a man of the south, and rows 0 and 2 are the others."""
    data = Dataset(
        (
            Column("sex", Role.PROTECTED, Categories.of(["f", "m", "f", "m"])),
            Column("area", Role.PROTECTED, Categories.of(["s", "s", "n", "s"])),
        )
    )
    chosen = first_of_groups(data, np.array([3, 1, 0, 2]))
    assert chosen == {
        3: [[["sex", "m"]], [["area", "s"]]], 0: [[["sex", "f"]]], 2: [[["area", "n"]]]
    }  # fmt: skip
    alone = Dataset((Column("x", Role.FEATURE, Numbers(np.zeros(2))),))
    assert first_of_groups(alone, np.array([1, 0])) == {1: []}
