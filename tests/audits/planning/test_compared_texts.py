"""Two texts a row (speech recognised, questions answered) are told, with what can be counted."""

import pytest

from audits.data.reading.profiling import profile_dataset
from audits.planning.plan import make_plan
from audits.planning.table_notes import table_notes
from audits.specification.parsing import parse_document

SAID = "the cat sat on the mat by the door number {} of {}"


@pytest.fixture
def transcripts(tmp_path):
    path = tmp_path / "speech.csv"
    lines = [
        f"{SAID.format(row, row + 1)},{SAID.format(row, row + row % 3)},{'ab'[row % 2]}"
        for row in range(400)
    ]
    path.write_text("\n".join(["reference,hypothesis,accent", *lines]) + "\n", encoding="utf-8")
    return profile_dataset(path)


def notes(transcripts, **more):
    columns = {
        "reference": {"role": "label", **more}, "hypothesis": {"role": "prediction", **more},
        "accent": {"role": "protected"},
    }  # fmt: skip
    document = parse_document({"dataset": {"name": "speech", "columns": columns}})
    plan = make_plan(document, dataset=transcripts)
    return [note for note in table_notes(document, plan, transcripts) if "free text" in note], plan


def test_two_texts_are_told_with_what_counts_them(transcripts):
    (note,), _ = notes(transcripts)
    assert note.startswith("'reference' and 'hypothesis' hold free text")
    assert "no word error rate" in note


def test_what_the_note_proposes_is_measured_and_told_no_more(transcripts):
    told_again, plan = notes(transcripts, kind="category")
    assert told_again == []
    assert "fairness.error_rates" in {step.probe for step in plan.steps}
