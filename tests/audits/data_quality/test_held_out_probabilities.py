"""Whom the probabilities are taken from, and what is said where nobody gives them."""

from dataclasses import replace

import numpy as np
import pytest

from audits.data.dataset import Categories, Column, Dataset, Numbers
from audits.data_quality.held_out_probabilities import Source, labelled
from audits.errors import NotApplicable
from audits.specification.roles import Role
from tests.askable import LinearTable
from tests.audits.data_quality.mislabelled import recorded, two_classes
from tests.subjects import Subject


def people(rows=200, part=None, seed=0):
    """A feature that tells the label, and perhaps a split."""
    rng = np.random.default_rng(seed)
    values = rng.normal(size=rows)
    columns = [
        Column("x", Role.FEATURE, Numbers(values)),
        Column("y", Role.LABEL, Categories.of([("no", "yes")[int(v > 0)] for v in values])),
    ]
    if part is not None:
        columns.append(Column("part", Role.SPLIT, Categories.of(part)))
    return Dataset(tuple(columns))


MODEL = LinearTable({"x": 3.0})


def test_recorded_probabilities_come_first_and_are_named_by_column_or_by_positive():
    labels, probabilities, _ = two_classes(100, 0.1, 1)
    data = recorded(labels, probabilities)
    label, first, second = data.columns
    named = Dataset((label, replace(second, name="p", positive="c1"), first))
    for each in (data, named):
        rows = labelled(Subject(each), None, "linear")
        assert rows.source is Source.RECORDED
        assert rows.classes == ("c0", "c1")
        np.testing.assert_array_equal(rows.probabilities, probabilities)
        np.testing.assert_array_equal(rows.labels, labels)


def test_a_class_without_a_column_is_named():
    labels, probabilities, _ = two_classes(100, 0.1, 1)
    data = Dataset(recorded(labels, probabilities).columns[:2])
    with pytest.raises(NotApplicable, match="'c1'"):
        labelled(Subject(data), None, "linear")


def test_a_model_is_asked_of_rows_that_its_split_says_it_did_not_see():
    data = people(part=["train", "test"] * 100)
    rows = labelled(Subject(data, MODEL), None, "linear")
    assert (rows.source, rows.seen) == (Source.MODEL, False)
    assert rows.places.tolist() == list(range(1, 200, 2))
    told = 1 / (1 + np.exp(-3 * data["x"].numbers[1::2]))
    np.testing.assert_allclose(rows.probabilities[:, 1], told)


@pytest.mark.parametrize("part", [None, ["train"] * 200])
def test_without_such_rows_a_surrogate_is_fitted(part):
    rows = labelled(Subject(people(part=part), MODEL), None, "linear")
    assert rows.source is Source.SURROGATE
    assert len(rows.labels) == 200
    assert (rows.probabilities.argmax(axis=1) == rows.labels).mean() > 0.9


def test_a_model_that_may_have_seen_the_rows_is_asked_last_and_that_is_known():
    rng = np.random.default_rng(1)
    score, label = rng.random(100), rng.integers(0, 2, 100)
    data = Dataset(
        (
            Column("score", Role.SCORE, Numbers(score)),
            Column("y", Role.LABEL, Categories.of([str(v) for v in label]), positive="1"),
        )
    )
    rows = labelled(Subject(data), None, "linear")
    assert (rows.source, rows.seen) == (Source.MODEL, True)
    np.testing.assert_array_equal(rows.probabilities[:, 1], score)


def test_a_model_of_rows_that_are_all_its_training_rows_is_not_asked():
    data = people(part=["train"] * 200)
    with pytest.raises(NotApplicable, match="source: model") as refused:
        labelled(Subject(data, MODEL), Source.MODEL, "linear")
    assert "class_probability" in refused.value.remedy


def test_nobody_gives_probabilities():
    data = Dataset((people().columns[1],))
    with pytest.raises(NotApplicable, match="nothing gives a probability"):
        labelled(Subject(data), None, "linear")


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        (["a"] * 50, "every label is the same"),
        ([None] * 50, "there is no label"),
        ([f"n{place}" for place in range(50)], "names and not classes"),
    ],
)
def test_labels_that_are_no_classes(values, reason):
    data = Dataset((Column("y", Role.LABEL, Categories.of(values)),))
    with pytest.raises(NotApplicable, match=reason):
        labelled(Subject(data), None, "linear")


def test_a_label_that_is_a_number():
    data = Dataset((Column("y", Role.LABEL, Numbers(np.arange(50.0))),))
    with pytest.raises(NotApplicable, match="a number"):
        labelled(Subject(data), None, "linear")


def test_rows_without_a_label_or_with_no_probabilities_are_left_out_and_counted():
    labels, probabilities, _ = two_classes(100, 0.1, 1)
    probabilities[3] = np.nan
    probabilities[4] = [0.9, 0.9]
    data = recorded(labels, probabilities)
    column = data["label"]
    codes = column.values.codes.copy()
    codes[5] = -1
    gaps = replace(column, values=Categories(codes, column.values.levels))
    subject = Subject(Dataset((gaps, *data.columns[1:])))
    rows = labelled(subject, None, "linear")
    assert len(rows.labels) == 97
    assert not {3, 4, 5} & set(rows.places.tolist())
    assert any("without 3 rows" in warning for warning in subject.warnings)


def test_logits_are_no_probabilities():
    labels, probabilities, _ = two_classes(100, 0.1, 1)
    with pytest.raises(NotApplicable, match="sum to 1"):
        labelled(Subject(recorded(labels, probabilities * 7)), None, "linear")


def test_of_many_rows_a_surrogate_sees_some(monkeypatch):
    monkeypatch.setattr("audits.data_quality.held_out_probabilities.MOST_SURROGATE", 80)
    subject = Subject(people())
    assert len(labelled(subject, None, "linear").labels) == 80
    assert any("80 of 200 rows" in warning for warning in subject.warnings)
