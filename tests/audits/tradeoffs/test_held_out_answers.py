"""Nothing judges what it was taught; the audited model's training rows teach where known."""

from dataclasses import replace

import numpy as np
import pytest

from audits.data.dataset import Column, Dataset, Texts
from audits.data.second_rows import SecondRows
from audits.errors import NotApplicable
from audits.specification.roles import Role
from audits.tradeoffs.held_out_answers import columns_read, held_out_answers
from audits.tradeoffs.simple_models import RULE, TREE
from tests.askable import LinearTable, people
from tests.audits.tradeoffs.learnable import one_sign, table
from tests.subjects import Subject

CLASSES = ("no", "yes")


def answered(subject, rows=None):
    every = subject.content_order if rows is None else rows
    return held_out_answers(subject, CLASSES, every)[0]


def test_labels_that_are_noise_are_not_known_by_heart():
    """A model that judged the rows that taught it would be right in more than half of them."""
    rng = np.random.default_rng(0)
    values, label = rng.normal(size=600), rng.random(600) < 0.5
    found = answered(Subject(table({"x": values}, label, label)))
    right = found.by_variant[TREE] == label[found.rows]
    assert right.mean() == pytest.approx(0.5, abs=0.07)
    assert sum(found.choices.values()) == 5
    # Five folds, each taught by four fifths: 1 / (1 + 5 x 1/4).
    assert found.worth == pytest.approx(1 / 2.25)
    assert found.source.startswith("four fifths of the 600 audited rows")


def test_the_training_part_of_a_split_teaches_and_does_not_judge():
    values, label = one_sign(500, np.random.default_rng(1))
    part = np.array(["train"] * 300 + ["test"] * 200)
    # Training rows say the opposite: who learned from them is wrong about the others.
    turned = np.where(part == "train", ~label, label)
    found = answered(Subject(table({"x": values}, turned, label, split=part)))
    assert sorted(found.rows.tolist()) == list(range(300, 500))
    assert found.worth == 1
    assert (found.best == turned[found.rows]).mean() < 0.25
    assert found.source == "300 rows of the training part of the split"


def test_rows_of_which_a_part_is_measured_are_taught_by_the_whole():
    values, label = one_sign(500, np.random.default_rng(2))
    part = np.array(["train"] * 300 + ["test"] * 200)
    whole = table({"x": values}, label, label, split=part)
    subject = Subject(whole.take(np.arange(300, 500)), whole=whole)
    assert answered(subject).source == "300 rows of the training part of the split"


def test_a_dataset_of_members_teaches():
    values, label = one_sign(400, np.random.default_rng(3))
    data = table({"x": values}, label, label)
    subject = Subject(data.take(np.arange(200)))
    subject.members = SecondRows(data.take(np.arange(200, 400)))
    found = answered(subject)
    assert found.source == "200 rows of the dataset that the model was trained on"
    assert len(found.rows) == 200
    assert found.choices == {RULE: 1}


def test_members_with_other_labels_or_columns_do_not():
    values, label = one_sign(400, np.random.default_rng(4))
    data = table({"x": values}, label, label)
    subject = Subject(data.take(np.arange(200)))
    subject.members = SecondRows(table({"y": values}, label, label))
    assert answered(subject).source.startswith("four fifths")


def test_it_reads_what_the_model_reads():
    model = LinearTable({"x0": 1.0, "x1": -1.0})
    subject = Subject(people(), model)
    assert columns_read(subject) == ("x0", "x1")
    assert "sex" not in columns_read(subject)


def test_recorded_answers_have_the_features_of_the_table():
    values, label = one_sign(80, np.random.default_rng(5))
    data = table({"b": values, "a": ["u", "v"] * 40}, label, label)
    assert columns_read(Subject(data)) == ("a", "b")


def test_what_cannot_be_read_or_taught_says_what_would_help():
    values, label = one_sign(80, np.random.default_rng(6))
    data = table({"x": values}, label, label)
    bare = Dataset(tuple(c for c in data if c.role is not Role.FEATURE))
    with pytest.raises(NotApplicable, match="no column for a simple model to read") as refused:
        answered(Subject(bare))
    assert refused.value.remedy
    with pytest.raises(NotApplicable, match="59 rows have a label and an answer"):
        answered(Subject(data), np.arange(59))
    words = Column("x0", Role.FEATURE, Texts.of(["a"] * len(people())))
    others = tuple(column for column in people() if column.name != "x0")
    subject = replace(Subject(Dataset((*others, words))), model=LinearTable({"x0": 1.0}))
    with pytest.raises(NotApplicable, match="reads 'x0', which is text"):
        columns_read(subject)


def test_rows_that_are_alike_teach_nothing():
    label = np.arange(100) % 2 == 0
    with pytest.raises(NotApplicable, match="every row is alike"):
        answered(Subject(table({"x": np.zeros(100)}, label, label)))
