"""The observed share against the score, a line a group."""

from tests.audits.report.exhibits.samples import BIN, one_figure, plain, shown


def bins(size, *scores):
    return [{**BIN, "n": size, "mean_score": score} for score in scores]


def test_the_largest_groups_are_lines_and_the_others_are_counted(view):
    sizes = {"a": 10, "b": 50, "c": 40, "d": 30, "e": 20}
    groups = [{"group": {"sex": k}, "bins": bins(n, 0.1, 0.9)} for k, n in sizes.items()]
    figure = one_figure(view, "calibration", {"groups": groups})
    assert [row[0] for row in figure.table.rows] == ["b", "b", "c", "c", "d", "d", "e", "e"]
    assert figure.note.endswith("1 smaller groups in the JSON report")


def test_a_row_of_the_numbers_has_score_share_interval_and_n(view):
    figure = one_figure(view, "calibration", {"bins": bins(1200, 0.05, 0.9)})
    label, score, observed, interval, n = map(plain, figure.table.rows[0])
    assert (label, score, observed) == ("everyone", "0.050", "10.0 %")
    assert (interval, n) == ("[0.0 to 20.0]", "1,200")


def test_only_scores_between_0_and_1_promise_a_probability(view):
    promised = "if it kept its word"
    inside = one_figure(view, "calibration", {"bins": bins(90, 0.0, 1.0)})
    outside = one_figure(view, "calibration", {"bins": bins(90, 0.0, 1.2)})
    assert promised in inside.svg
    assert promised not in outside.svg


def test_one_bin_is_no_line(view):
    assert shown(view, "calibration", {"bins": bins(90, 0.5)}) == []
