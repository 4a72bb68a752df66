"""Numbers that answer a question; the table of findings has the answer of each metric."""

from audits.report.answers import affected, nothing_recalled, raw
from audits.report.view import View

NB = "\N{NO-BREAK SPACE}"
POSITIVE = {"y": {"role": "label", "positive": "1"}}


def test_a_mean_that_may_be_zero_is_neither_too_high_nor_too_low(make_report, estimate):
    plan = {"columns": {}, "settings": {}, "policy": {}}
    group = {"sex": "f"}
    for value, interval, said in (
        (5.0, [1.0, 9.0], "5.00 [1.00 to 9.00] too high"),
        (-5.0, [-9.0, -1.0], "5.00 [1.00 to 9.00] too low"),
        (-5.0, [-9.0, 1.0], "−5.00 [−9.00 to +1.00] off"),
    ):
        measured = estimate("mean_error", group, value, interval, 40)
        view = View(make_report(plan=plan, measurements=[measured], findings=[]))
        told = affected(view, measured, "mean_error", [])
        assert told == f"On average the answer is {said} for rows with sex f (n{NB}40)."


def test_only_a_recall_of_nothing_at_all_is_what_doing_nothing_gives(estimate):
    none, one = (estimate("true_positive_rate", {}, hits / 60, [0, 0.1], 60) for hits in (0, 1))
    assert nothing_recalled("true_positive_rate", none)
    assert not nothing_recalled("true_positive_rate", one)
    assert not nothing_recalled("false_positive_rate", none)


def test_a_raw_number_is_shown_and_not_judged(report):
    (measured,) = (m for m in report["measurements"] if "raw" in m)
    assert raw(View(report), measured) == (
        f"Measured were +14.0{NB}points [−10.0 to +45.0], n{NB}8: shown, and not judged."
    )
    assert raw(View(report), None) == ""


def test_of_a_model_it_is_not_said_that_rows_were_measured(make_report, estimate):
    plan = {"columns": {}, "settings": {}, "policy": {}}
    size = {**estimate("model_bytes", {}, 98_994, [98_994, 98_994], 1), "method": "counted"}
    time = {**estimate("latency", {}, 2.5, [2.4, 2.6], 400), "method": "order-statistic (here)"}
    view = View(make_report(plan=plan, measurements=[size, time], findings=[]))
    assert affected(view, size, "model_bytes", [size]).startswith(
        "Counted, and not estimated from rows. Size on disk: "
    )
    assert affected(view, time, "latency", [time]).startswith(f"Calls of the model, n{NB}400. ")
