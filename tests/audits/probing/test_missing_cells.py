import numpy as np
import pytest

from audits.data.dataset import Categories, Column, Dataset, Numbers, Texts
from audits.probing.missing_cells import missing, unanswered_sets, without_end
from audits.specification.roles import Role


@pytest.mark.parametrize(
    "values",
    [Categories.of(["a", None, "b"]), Numbers(np.array([1, np.nan, 2.0])),
     Texts.of(["a", None, ""])],
)  # fmt: skip
def test_cells_that_say_nothing_are_missing_in_every_kind(values):
    assert missing(Column("x", Role.LABEL, values)).tolist() == [False, True, False]


def test_a_row_has_its_end_where_both_time_and_event_are_known():
    columns = (
        Column("time", Role.DURATION, Numbers(np.array([1, np.nan, 2.0]))),
        Column("died", Role.EVENT, Categories.of(["1", "0", None])),
    )
    assert without_end(Dataset(columns)).tolist() == [False, True, True]
    assert without_end(Dataset(columns[:1])).tolist() == [False, True, False]


def test_sets_are_unanswered_where_their_labels_are_known_alone():
    columns = (
        Column("topics", Role.LABEL_SET, Texts.of(["[]", "[]", None])),
        Column("found", Role.ANSWER_SET, Texts.of(["[]", None, None])),
    )
    assert unanswered_sets(Dataset(columns)).tolist() == [False, True, False]
