"""Who answered what, from a column a person or a row an answer."""

import numpy as np
import pytest

from audits.data.dataset import Categories, Column, Dataset, Numbers
from audits.errors import NotApplicable
from audits.specification.roles import Role
from audits.tradeoffs.people import people_of
from tests.audits.tradeoffs.judged import judged, long_form


def table(**columns):
    roles = {"item": Role.ID, "who": Role.ANNOTATOR, "label": Role.LABEL}
    return Dataset(
        tuple(
            Column(name, roles.get(name, Role.ANNOTATION), Categories.of(values))
            for name, values in columns.items()
        )
    )


def told(people, data):
    """What stands in it, by row, name and answer."""
    return {
        (int(people.rows[item]), people.names[person], people.classes[code])
        for item, person, code in zip(people.item, people.person, people.code, strict=True)
    }


def test_a_column_for_each_person():
    data = table(ann=["a", "b", None], bo=["b", None, "c"])
    people = people_of(data, print)
    assert told(people, data) == {(0, "ann", "a"), (1, "ann", "b"), (0, "bo", "b"), (2, "bo", "c")}
    assert people.answered.tolist() == [2, 2]
    items, codes = people.of(1)
    assert sorted(people.rows[items].tolist()) == [0, 2]
    assert [people.classes[code] for code in codes] == (
        ["b", "c"] if people.rows[items[0]] == 0 else ["c", "b"]
    )


def test_a_row_for_each_answer():
    data = table(item=["x", "y", "x"], who=["ann", "ann", "bo"], said=["a", "b", "c"])
    people = people_of(data, print)
    assert told(people, data) == {(0, "ann", "a"), (1, "ann", "b"), (0, "bo", "c")} or told(
        people, data
    ) == {(2, "ann", "a"), (1, "ann", "b"), (2, "bo", "c")}
    assert len(people.rows) == 2


def test_both_forms_say_the_same():
    data = judged(50, 4, np.random.default_rng(0))
    wide, long = people_of(data, print), people_of(long_form(data), print)
    by_item = {(f"item{row:05}", who, what) for row, who, what in told(wide, data)}
    names = long_form(data)["item"].categories
    found = {
        (names.levels[names.codes[row]], who, what)
        for row, who, what in told(long, long_form(data))
    }
    assert found == by_item


def test_some_items_alone():
    data = table(ann=["a", "b", "a"], bo=["b", "b", "a"])
    people = people_of(data, print)
    kept = people.rows != 1
    assert told(people.of_items(kept), data) == {
        (0, "ann", "a"), (0, "bo", "b"), (2, "ann", "a"), (2, "bo", "a"),
    }  # fmt: skip


def test_a_person_who_answers_twice_counts_once_and_is_told():
    said = []
    data = table(item=["x", "x", "y"], who=["ann", "ann", "bo"], said=["a", "b", "c"])
    people = people_of(data, said.append)
    assert len(people.item) == 2
    (warning,) = said
    assert "1 answers are of a person who answered about the same item before" in warning
    turned = people_of(data.take(np.array([2, 1, 0])), said.append)
    classes = [sorted(p.classes[code] for code in p.code) for p in (people, turned)]
    assert classes[0] == classes[1]


@pytest.mark.parametrize(
    ("columns", "reason"),
    [
        ({"label": ["a", "b"]}, "no column holds what people answered"),
        ({"ann": [None, None]}, "nobody answered anything"),
        ({"who": ["x", "y"], "said": ["a", "b"]}, "nothing says about what"),
        (
            {"item": ["x", "y"], "who": ["x", "y"], "said": ["a", "b"], "more": ["a", "b"]},
            "there are 2 columns of answers",
        ),
        (
            {"item": ["x", "x"], "who": ["x", "y"], "said": ["a", "b"], "label": ["a", "b"]},
            "'label' differs between rows of one item, such as 'x'",
        ),
    ],
)
def test_what_does_not_fit_says_what_would(columns, reason):
    with pytest.raises(NotApplicable, match=reason) as refused:
        people_of(table(**columns), print)
    assert refused.value.remedy


def test_numbers_are_no_classes():
    data = Dataset((Column("ann", Role.ANNOTATION, Numbers(np.array([0.5, 0.7]))),))
    with pytest.raises(NotApplicable, match="the answers in 'ann' are numbers"):
        people_of(data, print)


def test_a_score_that_differs_within_an_item_is_no_items_score():
    data = table(item=["x", "x"], who=["x", "y"], said=["a", "b"])
    score = Column("score", Role.SCORE, Numbers(np.array([0.5, 0.7])))
    with pytest.raises(NotApplicable, match="'score' differs"):
        people_of(Dataset((*data, score)), print)
