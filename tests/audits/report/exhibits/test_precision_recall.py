"""What is right among the alarms, as more of the positives are found."""

from tests.audits.report.exhibits.samples import SAMPLES, one_figure, plain


def test_points_stand_in_the_order_of_recall(view):
    content = {**SAMPLES["precision_recall"], "points": [[1.0, 0.4], [0.1, 0.9]]}
    figure = one_figure(view, "precision_recall", content)
    assert [tuple(map(plain, row)) for row in figure.table.rows] == [
        ("10.0 %", "90.0 %"), ("100.0 %", "40.0 %"),
    ]  # fmt: skip
    assert plain(figure.alt).endswith("chance is 40.0 %.")
    assert figure.note.startswith("Every cut of the score, n 100")


def test_the_title_carries_the_average_precision_where_it_was_measured(make_report, estimate, view):
    figure = one_figure(view, "precision_recall", SAMPLES["precision_recall"])
    assert figure.title == "Precision and recall: the curve"
    measured = estimate("average_precision", {}, 0.612, [0.55, 0.67], 100)
    report = make_report(measurements=[measured], findings=[])
    figure = one_figure(type(view)(report), "precision_recall", SAMPLES["precision_recall"])
    assert figure.title == "Precision and recall: average precision 0.612 [0.550 to 0.670]"


def test_a_long_curve_is_told_in_about_twenty_rows(view):
    points = [[k / 100, 0.5] for k in range(100)]
    figure = one_figure(view, "precision_recall", {"points": points, "chance": 0.4})
    assert [plain(row[0]) for row in figure.table.rows[:3]] == ["0.0 %", "5.0 %", "10.0 %"]
    assert len(figure.table.rows) == 20
