"""Forms of a model as points of worth and cost, with their numbers behind them."""

import pytest

from tests.audits.report.exhibits.samples import SAMPLES, shown

TIGHT = "\N{NO-BREAK SPACE}"


def test_each_cost_has_a_picture_and_who_is_dominated_is_hollow(view):
    heading, text, figures, worth, costs = shown(view, "pareto", SAMPLES["pareto"])
    assert heading.kind == "heading"
    (figure,) = figures.figures  # one cost is known of all: the size
    assert figure.title == "Accuracy against size on disk"
    assert figure.note == "Hollow: dominated."
    assert str(figure.svg).count("c-point s0") == 1
    assert str(figure.svg).count("c-point s1") == 1
    assert figure.table.rows[0] == (
        "original", "fp16", "90.0 [88.0 to 92.0]", f"1.00{TIGHT}MB",
    )  # fmt: skip
    assert "Original is dominated by fp16." in text.words
    assert "Not compared, since not every form has it: latency." in text.words
    assert "same 900 rows" in text.words
    assert "Static int8 was not made: Conv3D stands there." in worth.table.caption
    assert worth.table.rows[1][3] == f"0.0{TIGHT}points [\N{MINUS SIGN}1.0 to +1.0] (n 900)"
    assert worth.table.rows[0][4] == f"f: 80.0{TIGHT}% [70.0 to 87.0] (n 90)"
    assert costs.table.rows[0][1].startswith("undetermined: 2.00")
    assert costs.table.rows[0][5] == "as it was given"


def test_qualities_take_turns_beside_costs(view):
    content = {**SAMPLES["pareto"], "criteria": ["accuracy", "worst_group", "size", "packed"]}
    content["words"] = {**content["words"], "packed": "size of the download"}
    *_, figures, _, _ = shown(view, "pareto", content)
    assert [figure.title for figure in figures.figures] == [
        "Accuracy against size on disk", "Worst group's accuracy against size of the download",
    ]  # fmt: skip


@pytest.mark.parametrize("criteria", [[], ["size"]])
def test_without_a_quality_there_is_no_picture(view, criteria):
    parts = shown(view, "pareto", {**SAMPLES["pareto"], "criteria": criteria})
    assert [part.kind for part in parts] == ["heading", "text", "table", "table"]
