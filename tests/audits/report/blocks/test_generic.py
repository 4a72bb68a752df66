"""A block for any folder of probes."""

import pytest

from audits.report.blocks import generic
from audits.report.charts.shapes import Figure, Table
from audits.report.components import Figures, Tabled, Text
from audits.report.view import View

SECTION = "novelty"


@pytest.fixture
def seen(make_report, estimate):
    def made(*measurements, **more):
        report = make_report(
            measurements=[{**m, "probe": f"{SECTION}.one"} for m in measurements],
            findings=more.pop("findings", []), exhibits=more.pop("exhibits", []),
        )  # fmt: skip
        report["probes"] = more.pop("probes", [{"name": f"{SECTION}.one", "status": "ran"}])
        return View(report)

    return made


def figure(name):
    return Figure(name, "", "", "", "", Table((), ()), "")


def test_neighbouring_pictures_share_a_row():
    one, two, three = (Figures((figure(name),)) for name in "abc")
    text = Text("x")
    parts = generic.joined([one, two], [text, three])
    assert [type(part) for part in parts] == [Figures, Text, Figures]
    assert [shown.id for shown in parts[0].figures] == ["a", "b"]


def test_a_probe_that_did_not_run_and_one_that_broke_say_why(seen):
    view = seen(probes=[
        {"name": f"{SECTION}.one", "status": "not_run", "reason": "no column is a label",
         "remedy": "give the role label."},
        {"name": f"{SECTION}.two", "status": "error"},
        {"name": "other.three", "status": "error"},
        {"name": f"{SECTION}.four", "status": "not_run", "reason": "no column is a label",
         "remedy": "give the role label."},
    ])  # fmt: skip
    (broken,) = generic.broken(view, SECTION)
    # One line a reason, however many probes.
    assert list(generic.absent(view, SECTION)) == [
        f"{SECTION}.one and {SECTION}.four did not run: no column is a label. Give the role label."
    ]
    assert (broken.head, broken.tone) == (f"{SECTION}.two broke.", "stop")
    assert broken.words == "No reason was given."


def test_what_is_measured_overall_is_a_row_and_what_has_groups_a_figure(seen, estimate):
    view = seen(
        estimate("novelty_share", {}, 0.5, [0.4, 0.6], 100),
        estimate("novelty_share", {"race": "a"}, 0.25, [0.1, 0.4], 40),
    )
    table, figures = generic.remaining(view, SECTION, ())
    assert isinstance(table, Tabled)
    assert [cell.replace("\xa0", " ") for cell in table.table.rows[0]] == [
        "Novelty share", "50.0 %", "[40.0 to 60.0]", "100",
    ]  # fmt: skip
    assert isinstance(figures, Figures)
    assert generic.remaining(view, SECTION, {"novelty_share"}) == []


def test_what_is_not_judged_has_its_raw_value_in_parentheses(seen):
    view = seen({
        "metric": "novelty_share", "group": {}, "undetermined": "9 rows where 30 are needed",
        "raw": {"value": 0.5, "interval": [0.4, 0.6]}, "sample_size": 9, "step": 0,
    })  # fmt: skip
    (table,) = generic.remaining(view, SECTION, ())
    assert [cell.replace("\xa0", " ") for cell in table.table.rows[0]] == [
        "Novelty share", "(50.0 %)", "[40.0 to 60.0]", "9", "9 rows where 30 are needed",
    ]  # fmt: skip


def test_a_group_silent_for_everyones_reason_needs_no_row(seen):
    silent = {"metric": "novelty_share", "undetermined": "no model", "sample_size": 0, "step": 0}
    view = seen({**silent, "group": {}}, {**silent, "group": {"race": "a"}},
                {**silent, "group": {"race": "b"}, "undetermined": "few"})  # fmt: skip
    (table,) = generic.remaining(view, SECTION, ())
    assert [row[0] for row in table.table.rows] == ["Novelty share", "Novelty share, b"]


def test_exhibits_of_the_folder_are_drawn_and_the_rest_is_counted(seen):
    exhibit = {"probe": f"{SECTION}.one", "kind": "statement", "title": "T", "step": 0,
               "content": {"words": "W", "tone": "note"}}  # fmt: skip
    view = seen(exhibits=[exhibit] * 20)
    first, *banners = generic.drawn_exhibits(view, SECTION)
    assert first.words == "4 more exhibits stand in the JSON report."
    assert len(banners) == 16
    assert generic.drawn_exhibits(view, SECTION, but=("statement",)) == []
    assert generic.drawn_exhibits(view, SECTION, kinds=("curve",)) == []


def test_a_folder_that_measured_nothing_did_not_run(seen, estimate):
    assert generic.block(seen(), SECTION).verdict == "not_run"
    measured = seen(estimate("novelty_share", {}, 0.5, [0.4, 0.6], 100))
    assert generic.block(measured, SECTION).verdict == "none"
