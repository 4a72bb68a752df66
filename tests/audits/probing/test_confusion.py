import numpy as np
import pytest
from sklearn.metrics import confusion_matrix

from audits.data.dataset import Categories, Column, Dataset, Numbers
from audits.errors import NotApplicable
from audits.probing.confusion import confusion, unknown_share
from audits.probing.subject import Subject
from audits.specification.roles import Role


def subject(labels, predictions, groups=None):
    columns = [
        Column("label", Role.LABEL, Categories.of(labels)),
        Column("answer", Role.PREDICTION, Categories.of(predictions)),
    ]
    if groups is not None:
        columns.append(Column("group", Role.PROTECTED, Categories.of(groups)))
    return Subject(Dataset(tuple(columns)))


def test_cells_are_scikit_learns_for_everyone_and_each_group():
    rng = np.random.default_rng(0)
    labels, answers = rng.choice(["x", "y", "z"], (2, 300))
    groups = rng.choice(["a", "b"], 300)
    found = confusion(subject(labels.tolist(), answers.tolist(), groups.tolist()))
    assert found.classes == ("x", "y", "z")
    assert (found.overall.rows == confusion_matrix(labels, answers)).all()
    for at, name in enumerate("ab"):
        held = groups == name
        expected = confusion_matrix(labels[held], answers[held])
        assert (found.groups[0].rows[at] == expected).all()


def test_an_answer_that_no_label_has_is_a_class_of_its_own():
    found = confusion(subject(["x", "y", "x"], ["x", "w", "x"]))
    assert found.classes == ("w", "x", "y")
    assert found.overall.rows[found.right].sum() == 2
    assert found.overall.rows[found.is_label("y") & found.is_prediction("w")].sum() == 1


def test_rows_that_lack_one_are_left_out_and_said():
    held = subject(["x", None, "y"], ["x", "x", None])
    assert confusion(held).overall.rows.sum() == 1
    assert any(message.startswith("2 rows lack") for message in held.warnings)


def test_nothing_to_compare_is_refused():
    with pytest.raises(NotApplicable, match="no row has both"):
        confusion(subject(["x", None], [None, "x"]))


def test_unknown_people_may_belong_to_any_known_group():
    found = confusion(subject(["x", "y"] * 4, ["x"] * 8, ["a"] * 3 + ["b"] * 3 + [None] * 2))
    division, tally = found.divisions[0], found.groups[0]
    known = [dict(group)["group"] for group in division.groups]
    hidden = unknown_share(division, tally, known.index("a"), found.right, found.anything)
    assert (hidden.successes, hidden.trials) == (1, 2)
    assert unknown_share(division, tally, known.index(None), found.right, found.anything) is None


def test_classes_that_no_memory_crosses_are_refused_with_what_to_do(monkeypatch):
    held = subject(["x", "y", "z"], ["x", "y", "y"], ["a", "b", "b"])
    monkeypatch.setattr("audits.probing.confusion.MOST_CELLS", 4 * 3 * 3)
    assert confusion(held).classes == ("x", "y", "z")
    monkeypatch.setattr("audits.probing.confusion.MOST_CELLS", 4 * 3 * 3 - 1)
    with pytest.raises(NotApplicable, match="3 labels and 2 answers are too many"):
        confusion(held)


def test_weights_and_clusters_take_room_too(monkeypatch):
    """Of 4,500 classes with weights the audit ran out of memory, and without passed."""
    columns = [
        Column("label", Role.LABEL, Categories.of(["x", "y"] * 4)),
        Column("answer", Role.PREDICTION, Categories.of(["x"] * 8)),
    ]
    weight = Column("w", Role.WEIGHT, Numbers(np.ones(8)))
    cluster = Column("c", Role.CLUSTER, Categories.of(list("aabbccdd")))
    for more, numbers in (([], 1), ([weight], 4), ([cluster], 2), ([weight, cluster], 5)):
        data = Dataset((*columns, *more))
        monkeypatch.setattr("audits.probing.confusion.MOST_CELLS", 3 * 2 * numbers)
        assert confusion(Subject(data)).classes == ("x", "y")
        monkeypatch.setattr("audits.probing.confusion.MOST_CELLS", 3 * 2 * numbers - 1)
        with pytest.raises(NotApplicable, match="too many to be crossed"):
            confusion(Subject(data))
