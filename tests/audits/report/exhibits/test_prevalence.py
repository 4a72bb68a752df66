"""What precision becomes as positives get rarer."""

from tests.audits.report.exhibits.samples import SAMPLES, one_figure, plain, shown


def test_the_title_tells_the_wrong_answers_at_one_in_a_hundred(view):
    """At a prevalence of 1 in 100 the sample's precision is 0.01: 99 of 100 “1” are wrong."""
    figure = one_figure(view, "prevalence", SAMPLES["prevalence"])
    assert figure.title == (
        "Where 1 of 100 are “1”, 99 [0 to 100] of 100 answers “1” would be wrong"
    )
    assert "here 40.0" in figure.svg


def test_points_are_rows_from_the_rarest_on(view):
    content = dict(SAMPLES["prevalence"])
    content["points"] = content["points"][::-1]
    figure = one_figure(view, "prevalence", content)
    assert [[plain(cell) for cell in row] for row in figure.table.rows] == [
        ["1.0 %", "1.0 %", "[0.0 to 100.0]", "90.0 %", "[80.0 to 100.0]", "99.0 %"],
        ["50.0 %", "50.0 %", "[0.0 to 100.0]", "90.0 %", "[80.0 to 100.0]", "50.0 %"],
    ]


def test_one_point_is_no_line(view):
    content = {**SAMPLES["prevalence"], "points": SAMPLES["prevalence"]["points"][:1]}
    assert shown(view, "prevalence", content) == []
