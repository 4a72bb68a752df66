"""Whom a rate counts, in the plan's words."""

import pytest

from audits.report.rate_phrases import classes_counted, counted, described, in_hundred
from audits.report.view import View


def test_groups_are_told_by_attribute_and_languages_by_name():
    assert described({"sex": "f", "age": "<=25"}) == "sex f and age <=25"
    assert described({"language": "fa", "system": "one"}) == "Persian and one"
    assert described({"sex": None}) == "sex unknown"
    assert described({"sex": "x" * 90}) == f"sex {'x' * 80}…"


def test_the_form_of_a_model_stands_behind_whom_it_was_asked_about():
    assert described({"sex": "f", "variant": "fp16"}) == "sex f (fp16)"
    assert described({"variant": "fp16", "batch": "8"}) == "batch 8 (fp16)"
    assert described({"variant": "fp16"}) == "variant fp16"


@pytest.mark.parametrize(
    ("value", "interval", "said"),
    [
        (0.448, [0.42, 0.47], "45 [42 to 47]"), (0.004, [0.0005, 0.0143], "0.4 [0.1 to 1.4]"),
        (0.0, [0.0, 0.06], "0 [0 to 6]"), (0.996, [0.99, 0.999], "99.6 [99.0 to 99.9]"),
    ],
)  # fmt: skip
def test_what_is_nearly_none_or_all_keeps_a_digit(value, interval, said):
    assert in_hundred({"value": value, "interval": interval}) == said


def looked(classes, shown):
    columns = {"y": {"role": "label", "positive": "1", "favourable": "0"}}
    plan = {"columns": columns, "names": {"classes": classes}}
    matrix = {"kind": "confusion_matrix", "probe": "a.b", "content": {"classes": shown}}
    return View({"plan": plan, "exhibits": [matrix]})


def test_of_two_classes_the_other_is_denied():
    flagged = {"1": "was flagged"}
    assert counted(looked(flagged, ["0", "1"]), "selection_rate").event == "were not flagged"
    # Of three, not flagged may be either of two.
    three = counted(looked(flagged, ["0", "1", "2"]), "selection_rate").event
    assert three == "were given “0”"
    both = {**flagged, "0": "was let go"}
    assert counted(looked(both, ["0", "1"]), "selection_rate").event == "were let go"


def test_rates_of_two_classes_say_which_each_counts(make_report, estimate):
    """COMPAS: not to reoffend favours, and errors are about reoffending."""
    rate = estimate("selection_rate", {"race": "Caucasian"}, 0.6, [0.5, 0.7], 100)
    report = make_report(measurements=[rate], findings=[])
    assert classes_counted(View(report)) == (
        "Selection rates, and what compares them, count “0”, the favourable answer; base rates "
        "and errors are of “1”, the positive class."
    )
    report["plan"]["columns"]["two_year_recid"]["favourable"] = "1"
    assert classes_counted(View(report)) == ""
