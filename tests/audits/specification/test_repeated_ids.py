"""What is said of a name of rows that repeats, and beside which columns it does by design."""

import pandas as pd

from audits.specification.repeated_ids import each_counts_again, repeats_by_design
from audits.specification.roles import Role


def test_the_remedy_keeps_one_row_of_each():
    frame = pd.DataFrame({"case": ["a", "a", "b"], "y": [1, 1, 0]})
    pasted = each_counts_again("case").split("`")[1]
    assert eval(pasted, {"frame": frame})["case"].tolist() == ["a", "b"]


def test_items_of_lists_people_and_systems_repeat_by_design():
    assert repeats_by_design([Role.LABEL, Role.QUERY])
    assert repeats_by_design({Role.ANNOTATOR: "who"})
    assert not repeats_by_design([Role.ID, Role.CLUSTER, None])
