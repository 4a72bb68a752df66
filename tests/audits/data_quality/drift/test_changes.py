"""Numbers that a shift may change, by hand."""

import numpy as np

from audits.data.dataset import Categories, Column, Dataset, Numbers
from audits.data_quality.drift.changes import numbers_of
from audits.specification.roles import Role


def classes(label, answer):
    return Dataset(
        (
            Column("y", Role.LABEL, Categories.of(label)),
            Column("said", Role.PREDICTION, Categories.of(answer)),
        )
    )


def test_of_classes_base_rate_selection_and_accuracy():
    before = classes(["yes", "no", None, "yes"], ["yes", "yes", "no", None])
    now = classes(["no", "no"], ["other", "no"])
    found = {each.name: each for each in numbers_of(before, now, "yes", ("yes",))}
    assert list(found) == ["base_rate", "selection_rate", "accuracy"]
    np.testing.assert_array_equal(found["base_rate"].before, [1, 0, np.nan, 1])
    np.testing.assert_array_equal(found["selection_rate"].before, [1, 1, 0, np.nan])
    np.testing.assert_array_equal(found["accuracy"].before, [1, 0, np.nan, np.nan])
    # A class that no label has is wrong.
    np.testing.assert_array_equal(found["accuracy"].now, [0, 1])
    assert [each.name for each in numbers_of(before, now, None, ())] == ["accuracy"]


def test_of_numbers_the_means_and_the_error():
    def of(label, answer):
        return Dataset(
            (
                Column("y", Role.LABEL, Numbers(np.array(label))),
                Column("said", Role.PREDICTION, Numbers(np.array(answer))),
            )
        )

    found = list(numbers_of(of([1.0, 2.0], [3.0, 1.5]), of([0.0], [np.nan]), None, ()))
    assert [each.name for each in found] == ["mean label", "mean answer", "mean_absolute_error"]
    assert found[2].before.tolist() == [2.0, 0.5]
    assert np.isnan(found[2].now).all()


def test_what_one_side_lacks_is_no_number():
    label = Dataset((Column("y", Role.LABEL, Categories.of(["a"])),))
    assert not list(numbers_of(label, Dataset(()), "a", ("a",)))
