"""What each type holds, by what its bits can say (IEEE 754, two's complement)."""

import numpy as np
import pytest

from audits.models.held_numbers import (
    NotHeld,
    are_held,
    back_in_place,
    unheld_notes,
    why_not,
    without,
)


@pytest.mark.parametrize(
    ("dtype", "held", "others"),
    [
        ("int8", [-128, 127, 0, -0.0], [-129, 128, 0.5, np.nan, np.inf]),
        ("uint8", [0, 255], [-1, 256, 37.5, np.nan, -np.inf]),
        ("int32", [-(2**31), 2**31 - 1], [2**31, 1e300]),
        ("int64", [-(2**63), 2**53, float(2**63 - 1024)], [float(2**63), -1e19, 1e-9]),
        ("bool", [0, 1], [2, -1, 0.5, np.nan]),
        ("float16", [65504, 0.1, np.nan, np.inf], [70_000, -1e300]),
        ("float32", [0.1, 3.4e38, np.nan, -np.inf], [1e39, -1e300]),
        ("float64", [0.1, 1e300, np.nan, np.inf], []),
    ],
)
def test_a_type_holds_what_its_bits_can_say(dtype, held, others):
    assert are_held(np.array(held, dtype=np.float64), np.dtype(dtype)).all()
    assert not are_held(np.array(others, dtype=np.float64), np.dtype(dtype)).any()


def test_the_reason_names_the_number_and_the_type():
    assert (
        why_not(37.5, np.dtype("int64")) == "holds 37.5, and the model takes whole numbers (int64)"
    )
    assert why_not(np.nan, np.dtype("uint8")).startswith("has missing values, and the model")
    assert why_not(2.0, np.dtype("bool")) == "holds 2, and the model takes true and false (bool)"
    (sentence,) = unheld_notes([NotHeld("age", 37.5, 1200, np.dtype("int64"))], 5000)
    assert sentence.startswith("column 'age' has fractions, and the model takes whole numbers")
    assert "37.5" not in sentence  # a protected report holds nobody's value
    for value, what in ((300.0, "numbers out of range"), (np.inf, "numbers out of range"),
                        (np.nan, "missing values")):  # fmt: skip
        assert f"has {what}, and" in NotHeld("age", value, 1, np.dtype("uint8")).reason
    assert "1,200 of 5,000 rows" in sentence


def test_answers_go_back_to_their_rows():
    rows = np.array([2, 0])
    kept = without({"x": np.array([1.0, 2, 3]), "s": ["a", "b", "c"]}, rows)
    assert kept["x"].tolist() == [3, 1]
    assert kept["s"] == ["c", "a"]
    assert back_in_place(np.array([7, 8]), rows, 3, -1).tolist() == [8, -1, 7]
