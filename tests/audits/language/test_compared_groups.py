import numpy as np

from audits.language.compared_groups import compared, groups_of
from audits.language.decision_reading import ReadingRule
from audits.language.decision_study import Asking, studies
from audits.models.generator import Sampling
from audits.probing.subject import Subject
from tests.audits.language.deciders import recorded

ASKING = Asking(("name",), (), Sampling(9), 1, True)


def study(data):
    (own,) = studies(Subject(data), ReadingRule(), ASKING)
    return own


def test_each_group_has_its_rows_and_stands_beside_its_reference():
    own = study(recorded(lambda case, name: "Yes", cases=6, names=3))
    assert [(group, int(rows.sum())) for group, rows in groups_of(own)] == [
        ((("ethnicity", "Black"),), 18), ((("ethnicity", "white"),), 18)
    ]  # fmt: skip
    (pair,) = compared(own)
    assert (pair.group, pair.reference) == ((("ethnicity", "Black"),), (("ethnicity", "white"),))
    assert (int((pair.sides > 0).sum()), int((pair.sides < 0).sum())) == (18, 18)
    assert len(np.unique(pair.strata)) == 6


def test_cases_that_were_not_asked_about_both_are_left_out_and_counted():
    data = recorded(lambda case, name: "Yes")
    keep = [row for row in range(len(data)) if not (row // 8 >= 10 and row % 8 >= 4)]
    own = study(data.take(np.array(keep)))
    (pair,) = compared(own)
    assert (len(pair.rows), pair.alone) == (80, 40)
