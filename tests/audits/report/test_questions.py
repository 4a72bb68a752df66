"""What a rule asks; the table of findings has the question of each metric."""

import pytest

from audits.report.questions import question
from audits.report.view import View

PLAN = {"columns": {"y": {"role": "label", "positive": "1"}}, "names": {"rows": "people"}}
GAP = {"metric": "demographic_parity_difference", "attribute": "sex"}


@pytest.mark.parametrize(
    ("bounds", "end"),
    [
        ({"within": 0.05}, "stay within 5 points of sex m?"),
        ({"within": [-0.1, 0.02]}, "lie at most 10 points below and at most 2 points above sex m?"),
        ({"at_least": -0.05}, "lie at most 5 points below sex m?"),
        ({"at_most": 0.05}, "lie at most 5 points above sex m?"),
    ],
)
def test_the_sides_of_a_gap_are_told_by_direction(bounds, end):
    measured = {"group": {"sex": "f"}, "reference": {"sex": "m"}}
    asked = question(View({"plan": PLAN}), {**GAP, **bounds}, measured)
    assert asked.replace("\N{NO-BREAK SPACE}", " ").endswith(f"does every sex {end}")


@pytest.mark.parametrize(
    ("bounds", "asked"),
    [
        ({"at_least": 0.905}, "at least 90.5"), ({"above": 0.5}, "more than 50"),
        ({"below": 0.004}, "fewer than 0.4"), ({"at_least": 0.1, "at_most": 1}, "at least 10 and at"
                                                                               " most 100"),
    ],
)  # fmt: skip
def test_the_bound_of_a_share_is_so_many_of_a_hundred(bounds, asked):
    told = question(View({"plan": PLAN}), {"metric": "accuracy", **bounds})
    assert told == f"Of 100 people, how many were answered correctly, and is that {asked}?"
