"""Problems in the form's words."""

import pytest

from audits.errors import Problem
from service.web.form_rows import ColumnRow
from service.web.form_words import in_form_words, placed
from service.web.rules_form import RuleRow

COLUMNS = [
    ColumnRow(0, "a", "number", "protected", "", ()),
    ColumnRow(1, "a.b", "number", "protected", "", ()),
]
RULES = [RuleRow(), RuleRow("accuracy")]


@pytest.mark.parametrize(
    ("field", "anchor", "place"),
    [
        ("dataset.columns.a.b.cut", "column-1", "Column a.b: cut points"),
        ("dataset.columns.a", "column-0", "Column a"),
        ("dataset.columns.gone", "columns", "Columns"),
        ("dataset.missing", "missing", "Words that say that nothing is known"),
        ("policy.rules.0.within", "rule-1", "Rule 2: limit"),
        ("policy.rules.7", "policy", "Policy"),
        ("settings.seed", "settings", "Start: seed"),
        ("model.labels", "model", "Model: its classes"),
        ("probes", "probes", "Probes"),
    ],
)
def test_a_problem_stands_at_its_field_by_the_name_on_the_page(
    field: str, anchor: str, place: str
) -> None:
    found = placed(Problem(field, "no", "mend it"), COLUMNS, RULES)
    assert (found.anchor, found.where_on_page) == (anchor, place)


def test_remedies_name_what_is_on_the_page() -> None:
    assert in_form_words("say where: `cut: [25, 60]`") == "say where: the cut points [25, 60]"
    assert in_form_words("e.g. `within: [0.8, 1.25]`") == "e.g. “stays within” 0.8 to 1.25"
    assert in_form_words("state `favourable`") == "state “the answer that benefits”"
    assert in_form_words("plain words") == "plain words"


def test_cut_points_are_filled_in() -> None:
    words = in_form_words("say where it is cut: `cut: [27.05.1976]`")
    assert words == "fill in cut points, such as 27.05.1976"


def test_the_answer_that_benefits_is_chosen() -> None:
    words = in_form_words(
        'state `favourable: "a"` or `favourable: "b"` (and `positive`) on \'Decision\''
    )
    assert words == "choose “the answer that benefits” beside Decision"
