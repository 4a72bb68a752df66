"""What every cut of the score would do in each group."""

from tests.audits.report.exhibits.samples import SAMPLES, one_figure, shown


def test_a_second_opinion_on_cuts_is_told_with_n(view):
    group = {"group": {"sex": "m"}, "n": 70, "selection_rate": 0.5, "false_positive_rate": 0.4,
             "false_negative_rate": 0.25}  # fmt: skip
    cut = {**group, "cuts": [{"cut": 0.51, "share": 0.8}, {"cut": 0.53, "share": 0.2}]}
    opinion = {
        "library": "fairlearn 0.15.0", "n": 100, "cut": 0.5, "accuracy": 0.71,
        "furthest_from_ours": 0.0, "groups": [group],
        "optimised": [{"constraint": "demographic_parity", "accuracy": 0.68, "groups": [cut]}],
    }  # fmt: skip
    _, folded = shown(view, "thresholds", {**SAMPLES["thresholds"], "second_opinion": opinion})
    words, table = folded.parts
    said = words.words.replace("\N{NO-BREAK SPACE}", " ")
    assert "counts the same rates as we do at the cut 0.500, n 100" in said
    assert "selects every group alike would be right in 68.0 % of the rows" in said
    assert "where one cut is in 71.0 %, n 100" in said
    assert [row[2].replace("\N{NO-BREAK SPACE}", " ") for row in table.table.rows] == [
        "0.500", "0.510 (80.0 %), 0.530 (20.0 %)",
    ]  # fmt: skip
    assert all(row[-1] == "70" for row in table.table.rows)
    cut["cuts"] = [{"cut": 0.51, "share": 0.7}]
    _, folded = shown(view, "thresholds", {**SAMPLES["thresholds"], "second_opinion": opinion})
    assert folded.parts[1].table.rows[1][2].replace("\N{NO-BREAK SPACE}", " ") == (
        "0.510 (70.0 %), by lot (30.0 %)"
    )
    other = {**opinion, "furthest_from_ours": 0.02, "optimised": []}
    _, folded = shown(view, "thresholds", {**SAMPLES["thresholds"], "second_opinion": other})
    said = folded.parts[0].words.replace("\N{NO-BREAK SPACE}", " ")
    assert "counts other rates at the cut 0.500: up to 2.0 points from ours, n 100" in said
    assert "Rows are weighted" in said


def cut_figures(view, **content):
    (part,) = shown(view, "thresholds", {**SAMPLES["thresholds"], **content})
    return part.figures


def rates(low, high):
    return [{"group": {"sex": "m"}, "n": 70, "false_positive_rate": low},
            {"group": {"sex": "f"}, "n": 60, "false_positive_rate": high}]  # fmt: skip


def test_the_title_says_which_group_lies_above_or_that_it_depends_on_the_cut(view):
    (figure,) = cut_figures(view, groups=rates([0.9, 0.5], [0.8, 0.4]))
    assert figure.title == "False positive rate: m lies above f at every cut"
    (figure,) = cut_figures(view, groups=rates([0.8, 0.4], [0.9, 0.4]))
    assert figure.title == "False positive rate: f lies above m at every cut"
    (figure,) = cut_figures(view, groups=rates([0.8, 0.5], [0.9, 0.4]))
    assert figure.title == "False positive rate: the order of m and f depends on the cut"
    (figure,) = cut_figures(view, groups=rates([0.8, 0.5], [0.9, 0.4])[:1])
    assert figure.title == "False positive rate at every cut"


def test_selection_is_drawn_only_where_no_error_is(view):
    errors, selection = rates([0.9, 0.5], [0.8, 0.4]), SAMPLES["thresholds"]["groups"][:1]
    (figure,) = cut_figures(view, groups=[errors[0] | selection[0]])
    assert figure.id == "fig-name-false-positive-rate"
    only = {"group": {"sex": "m"}, "n": 70, "selection_rate": [1.0, 0.5]}
    assert (
        one_figure(view, "thresholds", {**SAMPLES["thresholds"], "groups": [only]}).id
        == "fig-name-selection-rate"
    )


def test_a_small_group_is_no_line_where_a_large_one_is(view):
    groups = rates([0.9, 0.5], [0.8, 0.4])
    groups[1]["n"] = 29
    (figure,) = cut_figures(view, groups=groups)
    assert {row[0] for row in figure.table.rows} == {"m"}


def test_one_cut_is_no_line(view):
    assert shown(view, "thresholds", {**SAMPLES["thresholds"], "thresholds": [0.5]}) == []
