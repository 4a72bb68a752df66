"""Which rows are chosen, and that it does not depend on the seed."""

import numpy as np

from audits.data.dataset import Categories, Column, Dataset, Numbers
from audits.explanations.row_selection import choose_rows
from audits.explanations.subject_to_explain import ExplanationTask
from audits.specification.roles import Role
from tests.askable import LinearTable
from tests.subjects import Subject


def subject(seed=0):
    values = np.linspace(-3, 3, 41)
    label = ["yes" if value > 0 else "no" for value in values]
    label[0], label[40] = "yes", "no"  # the two surest answers are wrong
    sex = ["f"] * 20 + ["m"] * 21
    data = Dataset(
        (
            Column("x0", Role.FEATURE, Numbers(values)),
            Column("sex", Role.PROTECTED, Categories.of(sex)),
            Column("label", Role.LABEL, Categories.of(label)),
        )
    )
    return Subject(data, LinearTable({"x0": 2.0}), seed=seed)


def test_the_mixture_has_its_reasons():
    one = subject()
    chosen = {c.row: c.why for c in choose_rows(one, (), 8, ExplanationTask(one).answers)}
    assert len(chosen) == 8
    assert chosen[20] == "most uncertain"  # probability one half
    assert chosen[0] == "most wrong (sex f)"
    assert chosen[40] == "most wrong (sex m)"
    assert list(chosen.values()).count("typical") == 2


def test_another_seed_chooses_the_same_rows():
    first, second = subject(0), subject(99)
    assert choose_rows(first, (), 8, ExplanationTask(first).answers) == choose_rows(
        second, (), 8, ExplanationTask(second).answers
    )


def test_named_rows_are_taken_as_they_are():
    one = subject()
    chosen = choose_rows(one, (5, 3, 5), 8, ExplanationTask(one).answers)
    assert [c.row for c in chosen] == [5, 3]


def test_fewer_rows_than_asked_for_are_all_chosen():
    one = subject()
    few = Subject(one.data.take(slice(0, 3)), one.model)
    assert len(choose_rows(few, (), 8, ExplanationTask(few).answers)) == 3
