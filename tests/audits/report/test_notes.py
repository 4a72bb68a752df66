"""Notes beside the verdict: one a fact, what was assumed first, and sentences end once."""

import re

from audits.planning.steps import Step
from audits.planning.time_budget import Budget
from audits.report import html
from audits.report.assumptions import assumptions
from audits.report.exports import markdown
from audits.report.notes import notes, sentence_of
from audits.report.view import View
from evenhand import terminal


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


def test_notes_that_are_not_shown_are_counted(make_report):
    report = make_report(warnings=[f"warning {number}" for number in range(43)])
    words = [note.words for note in assumptions(View(report)).noticed]
    assert words[-1] == "3 more stand in the JSON report."
    assert len(words) == 41


GUESS = "the rules on impact_ratio stand on a guess: nobody said which answer benefits, 1 was taken"


def guessed(make_report, **more):
    rules = [{"metric": "impact_ratio", "attribute": "race", "at_least": 0.8}]
    plan = {"columns": {}, "settings": {}, "policy": {"rules": rules}, **more}
    return View(make_report(plan=plan, warnings=[GUESS, "something else"], findings=[]))


def test_a_guess_and_the_rules_on_it_are_one_fact(make_report):
    noted = assumptions(guessed(make_report, assumed={"favourable": "1"}))
    (taken,) = (note for note in noted.assumed if note.head == "Taken by default.")
    assert taken.words.endswith("The rule on impact ratio stands on this guess.")
    assert [note.words for note in noted.noticed] == ["Something else."]
    # What an older report holds of it is not lost where the plan does not say it.
    words = [note.words for note in assumptions(guessed(make_report)).noticed]
    assert words[0].startswith("The rules on impact_ratio stand")


def test_what_was_assumed_stands_after_the_verdict_and_before_everything_else(make_report):
    report = guessed(make_report, assumed={"favourable": "1"}).report
    report |= {"gate": "inconclusive"}
    page = re.sub(r"<(style|nav).*?</\1>|<svg.*?</svg>", "", html.render(report), flags=re.S)
    page = page[page.index("<article") :]
    seen = [page.index(mark) for mark in ("gate v-inc", "What was asked", "benefits the person")]
    assert seen == sorted(seen)
    assert seen[-1] < page.index("Something else") < page.index('id="findings"')
    assert page.index('id="findings"') < page.index("seccomp")
    for text in (markdown.render(report), "\n".join(terminal.lines(report, width=80))):
        lower = text.lower()
        seen = [lower.index(mark) for mark in ("gate", "no policy", "benefits", "something else")]
        assert seen == sorted(seen)
        assert "seccomp" not in lower[: seen[2]]
