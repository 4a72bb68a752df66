"""Rows of two datasets as one, by hand."""

import numpy as np
import pytest

from audits.data.dataset import Categories, Column, Dataset, Images, Numbers, Texts
from audits.data.stacking import stacked
from audits.errors import NotApplicable
from audits.specification.roles import Role


def of(sex, age, text, fed=None):
    return Dataset(
        (
            Column("sex", Role.PROTECTED, Categories.of(sex), reference="m"),
            Column("age", Role.FEATURE, Numbers(np.array(age)), fed=fed),
            Column("text", Role.FEATURE, Texts.of(text)),
        )
    )


def test_values_follow_one_another_and_classes_have_one_list():
    both = stacked(
        of(["m", "f"], [1.0, np.nan], ["a", None]), of(["x", None], [3.0, 4.0], ["b", "c"])
    )
    sex = both["sex"].categories
    assert sex.levels == ("f", "m", "x")
    assert sex.codes.tolist() == [1, 0, 2, -1]
    assert both["sex"].reference == "m"
    np.testing.assert_array_equal(both["age"].numbers, [1, np.nan, 3, 4])
    assert both["text"].values.values.tolist() == ["a", None, "b", "c"]


def test_what_a_model_is_fed_is_stacked_too():
    fed = Numbers(np.array([10.0, 20.0]))
    both = stacked(of(["m", "f"], [1.0, 2.0], ["a", "b"], fed), of(["m"], [3.0], ["c"]))
    assert both.fed_values("age").values.tolist() == [10.0, 20.0, 3.0]


def test_a_column_of_one_side_is_left_out_and_other_values_are_refused():
    lone = Dataset(of(["m"], [1.0], ["a"]).columns[:1])
    assert [column.name for column in stacked(of(["m"], [1.0], ["a"]), lone)] == ["sex"]
    words = Dataset((Column("age", Role.FEATURE, Texts.of(["old"])),))
    with pytest.raises(NotApplicable, match="'age' holds pictures, or other values"):
        stacked(of(["m"], [1.0], ["a"]), words)
    pictures = Dataset((Column("p", Role.FEATURE, Images(np.array(["a.png"], object), None)),))
    with pytest.raises(NotApplicable, match="pictures"):
        stacked(pictures, pictures)
