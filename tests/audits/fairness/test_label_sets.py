import re

import numpy as np
import pandas as pd
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
def test_labels_that_are_others_with_a_sign_between_are_refused_and_read_as_the_remedy_says(sign):
    cells = ["a", "b", f"a{sign}b"]
    with pytest.raises(NotApplicable) as refused:
        label_sets(Subject(lists(cells, cells)))
    assert refused.value.reason.startswith(f"row 3 of 'topics' holds {cells[2]!r}, labels with ")
    (line,) = re.findall("`(frame.*?)`;", refused.value.remedy)
    frame = pd.DataFrame({"topics": cells})
    exec(line, {"frame": frame})
    sets = label_sets(Subject(lists(frame["topics"].tolist(), frame["topics"].tolist())))
    assert sets.truth.tolist() == [[1, 0], [0, 1], [1, 1]]


def test_labels_that_never_stand_alone_are_known_from_several_lists():
    cells = ["a,b", "b,c", "a,c"]
    with pytest.raises(NotApplicable, match="labels with ',' between them"):
        label_sets(Subject(lists(cells, cells)))


def test_in_lists_a_label_of_others_is_told():
    cells = ['["a"]', '["b"]', '["a,b"]']
    subject = Subject(lists(cells, cells))
    label_sets(subject)
    (told,) = subject.warnings
    assert "is made of other labels" in told


def test_a_label_with_a_comma_of_its_own_is_told_of_nothing():
    subject = Subject(lists(["a", "arts, crafts", "cities, rome", "cities, bonn"], ["a"] * 4))
    assert label_sets(subject).names == ("a", "arts, crafts", "cities, bonn", "cities, rome")
    assert not any("other labels" in note for note in subject.warnings)


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


def test_answers_that_differ_by_capitals_alone_are_refused():
    """They would be labels of their own, and every F1 near 0."""
    data = lists(["sport;arts", "arts"], ["Sport;arts ", "arts"])
    with pytest.raises(NotApplicable, match="'Sport' is 'sport'"):
        label_sets(Subject(data))
    both = lists(["sport", "Sport"], ["Sport", "sport"])
    assert label_sets(Subject(both)).names == ("Sport", "sport")


@pytest.mark.parametrize(
    ("truth", "answered"), [(["a", "b"], ["0", "1"]), (["a", "b"], ["[]", "[]"]), (["[]"], ["[]"])]
)
def test_sides_without_a_label_in_common_are_refused(truth, answered):
    """Sets without any label are all alike: whole sets right would be 1."""
    with pytest.raises(NotApplicable, match="no label stands on both sides"):
        label_sets(Subject(lists(truth, answered)))


@pytest.mark.parametrize("word", ["NA", "null", "?", "unknown"])
def test_a_word_that_may_say_that_nothing_is_known_is_no_label_by_itself(word):
    with pytest.raises(NotApplicable, match="may say that nothing is known") as refusal:
        label_sets(Subject(lists(["a", word, "b"], ["a", "a", "b"])))
    assert f'["{word}"]' in refusal.value.remedy
    named = label_sets(Subject(lists(["a", f'["{word}"]', "b"], ["a", "a", f"b;{word}"])))
    assert word in named.names
