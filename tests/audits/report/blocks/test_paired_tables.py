"""The numbers behind the figures of paired answers."""

import pytest

from audits.report.blocks import paired_tables
from audits.report.view import View
from tests.audits.report.blocks.compared import BLACK, comparison, difference


def plain(text):
    return text.replace("\N{NO-BREAK SPACE}", " ")


@pytest.fixture
def view(report):
    return View(report)


def test_the_terminals_lines_tell_everyone_and_the_sure_groups_and_no_standstill(view):
    compared = comparison()
    still = difference("accuracy", {}, 0.0, sure=False) | {"gained": 0, "lost": 0}
    tiny = difference("accuracy", BLACK, -0.04, sure=True) | {"adjusted_p_value": 2.4e-5}
    compared["paired"]["differences"] += [still, tiny]
    lines = [plain(line) for line in paired_tables.told_changes(view, compared)]
    assert [line.split(":")[0] for line in lines] == [
        "False positive rate, everyone",
        "False positive rate, African-American",
        "Accuracy, African-American",
    ]
    assert lines[0].startswith("False positive rate, everyone: 30.0 %, now 39.0 %; +9.0 points")
    assert lines[0].endswith("n 900; 10 rows lost, 70 gained; McNemar's exact p 0.002")
    assert lines[2].endswith("McNemar's exact p 2.4e-05")
    compared["paired"]["differences"][0]["lost"] = 1
    assert "; 1 row lost, " in plain(paired_tables.told_changes(view, compared)[0])


def test_changed_rows_are_told_with_their_side_and_a_small_group_in_brackets():
    paired = comparison()["paired"]
    table = paired_tables.flips_table(paired, paired["flips"])
    assert [plain(cell) for cell in table.rows[0]] == [
        "everyone", "7,214", "681", "9.4 % [8.8 to 10.1]", "681", "0",
    ]  # fmt: skip
    assert plain(table.rows[-1][3]) == "(12.5 % [2.0 to 47.0])"
    without = {key: value for key, value in paired.items() if key != "favourable"}
    assert paired_tables.flips_table(without, paired["flips"]).head == (
        "Group", "Rows", "Changed", "Share",
    )  # fmt: skip


def test_a_change_is_told_in_points_with_gains_and_losses_and_says_whether_it_is_sure():
    table = paired_tables.change_table(comparison()["paired"]["differences"], "share")
    assert [plain(cell) for cell in table.rows[1]] == [
        "African-American", "30.0 %", "40.5 %", "+10.5 points [+8.5 to +12.5]", "900", "70",
        "10", "0.002", "yes",
    ]  # fmt: skip
    assert table.rows[2][-1] == "no"
    assert "Gained" not in paired_tables.change_table([], "number").head


def test_a_gap_is_told_against_its_reference():
    (row,) = paired_tables.gap_table(comparison()["paired"]["gaps"], "share difference").rows
    assert plain(row[0]) == "African-American against Caucasian"
    assert plain(row[3]) == "+1.8 points [−0.6 to +4.2]"
    assert row[4] == "1,795 against 1,488"


def test_sure_changes_stand_by_their_size(view):
    rows = paired_tables.sure_changes(view, comparison())
    assert [row[0] for row in rows] == [
        "False positive rate, African-American", "False positive rate, everyone",
    ]  # fmt: skip
    assert paired_tables.sure_changes(view, comparison(paired=None)) == []


def test_more_groups_than_rows_are_counted():
    gaps = comparison()["paired"]["gaps"] * 45
    table = paired_tables.gap_table(gaps, "share difference")
    assert len(table.rows) == 40
    assert table.caption == "5 more rows stand in the JSON report."


@pytest.mark.parametrize(
    ("value", "interval", "scale", "expected"),
    [
        (0.105, (0.085, 0.125), "share difference", ("+10.5", "[+8.5, +12.5]")),
        (0.5, (0.25, 0.75), "difference", ("+0.500", "[+0.250, +0.750]")),
        (-12.5, (-20.0, -5.0), "difference", ("−12.50", "[−20.00, −5.00]")),
        (500.0, (400.0, 600.0), "difference", ("+500.0", "[+400.0, +600.0]")),
        (5000.0, (4000.0, 6000.0), "difference", ("+5,000", "[+4,000, +6,000]")),
    ],
)
def test_digits_are_those_of_the_widest_end(value, interval, scale, expected):
    assert paired_tables.written(value, interval, scale) == expected


def test_only_shares_move_by_points():
    assert paired_tables.moved_on("share") == "share difference"
    assert paired_tables.moved_on("ratio") == "difference"
