"""The checklist in words, on the page and in every export that has it."""

from audits.report.checklist import of_report, rows, tally
from audits.report.exports import markdown, model_card
from audits.report.view import View
from tests.audits.report.exhibits.samples import SAMPLES

CONTENT = SAMPLES["checklist"]
LOCK = {
    "packages": {"numpy": {"version": "2.0"}, "scipy": {"version": "1.9"}},
    "python": {"implementation": "CPython", "version": "3.11.7"},
    "machine": {"processor": "Core A", "cores": "2", "memory": "8.0 GB"},
}


def with_checklist(make_report, **environment):
    report = make_report()
    exhibit = {"probe": "reproducibility.checklist", "step": 0, "kind": "checklist",
               "title": "The reproducibility checklist", "content": CONTENT}  # fmt: skip
    return {
        **report, "exhibits": [*report["exhibits"], exhibit],
        "environment": {**report["environment"], **environment},
    }  # fmt: skip


def test_a_row_says_what_is_known_stated_and_asked_for(make_report):
    in_words = rows(View(make_report()), CONTENT)
    assert in_words[0].answer == (
        "A model of the form onnx (the plan in this report). Stated: see the paper."
    )
    assert in_words[1].answer == "Asked for, as training_code: where it is."
    assert [row.standing for row in in_words] == ["stated", "open", "answered"]


def test_the_environment_stands_beside_what_asks_for_it(make_report):
    report = with_checklist(make_report, lock=LOCK)
    *_, infrastructure = rows(View(report), CONTENT)
    assert "Core A, 2 cores, 8.0 GB" in infrastructure.answer


def test_standings_are_counted_and_called_no_measure(make_report):
    assert tally(CONTENT) == "1 answered, 1 stated, 1 open"
    assert "score" not in tally(CONTENT)


def test_markdown_and_the_model_card_carry_it_and_others_are_as_before(make_report):
    for export in (markdown, model_card):
        text = export.render(with_checklist(make_report))
        assert "## Reproducibility checklist" in text
        assert text.count("| open |") == 1
        assert "## Reproducibility checklist" not in export.render(make_report())
    assert of_report(View(make_report())) is None
