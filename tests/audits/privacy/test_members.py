"""Which rows a model was trained on, and with which answers."""

import numpy as np
import pytest

from audits.data.dataset import Categories, Column, Dataset, Numbers
from audits.errors import NotApplicable
from audits.privacy.members import members_of
from audits.specification.roles import Role
from tests.audits.privacy.answers import Fitted, Never, never_taught, table
from tests.subjects import Subject


def test_halves_are_random_halves_of_each_side_and_the_files_order_does_not_matter():
    subject = never_taught(200)
    members = members_of(subject)
    for side in (members.member, ~members.member):
        assert int(members.judged[side].sum()) == (int(side.sum()) + 1) // 2
    turned = Subject(subject.data.take(np.arange(200)[::-1]), subject.model, seed=subject.seed)
    again = members_of(turned)
    first, second = (
        sorted(held.data["x0"].numbers[held.judged].tolist()) for held in (members, again)
    )
    assert first == second


def test_rows_that_stand_on_both_sides_are_left_out_and_told():
    inputs = np.arange(40, dtype=float).reshape(10, 4)
    inputs[9] = inputs[0]
    trained = np.array([True] * 5 + [False] * 5)
    subject = Subject(table(inputs, [0, 1] * 5, trained), Fitted(Never()))
    # Row 9 has the other label: it is another row, so nobody is left out.
    assert len(members_of(subject).member) == 10
    subject = Subject(table(inputs, [1, 1] * 5, trained), Fitted(Never()))
    assert len(members_of(subject).member) == 8
    assert any(line.startswith("2 rows stand among") for line in subject.warnings)


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        (None, "nothing says which rows"),
        (["test"] * 4, "names no training rows"),
        (["train"] * 4, "every row is one"),
        (["a", "b", "a", "b"], "names no training rows ('a', 'b')"),
    ],
)
def test_without_both_sides_it_is_not_run_and_the_remedy_names_the_role(parts, reason):
    columns = [
        Column("x", Role.FEATURE, Numbers(np.arange(4.0))),
        Column("y", Role.LABEL, Categories.of(["0", "1", "0", "1"])),
        Column("told", Role.PREDICTION, Categories.of(["0", "1", "1", "1"])),
    ]
    if parts is not None:
        columns.append(Column("part", Role.SPLIT, Categories.of(parts)))
    with pytest.raises(NotApplicable) as refused:
        members_of(Subject(Dataset(tuple(columns))))
    assert reason in refused.value.reason
    assert "`split`" in refused.value.remedy


def recorded(scores):
    """Answers of two classes with a score of the positive one."""
    return Dataset(
        (
            Column("x", Role.FEATURE, Numbers(np.arange(4.0))),
            Column("y", Role.LABEL, Categories.of(["0", "1", "0", "1"]), positive="1"),
            Column("told", Role.PREDICTION, Categories.of(["0", "1", "1", None])),
            Column("score", Role.SCORE, Numbers(np.array(scores))),
            Column("part", Role.SPLIT, Categories.of(["train", "test", "Train", "test"])),
        )
    )


def test_recorded_scores_of_two_classes_are_probabilities_and_rows_without_answer_are_told():
    subject = Subject(recorded([0.2, 0.9, 0.6, 0.7]))
    members = members_of(subject)
    assert members.classes == ("0", "1")
    order = np.argsort(members.data["x"].numbers)
    assert members.probabilities[order] == pytest.approx(
        np.array([[0.8, 0.2], [0.1, 0.9], [0.4, 0.6]])
    )
    assert members.right[order].tolist() == [True, True, False]
    assert any("without 1 row that has no label" in line for line in subject.warnings)


def test_scores_that_are_no_probabilities_leave_the_answers_alone():
    assert members_of(Subject(recorded([-3.0, 2.0, 1.0, 0.5]))).probabilities is None


def test_where_the_declared_columns_tell_no_rows_apart_it_is_not_run():
    inputs = np.zeros((10, 4))
    subject = Subject(table(inputs, [1, 0] * 5, np.arange(10) < 5), Fitted(Never()))
    with pytest.raises(NotApplicable, match="stands on the other side too"):
        members_of(subject)
