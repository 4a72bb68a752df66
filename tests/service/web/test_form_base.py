"""What a document says beyond the form goes along when the audit is run again."""

from audits.specification.parsing import parse_document
from service.web.form_base import Base

DOCUMENT = {
    "dataset": {
        "columns": {
            "sex": {"role": "protected", "rename": "gender"},
            "y": {"role": "label", "favourable": ["a", "b"]},
        }
    },
    "rows": {"site": "north"},
    "probes": [{"fairness.selection_rate": {"smallest_group": 9}}],
    "policy": {"rules": [], "correction": "benjamini-hochberg"},
}


def test_it_survives_the_way_through_a_browser() -> None:
    columns = {"sex": {"role": "protected"}, "y": {"role": "label"}}
    base = Base.of(
        parse_document(DOCUMENT),
        [{"metric": "accuracy", "above": 0.5}],
        {"dataset": {"columns": columns}},
    )
    assert base.columns == {"sex": {"rename": "gender"}, "y": {"favourable": ["a", "b"]}}
    assert base.top == {"rows": {"site": "north"}}
    assert base.policy == {"correction": "benjamini-hochberg"}
    assert base.parameters == {"fairness.selection_rate": {"smallest_group": 9}}
    again = Base.sent(base.text)
    assert again.text == base.text
    assert "rename of column sex" in base.summary
    assert "a rule that is told below" in base.summary


def test_what_is_no_such_text_is_nothing() -> None:
    for text in ("", "x", "[]", '{"columns": 3}', '{"top": {"rows": "none"}}', "x" * 200_000):
        assert Base.sent(text) == Base()
    assert Base().text == ""
