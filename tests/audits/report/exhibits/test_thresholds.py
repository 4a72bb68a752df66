"""What every cut of the score would do in each group."""

from audits.report.components import Explorer, Figures, Folded
from audits.report.view import View
from tests.audits.report.exhibits.samples import SAMPLES, shown


def folded_of(view, opinion):
    parts = shown(view, "thresholds", {**SAMPLES["thresholds"], "second_opinion": opinion})
    return next(part for part in parts if isinstance(part, Folded))


def test_a_second_opinion_on_cuts_is_told_with_n(view):
    group = {"group": {"sex": "m"}, "n": 70, "selection_rate": 0.5, "false_positive_rate": 0.4,
             "false_negative_rate": 0.25}  # fmt: skip
    cut = {**group, "cuts": [{"cut": 0.51, "share": 0.8}, {"cut": 0.53, "share": 0.2}]}
    opinion = {
        "library": "fairlearn 0.15.0", "n": 100, "cut": 0.5, "accuracy": 0.71,
        "furthest_from_ours": 0.0, "groups": [group],
        "optimised": [{"constraint": "demographic_parity", "accuracy": 0.68, "groups": [cut]}],
    }  # fmt: skip
    folded = folded_of(view, opinion)
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
    folded = folded_of(view, opinion)
    assert folded.parts[1].table.rows[1][2].replace("\N{NO-BREAK SPACE}", " ") == (
        "0.510 (70.0 %), by lot (30.0 %)"
    )
    other = {**opinion, "furthest_from_ours": 0.02, "optimised": []}
    folded = folded_of(view, other)
    said = folded.parts[0].words.replace("\N{NO-BREAK SPACE}", " ")
    assert "counts other rates at the cut 0.500: up to 2.0 points from ours, n 100" in said
    assert "Rows are weighted" in said


def cut_figures(view, **content):
    parts = shown(view, "thresholds", {**SAMPLES["thresholds"], **content})
    return next(part for part in parts if isinstance(part, Figures)).figures


def rates(low, high, n=900):
    return [{"group": {"sex": "m"}, "n": n + 1, "selection_rate": low},
            {"group": {"sex": "f"}, "n": n, "selection_rate": high}]  # fmt: skip


def test_the_title_claims_what_the_bands_at_some_cut_support(view):
    (figure,) = cut_figures(view, groups=rates([0.9, 0.5], [0.8, 0.4]))
    assert figure.title == (
        "Selection rate: m lies above f at 2 of 2 cuts, by intervals that do not overlap"
    )
    (figure,) = cut_figures(view, groups=rates([0.8, 0.4], [0.9, 0.4]))
    assert figure.title.startswith("Selection rate: f lies above m at 1 of 2 cuts")
    (figure,) = cut_figures(view, groups=rates([0.8, 0.5], [0.9, 0.4]))
    assert figure.title == "Selection rate: which of m and f is higher depends on the cut"
    (figure,) = cut_figures(view, groups=rates([0.9, 0.5], [0.8, 0.4], n=30))
    assert figure.title == "Selection rate: no cut tells m from f"
    (figure,) = cut_figures(view, groups=rates([0.8, 0.5], [0.9, 0.4])[:1])
    assert figure.title == "Selection rate at every cut"


def test_errors_whose_counts_nobody_knows_have_no_band_and_no_claim(view):
    errors = [{"group": {"sex": k}, "n": 90, "false_positive_rate": [0.9, 0.5]} for k in "mf"]
    (figure,) = cut_figures(view, groups=errors)
    assert figure.title == "False positive rate of m and f at every cut"
    assert "c-band" not in figure.svg


def test_selection_is_drawn_only_where_no_error_is(view):
    errors = {"group": {"sex": "m"}, "n": 70, "false_positive_rate": [0.9, 0.5]}
    (figure,) = cut_figures(view, groups=[errors | {"selection_rate": [1.0, 0.5]}])
    assert figure.id == "fig-name-false-positive-rate"
    (figure,) = cut_figures(view, groups=rates([1.0, 0.5], [1.0, 0.5]))
    assert figure.id == "fig-name-selection-rate"


def test_a_small_group_is_no_line_where_a_large_one_is(view):
    groups = rates([0.9, 0.5], [0.8, 0.4])
    groups[1]["n"] = 29
    (figure,) = cut_figures(view, groups=groups)
    assert {row[0] for row in figure.table.rows} == {"m"}


def test_the_slider_begins_at_the_cut_in_use_with_the_interval_of_each_rate(make_report):
    """Wilson's interval of 45 of 90 at 95 %, by hand: (0.5 ± 0.1011) of 90 rows."""
    from tests.audits.report.conftest import PLAN, measured

    columns = {**PLAN["columns"], "s": {"role": "score", "threshold": 0.6}}
    base = measured("base_rate", {"sex": "m"}, 1 / 3, [0.2, 0.5], 90)
    view = View(make_report(plan={**PLAN, "columns": columns}, measurements=[base], findings=[]))
    group = {"group": {"sex": "m"}, "n": 90, "selection_rate": [0.9, 0.5],
             "false_positive_rate": [0.8, 0.25]}  # fmt: skip
    content = {"attribute": "sex", "thresholds": [0.1, 0.62], "groups": [group]}
    explorer = next(p for p in shown(view, "thresholds", content) if isinstance(p, Explorer))
    assert (explorer.cuts, explorer.used_cut, explorer.in_use) == ((0.1, 0.62), 1, True)
    assert explorer.rates == ("False positive rate", "Selection rate")
    assert explorer.counts == ((60, 90),)  # a third of 90 has the label
    assert explorer.cells[0][1].replace("\N{NO-BREAK SPACE}", " ") == "50.0 % [39.9 to 60.1]"
    assert explorer.data["shares"] == [[[0.8, 0.25], [0.9, 0.5]]]
    assert set(explorer.charts) == {"fig-name-false-positive-rate"}


def test_one_cut_is_no_line(view):
    assert shown(view, "thresholds", {**SAMPLES["thresholds"], "thresholds": [0.5]}) == []
