"""Who teaches and who judges, and what is too little."""

import numpy as np
import pytest

from audits.data.dataset import Categories, Column, Dataset, Numbers
from audits.errors import NotApplicable
from audits.specification.roles import Role
from audits.tradeoffs.teaching_rows import teaching_rows
from tests.audits.tradeoffs.taught_tables import table
from tests.subjects import Subject


def test_without_a_split_rows_teach_and_judge_by_turns():
    taught = teaching_rows(Subject(table(150, 1)))
    assert not taught.rows.apart
    assert sorted(taught.judging.tolist()) == list(range(150))
    assert taught.classes == ("no", "yes")
    assert taught.rows.inputs.shape == (150, 14)


def test_the_training_part_of_a_split_teaches_and_others_judge():
    split = ["train"] * 120 + ["test"] * 60
    data = table(180, 2, split=split)
    taught = teaching_rows(Subject(data))
    assert taught.rows.apart
    assert len(taught.rows.teaching) == 120
    assert sorted(taught.judging.tolist()) == list(range(120, 180))
    judged = taught.rows.labels[taught.rows.judging]
    assert judged.tolist() == data["y"].categories.codes[taught.judging].tolist()


def test_where_only_one_part_is_audited_the_other_teaches():
    whole = table(180, 3, split=["train"] * 120 + ["test"] * 60)
    subject = Subject(whole.take(np.arange(120, 180)), whole=whole)
    taught = teaching_rows(subject)
    assert (len(taught.rows.teaching), len(taught.judging)) == (120, 60)


def test_a_split_that_leaves_too_few_to_judge_is_not_used():
    taught = teaching_rows(Subject(table(150, 4, split=["train"] * 140 + ["test"] * 10)))
    assert not taught.rows.apart


def test_the_order_of_rows_does_not_matter():
    data = table(150, 5)
    one, other = (
        teaching_rows(Subject(each)).rows for each in (data, data.take(np.arange(150)[::-1]))
    )
    assert np.array_equal(one.inputs, other.inputs)
    assert np.array_equal(one.labels, other.labels)


def test_too_little_is_refused_with_what_would_help():
    with pytest.raises(NotApplicable, match="99 rows have a label"):
        teaching_rows(Subject(table(99, 6)))
    data = table(150, 7)
    same = Column("y", Role.LABEL, Categories.of(["no"] * 150), positive="yes")
    with pytest.raises(NotApplicable, match="every label is the same"):
        teaching_rows(Subject(Dataset((*data.columns[:-1], same))))
    names = Column("y", Role.LABEL, Categories.of([f"n{row // 2}" for row in range(150)]))
    with pytest.raises(NotApplicable, match="these are names and not classes"):
        teaching_rows(Subject(Dataset((*data.columns[:-1], names))))
    with pytest.raises(NotApplicable, match="no column for a surrogate to read"):
        teaching_rows(Subject(Dataset(data.columns[-2:])))
    numbers = Column("y", Role.LABEL, Numbers(np.arange(150.0)))
    with pytest.raises(NotApplicable, match="the label holds number"):
        teaching_rows(Subject(Dataset((*data.columns[:-1], numbers))))
