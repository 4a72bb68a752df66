from dataclasses import replace

import numpy as np
import pytest

from audits.data.dataset import Categories, Column, Dataset
from audits.errors import NotApplicable
from audits.probing.subject import Subject
from audits.robustness.asking import asker_of
from audits.robustness.attacked_rows import codes_of, rows_to_attack
from audits.specification.roles import Role
from tests.pixel_models import gallery, linear


def chosen(data, most=1000):
    subject = Subject(data, linear())
    return subject, rows_to_attack(subject, asker_of(subject), most)


def relabelled(data, labels):
    columns = [column for column in data if column.name != "y"]
    return Dataset((*columns, Column("y", Role.LABEL, Categories.of(labels), positive="yes")))


def test_a_picture_that_stands_nine_times_is_attacked_once():
    data = gallery(rows=20)
    _, attacked = chosen(data.take(np.arange(20).repeat(9)))
    assert len(attacked) == 20


def test_rows_without_a_label_are_not_attacked_and_foreign_ones_are_wrong():
    data = gallery(rows=20)
    subject, attacked = chosen(relabelled(data, [None] * 5 + ["maybe"] * 3 + ["yes"] * 12))
    assert len(attacked) == 15
    assert int((attacked.labels < 0).sum()) == 3
    assert not attacked.right[attacked.labels < 0].any()
    assert "3 labels are none of the model's classes" in subject.warnings[0]


def test_without_a_label_that_the_model_knows_it_is_refused():
    with pytest.raises(NotApplicable, match="no label is one of the model's classes"):
        chosen(relabelled(gallery(rows=20), ["7"] * 20))


def test_only_rows_that_are_answered_rightly_are_turned():
    data = gallery(rows=20)
    _, attacked = chosen(data)
    answered = zip(attacked.codes.tolist(), attacked.labels.tolist(), strict=True)
    right = [row for row, (code, label) in enumerate(answered) if code == label]
    assert attacked.rows_to_turn.tolist() == right


def test_those_stand_that_were_right_before_and_were_not_turned():
    _, attacked = chosen(gallery(rows=20))
    right = attacked.rows_to_turn
    turned = np.zeros(len(right), dtype=bool)
    turned[[0, -1]] = True
    standing = np.flatnonzero(attacked.standing(turned)).tolist()
    assert standing == right[1:-1].tolist()


def test_without_a_right_answer_there_is_nothing_to_turn():
    _, attacked = chosen(gallery(rows=20))
    wrong = replace(attacked, codes=1 - attacked.labels)
    with pytest.raises(NotApplicable, match="no labelled row is answered rightly"):
        _ = wrong.rows_to_turn


def test_labels_are_counted_as_the_model_counts_its_classes():
    labels = Categories.of(["b", "a", None, "c"])
    assert codes_of(labels, ("b", "a")).tolist() == [0, 1, -1, -1]


def test_so_many_rows_at_most():
    _, attacked = chosen(gallery(rows=50), most=7)
    assert len(attacked) == 7
