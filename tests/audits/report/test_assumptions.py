"""What was assumed stands beside the verdict, and what was noticed folds after it."""

import re

import pytest

from audits.report import html
from audits.report.assumptions import assumptions, without_keys
from audits.report.exports import markdown
from audits.report.view import View
from evenhand import terminal


def test_notes_that_are_not_shown_are_counted(make_report):
    report = make_report(warnings=[f"warning {number}" for number in range(43)])
    words = [note.words for note in assumptions(View(report)).noticed]
    assert words[-1] == "3 more stand in the JSON report."
    assert len(words) == 41


GUESS = "the rules on impact_ratio stand on a guess: nobody said which answer benefits, 1 was taken"


def guessed(make_report, **more):
    rules = [{"metric": "impact_ratio", "attribute": "race", "at_least": 0.8}]
    plan = {
        "columns": {"answer": {"role": "prediction"}},
        "settings": {},
        "policy": {"rules": rules},
        **more,
    }
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


def test_labels_are_missed_only_where_an_outcome_is_audited(report):
    def heads(section):
        looked = report | {"probes": [{"name": f"{section}.x", "status": "ran"}]}
        columns = {"sex": {"role": "protected"}}
        view = View(looked | {"plan": {"columns": columns}})
        return {note.head for note in assumptions(view).assumed}

    assert "Labels are missing." in heads("fairness")
    assert "Labels are missing." not in heads("translation")


@pytest.mark.parametrize(
    "roles", [("score", "duration"), ("detections", "objects"), ("answer_set", "label_set")]
)
def test_what_happened_and_what_is_there_are_labels_of_their_own(report, roles):
    columns = {"sex": {"role": "protected"}} | {role: {"role": role} for role in roles}
    looked = report | {"probes": [{"name": "fairness.x", "status": "ran"}], "model": {}}
    heads = {
        note.head for note in assumptions(View(looked | {"plan": {"columns": columns}})).assumed
    }
    assert "Predictions only." in heads
    assert "Labels are missing." not in heads


def test_a_probe_that_broke_is_told_beside_the_verdict_and_the_others_stand(report):
    report["probes"][0] |= {"status": "error", "reason": "no memory."}
    (note,) = [note for note in assumptions(View(report)).assumed if note.tone == "stop"]
    assert note.head == "fairness.error_rates broke."
    assert note.words == "no memory. The other probes' numbers stand."


def test_a_label_that_does_not_vary_is_said_first(make_report, estimate):
    alike = estimate("majority_share", {}, 1.0, [0.99, 1.0], 400)
    first, *_ = assumptions(View(make_report(measurements=[alike], findings=[]))).assumed
    assert first.head == "One label for all."
    assert "two_year_recid" in first.words


def test_an_unknown_group_is_told_and_stands_open_where_its_share_is_the_highest(
    make_report, estimate
):
    def told(share, rows=252):
        rates = [
            estimate("selection_rate", {"race": "a"}, 0.493, [0.47, 0.51], 2019),
            estimate("selection_rate", {"race": None}, share, [0.4, 0.6], rows),
        ]
        return assumptions(View(make_report(measurements=rates, findings=[])))

    words = "race: 252 rows with an unknown value are shown, but neither judged nor taken"
    (open_,) = [note for note in told(0.524).assumed if note.words.startswith(words)]
    assert open_.words.endswith("52.4\N{NO-BREAK SPACE}%, is the highest.")
    assert any(note.words.startswith(words) for note in told(0.4).noticed)
    # Of which none has an answer: as the line of a note below a sheet's table.
    none = told(0.4, rows=0)
    assert not [note for note in [*none.assumed, *none.noticed] if "unknown value" in note.words]


def test_words_of_the_document_in_brackets_are_left_out():
    text = "ja was taken as the class that error rates are about (`positive`), since nothing says"
    assert without_keys(text) == (
        "ja was taken as the class that error rates are about, since nothing says"
    )


@pytest.mark.parametrize(
    "note",
    [
        "the score runs backwards: rows with the label '1' have the smaller ones",
        "the answers run against the labels: the two agree less often than by chance",
        "each of the 3 values of 'epoch' (1, 2, 3) has the very same 1,200 rows in sex: all are",
    ],
)
def test_what_turns_every_number_is_read_first(make_report, note):
    noted = assumptions(View(make_report(warnings=["something else", note])))
    assert noted.assumed[0].head == "Read this first."
    assert noted.assumed[0].words.lower() == f"{note}.".lower()
    assert [one.words for one in noted.noticed] == ["Something else."]
