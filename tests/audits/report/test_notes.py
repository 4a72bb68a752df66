"""Notes beside the verdict: one a fact, and sentences end once."""

import numpy as np

from audits.planning.steps import Step
from audits.planning.time_budget import Budget
from audits.probing.unanswered import UnansweredRows, unanswered_warnings
from audits.report.notes import notes, sentence_of


def sampled(probe: str, index: int) -> str:
    """As an audit words it that had room for three rows of eight."""
    planned = Step(index, probe, 1, {"how_many": 8}, passes=20_000)
    budget = Budget(30.0, lambda: 0.0, 0.0, pace=0.001, whole={index: planned.passes})
    told = budget.sampled(planned, Step(index, probe, 1, {"how_many": 3}))
    assert told is not None
    return told


def test_what_was_sampled_is_one_note_and_the_last():
    lime, shap = sampled("explanations.lime", 0), sampled("explanations.kernel_shap", 1)
    other = "the score runs backwards"
    first, last = notes([lime, other, shap])
    assert first == other
    assert last == (
        "the time for this audit, 30s, was too short to ask the model as often as planned, so that "
        "2 probes asked it less often and their intervals are wider: explanations.lime with 3 rows "
        "(whole it takes about 20s); explanations.kernel_shap with 3 rows (whole it takes about "
        "20s). A faster machine asks more in the same time; set `settings.budget: 1m` to have all "
        "of it whole"
    )
    assert "so that 1 probe asked it less often" in notes([lime, other])[1]


def test_the_longest_budget_that_a_probe_asks_for_is_the_one_to_set():
    short = sampled("explanations.lime", 0)
    long = short.replace("settings.budget: 1m", "settings.budget: 2h")
    assert long != short
    assert "`settings.budget: 2h`" in notes([long, short])[0]


def test_rows_that_lack_a_label_are_told_once():
    curve = "1,019 rows lack a score or a label: no curve counts them"
    rate = "1,019 rows lack a label or a prediction: no rate counts them"
    others = "3 rows lack a label or a prediction: no rate counts them"
    assert notes([curve, "x", rate, others]) == [
        "1,019 rows lack a label, a prediction or a score: no curve and no rate counts them",
        "x",
        others,
    ]


def test_one_row_is_told_as_one():
    curve = "1 row lacks a score or a label: no curve counts it"
    rate = "1 row lacks a label or a prediction: no rate counts it"
    assert notes([curve, rate]) == [
        "1 row lacks a label, a prediction or a score: no curve and no rate counts it"
    ]
    cells = "cells read as missing: approved: empty 1"
    assert notes([cells, curve], label="approved") == [
        f"{cells}; no curve counts the row without approved"
    ]


def test_rows_without_an_answer_and_as_many_without_a_score_are_told_once():
    """As the probes word it that read scores, and those that read answers."""

    def told(what: str, count: int) -> str:
        ones = np.zeros(count, dtype=np.int64)
        lacking = UnansweredRows({}, {}, {}, ones + 1.0, np.ones(400), what)
        return next(unanswered_warnings(lacking))

    answers, scores = told("answer", 12), told("score", 12)
    (note,) = notes([answers, scores])
    assert note.startswith("12 of 400 rows have no answer, and as many no score (missing")
    assert notes([scores, "x", answers]) == [note, "x"]
    assert notes([answers, answers]) == [answers]
    other = told("score", 11)
    assert notes([answers, other]) == [answers, other]
    assert told("answer", 1).startswith(
        "1 of 400 rows has no answer (missing, NaN or infinite) and"
    )


def test_the_cells_that_take_rows_away_are_told_with_them():
    cells = "cells read as missing: sex: 'N/A' 26; approved: empty 1,000, 'na' 19"
    curve = "1,019 rows lack a score or a label: no curve counts them"
    rate = "7 rows lack a label or a prediction: no rate counts them"
    assert notes([cells, curve, rate], label="approved") == [
        f"{cells}; no curve counts the 1,019 rows without approved", rate
    ]  # fmt: skip
    assert notes([curve, cells], label="sex")[1] == cells


def test_what_has_one_reason_is_one_note():
    why = "nothing says which of 10 classes is positive; state `positive`"
    told = [f"f1 and cost are not measured: {why}", "other: reason", f"only accuracy: {why}"]
    assert notes(told) == [f"f1 and cost are not measured, and only accuracy: {why}", told[1]]


def test_a_note_is_a_sentence():
    assert sentence_of("is it known before the answer?") == "Is it known before the answer?"
    assert sentence_of("3 rows lack a label") == "3 rows lack a label."
    assert sentence_of("explanations.lime ran") == "explanations.lime ran."
    assert sentence_of("left out: a column.") == "Left out: a column."
