"""A few of the texts that another audit answered otherwise."""

from audits.report.blocks.paired_texts import examples
from audits.report.components import Side


def test_a_text_that_changed_is_shown_then_and_now_with_its_source():
    texts = [
        {"row": 1012, "source": "Ő ápoló.", "before": "She is a nurse.", "now": "He is a nurse."},
        {"row": 3, "before": "It is.", "now": "  "},
    ]
    first, second = examples({"examples": texts}).pairs
    assert first == (
        Side("She is a nurse.", caption="before"),
        Side("He is a nurse.", caption="now"),
        "Row 1,012: Ő ápoló.",
    )
    assert second[1].caption == "now: an empty text"
    assert second[2] == "Row 3"


def test_nothing_is_shown_where_no_text_changed():
    assert examples({}) is None
    assert examples({"examples": []}) is None
