"""An open report says where it shows single people; a protected one shows none."""

import pytest

from audits.report.single_people import single_people
from audits.report.view import View

PAIRS = {"probe": "confounds.intervention", "kind": "pairs", "step": 0, "title": "Pairs",
         "content": {}}  # fmt: skip
COLUMNS = {"race": {"role": "protected"}, "y": {"role": "prediction"}}


@pytest.fixture
def told(make_report, estimate):
    def words(*sizes, exhibits=(), disclosure="open", columns=COLUMNS):
        measured = [
            estimate("selection_rate", {"race": name}, 0.5, [0.1, 0.9], size)
            for name, size in zip("abcdef", sizes, strict=False)
        ]
        plan = {
            "columns": columns,
            "settings": {"disclosure": disclosure}, "policy": None,
        }  # fmt: skip
        report = make_report(plan=plan, measurements=measured, findings=[], exhibits=exhibits)
        return " ".join(banner.words for banner in single_people(View(report)))

    return words


@pytest.mark.parametrize(
    ("sizes", "words"),
    [
        ((4, 90), "shows 1 group of fewer than 5 people."),
        ((1, [3, 90], 5), "shows 2 groups of fewer than 5 people."),
        ((5, 90), ""),
        ((0, 90), ""),
    ],
)
def test_groups_of_a_few_people_are_counted(told, sizes, words):
    found = told(*sizes)
    assert words in found
    assert bool(found) is bool(words)
    assert not found or "disclosure: protect" in found


def test_pictures_of_single_rows_are_counted(told):
    assert "shows 1 picture of single rows." in told(90, exhibits=[PAIRS])
    assert "1 group of fewer than 5 people and 1 picture of single rows" in told(
        2, 90, exhibits=[PAIRS]
    )


def test_lists_that_come_with_evenhand_are_of_nobody(told):
    assert told(exhibits=[PAIRS], columns={}) == ""


def test_a_protected_report_says_nothing_of_it(told):
    assert told(2, 90, exhibits=[PAIRS], disclosure="protect") == ""
