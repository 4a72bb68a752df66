import numpy as np
import pytest

from audits.data.dataset import Categories, Column, Dataset, Texts
from audits.errors import NotApplicable
from audits.fairness.label_sets import ANSWERED, label_sets
from audits.probing.subject import Subject
from audits.specification.roles import Role


def lists(truth, answered):
    return Dataset(
        (
            Column("topics", Role.LABEL_SET, Texts.of(truth)),
            Column("said", Role.ANSWER_SET, Texts.of(answered)),
        )
    )


def test_lists_are_read_in_every_form():
    data = lists(['["a", "b"]', "a;b", "[]", "['b']"], ["a | b", '["a"]', "c", "[]"])
    sets = label_sets(Subject(data))
    assert sets.names == ("a", "b", "c")
    assert sets.truth.tolist() == [[1, 1, 0], [1, 1, 0], [0, 0, 0], [0, 1, 0]]
    assert sets.answered.tolist() == [[1, 1, 0], [1, 0, 0], [0, 0, 1], [0, 0, 0]]


def test_rows_without_an_answer_are_told_and_in_no_number():
    subject = Subject(lists(["a", "a;b", None, "b"], ["a", None, "a", "b"]))
    assert label_sets(subject).rows.tolist() == [0, 3]
    assert "2 rows lack their labels or the answer" in subject.warnings[0]


def test_a_label_that_is_never_answered_is_told():
    subject = Subject(lists(["a"] * 9 + ["a;rare"] * 3, ["a"] * 12))
    label_sets(subject)
    (told,) = subject.warnings
    assert told == ("never answered, as if there were no such label: 'rare' (3 of 12 rows have it)")


def test_a_label_that_nobody_has_is_told():
    subject = Subject(lists(["a", "a"], ["a;ghost", "a"]))
    label_sets(subject)
    assert "the label 'ghost' has no row" in subject.warnings[0]


@pytest.mark.parametrize("sign", [",", ", ", " / ", "+", "&"])
def test_labels_that_are_others_with_a_sign_between_are_told(sign):
    subject = Subject(lists(["a", "b", f"a{sign}b"], ["a", "b", f"a{sign}b"]))
    label_sets(subject)
    (told,) = subject.warnings
    assert "is made of other labels" in told
    assert "part them by `;`" in told


def test_a_label_with_a_comma_of_its_own_is_told_of_nothing():
    subject = Subject(lists(["a", "arts, crafts"], ["a", "arts, crafts"]))
    label_sets(subject)
    assert not subject.warnings


def test_a_column_for_each_label_is_the_same():
    def two(name, role, values, **more):
        return Column(name, role, Categories.of(values), **more)

    data = Dataset(
        (
            two("a", Role.LABEL_SET, ["1", "0", "1"]),
            two("b", Role.LABEL_SET, ["yes", "no", None], positive="yes"),
            two(f"b{ANSWERED}", Role.ANSWER_SET, ["no", "yes", "no"], positive="yes"),
            two(f"a{ANSWERED}", Role.ANSWER_SET, ["1", "1", "1"]),
        )
    )
    sets = label_sets(Subject(data))
    assert sets.names == ("a", "b")
    assert sets.rows.tolist() == [0, 1]
    assert np.array_equal(sets.truth, [[True, True], [False, False]])
    assert np.array_equal(sets.answered, [[True, False], [True, True]])


def test_what_is_no_list_is_named_by_its_row():
    with pytest.raises(NotApplicable, match="row 2 of 'topics'"):
        label_sets(Subject(lists(["a", "[a"], ["a", "a"])))
