"""The figures of rows that both audits saw."""

import pytest

from audits.report.blocks import paired
from audits.report.view import View
from tests.audits.report.blocks.compared import BLACK, WHITE, comparison, difference, of_numbers


def plain(text):
    return text.replace("\N{NO-BREAK SPACE}", " ")


@pytest.fixture
def view(report):
    return View(report)


def test_the_title_of_changed_answers_names_the_group_with_most(view):
    figure = paired.flips_figure(view, comparison()["paired"])
    assert plain(figure.title) == (
        "Answers changed most for African-American: 11.4 % of its rows"  # 420 of 3,696
    )
    assert figure.note == "The same 7,214 rows then and now"


def test_groups_that_changed_alike_are_not_told_apart(view):
    changed = comparison()["paired"]
    for entry in changed["flips"][1:3]:
        entry["value"] = 0.1
    changed["without_answer"] = 3
    figure = paired.flips_figure(view, changed)
    assert plain(figure.title) == "10.0 % of the answers changed in every group"
    assert figure.note.endswith("; 3 more lack an answer in one audit")


def test_no_changed_answer_is_said(view):
    changed = comparison()["paired"]
    for entry in changed["flips"]:
        entry["flipped"] = 0
    assert paired.flips_figure(view, changed).title == "No answer changed"


@pytest.mark.parametrize(
    ("answers", "expected"),
    [({}, "answers"), ({"answers": "numbers"}, "predicted numbers"),
     ({"answers": "texts"}, "texts")],
)  # fmt: skip
def test_what_changed_is_called_by_its_kind(answers, expected):
    assert paired.noun_of(answers) == expected


def test_a_number_that_nearly_always_changes_is_no_news(view):
    changed = of_numbers()["paired"]
    assert paired.flips_figure(view, changed) is not None
    for entry in changed["flips"]:
        entry["value"] = 0.99
    assert paired.flips_figure(view, changed) is None


def title_of(view, *differences):
    (figure,) = paired.change_figures(view, {"differences": differences})
    return figure.title


def test_the_title_of_a_change_tells_who_rose_and_who_fell(view):
    rate = "false_positive_rate"
    rose = difference(rate, BLACK, 0.1, sure=True)
    fell = difference(rate, WHITE, -0.1, sure=True)
    everyone = difference(rate, {}, -0.1, sure=True)
    unsure = difference(rate, BLACK, 0.1, sure=False)
    assert title_of(view, rose, fell) == (
        "False positive rate: rose for African-American and fell for Caucasian"
    )
    assert title_of(view, everyone, unsure) == (
        "False positive rate: fell over all, in no single group surely"
    )
    assert title_of(view, unsure) == "False positive rate: no change is sure"


def test_a_gap_moved_where_its_interval_leaves_nothing_out(view):
    changed = comparison()["paired"]
    (figure,) = paired.gap_figures(view, changed)
    assert figure.title == "False positive rate: no gap surely moved"
    changed["gaps"][0]["interval"] = [0.006, 0.042]
    (figure,) = paired.gap_figures(view, changed)
    assert figure.title == "False positive rate: the gap moved for African-American"
