import struct
from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audits.models.tables.ubjson import decoded
from tests.lazily import lazily

xgboost = lazily("xgboost")


def text(word):
    return b"L" + struct.pack(">q", len(word)) + word


@pytest.mark.parametrize(
    ("content", "value"),
    [
        (b"i\xff", -1), (b"U\xff", 255), (b"I\xff\xfe", -2), (b"l\x00\x01\x00\x00", 65536),
        (b"L" + bytes(7) + b"\x05", 5), (b"d" + struct.pack(">f", 1.5), 1.5),
        (b"D" + struct.pack(">d", -0.1), -0.1), (b"T", True), (b"F", False), (b"Z", None),
        (b"S" + text(b"word"), "word"), (b"[i\x01T]", [1, True]), (b"[#i\x02TF", [True, False]),
        (b"{" + text(b"a") + b"i\x07}", {"a": 7}), (b"{#i\x01" + text(b"a") + b"T", {"a": True}),
    ],
)  # fmt: skip
def test_values_as_the_draft_writes_them(content, value):
    """Draft 12 of ubjson.org; the bytes are written out by hand."""
    assert decoded(content) == value


def test_an_array_of_one_type_is_numpys():
    found = decoded(b"[$l#i\x02" + struct.pack(">ii", 3, -4))
    np.testing.assert_array_equal(found, [3, -4])


def test_a_model_is_the_same_as_in_json(tmp_path):
    import json

    rng = np.random.default_rng(0)
    model = xgboost.XGBRegressor(n_estimators=3).fit(rng.normal(size=(50, 2)), rng.normal(size=50))
    booster = model.get_booster()
    ours, theirs = decoded(bytes(booster.save_raw("ubj"))), json.loads(booster.save_raw("json"))

    def same(first, second):
        if isinstance(second, dict):
            return first.keys() == second.keys() and all(same(first[k], second[k]) for k in second)
        if isinstance(second, list) and second and isinstance(second[0], dict):
            return all(map(same, first, second))
        if isinstance(second, list):
            return len(first) == len(second) and np.allclose(
                np.asarray(first, dtype=float), np.asarray(second, dtype=float), rtol=1e-6
            )
        return first == second

    assert same(ours, theirs)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "too early"), (b"[i\x01", "too early"), (b"S" + text(b"word")[:-1], "too early"),
        (b"TT", "behind its end"), (b"?", "no known kind"), (b"[" * 80, "no known kind"),
        (b"[#L" + b"\x7f" + bytes(7), "fewer bytes"),
        (b"[$T#L" + b"\x7f" + bytes(7), "fewer bytes"),
        (b"[$l#L" + b"\x7f" + bytes(7), "too early"), (b"[$lT]", "without a count"),
        (b"Si\xff", "no count"), (b"{" + (text(b"a") + b"T") * 2 + b"}", "twice"),
    ],
)  # fmt: skip
def test_what_is_none_is_refused_before_anything_is_made_of_it(content, why):
    with pytest.raises(ValueError, match=why):
        decoded(content)


@given(st.binary(max_size=60))
def test_any_bytes_are_a_value_or_refused(content):
    with suppress(ValueError):
        decoded(b"[" + content)
