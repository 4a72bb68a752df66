"""Problems in the form's own words: where on the page, and what to press or fill in."""

import re
from collections.abc import Sequence

from audits.errors import Problem
from service.web.form_rows import ColumnRow, FormProblem
from service.web.rules_form import RuleRow

# What a key of the document is called on the page.
_FIELDS = {
    "cut": "cut points",
    "favourable": "the answer that benefits",
    "positive": "the class that error rates are about",
    "reference": "reference group",
    "map": "what its values are read as",
    "role": "role",
    "kind": "kind",
    "threshold": "threshold",
    "seed": "seed",
    "confidence": "confidence",
    "smallest_group": "smallest group",
    "budget": "budget",
    "disclosure": "who stands in the report",
    "labels": "its classes",
    "output": "its answer",
    "missing": "words that say that nothing is known",
    "metric": "metric",
    "within": "limit",
    "at_least": "limit",
    "at_most": "limit",
    "above": "limit",
    "below": "limit",
    "attribute": "whose",
}
# Remedies are written for who writes a document; these phrases mean something else on a page.
_PHRASES = (
    (
        re.compile(r"state `favourable: .*? on '(.*)'$"),
        r"choose “the answer that benefits” beside \1",
    ),
    (re.compile(r"say where it is cut: `cut: \[([^\]`]*)\]`"), r"fill in cut points, such as \1"),
    (re.compile(r"`?cut: (\[[^\]`]*\])`?"), r"the cut points \1"),
    (re.compile(r"`within: \[([^,]+), ([^\]]+)\]`"), r"“stays within” \1 to \2"),
    (re.compile(r"`within: ([^`]+)`"), r"“stays within” \1"),
    (re.compile(r"`role: (\w+)`"), r"the role “\1”"),
    (re.compile(r"`?kind: (\w+)`?"), r"the kind “\1”"),
    (re.compile(r"leave `kind` out"), "choose the kind that fits its values"),
    (re.compile(r"`one_sided: true`"), "“the other side may be anything”"),
    (re.compile(r"`labels`"), "“its classes, in order” under Model"),
    (re.compile(r"`inputs`"), "“which columns feed it” under Model"),
    (re.compile(r"`output`"), "“its answer” under Model"),
    (re.compile(r" \(`(favourable|positive)`\)"), ""),
    (re.compile(r"`favourable`"), "“the answer that benefits”"),
    (re.compile(r"`positive`"), "“error rates are about”"),
    (re.compile(r"`reference`"), "“reference group”"),
    (re.compile(r"`probes`"), "the probes of step 3"),
    (re.compile(r"`map`"), "“what its values are read as”"),
)


def placed(problem: Problem, columns: Sequence[ColumnRow], rules: Sequence[RuleRow]) -> FormProblem:
    """The problem with its anchor on the page, and in the page's words."""
    anchor, label = _anchor_and_label(problem.field, problem.code, columns, rules)
    remedy = in_form_words(problem.remedy)
    if anchor == "flag":
        remedy = "choose which class it counts as, and when"
    return FormProblem(problem.field, in_form_words(problem.reason), remedy, anchor, label)


def _anchor_and_label(
    field: str, code: str, columns: Sequence[ColumnRow], rules: Sequence[RuleRow]
) -> tuple[str, str]:
    if field.startswith("dataset.columns."):
        path = field.removeprefix("dataset.columns.")
        # A column's name may hold dots itself: the longest name that begins the path.
        names = [row for row in columns if path == row.name or path.startswith(f"{row.name}.")]
        row = max(names, key=lambda row: len(row.name), default=None)
        if row is None:
            return "columns", "Columns"
        key = path.removeprefix(row.name).strip(".").partition(".")[0]
        if code == "no_overlap":
            return "flag", f"What {row.name} counts as"
        return f"column-{row.index}", _joined(f"Column {row.name}", key)
    if field.startswith("policy.rules."):
        number, _, key = field.removeprefix("policy.rules.").partition(".")
        filled = [index for index, row in enumerate(rules) if row.metric]
        if number.isdigit() and int(number) < len(filled):
            index = filled[int(number)]
            return f"rule-{index}", _joined(f"Rule {index + 1}", key)
    head, _, rest = field.partition(".")
    places = {"settings": "Start", "model": "Model", "dataset": "Dataset", "probes": "Probes"}
    key = rest.partition(".")[0]
    if head == "dataset" and key == "missing":
        return "missing", _FIELDS["missing"].capitalize()
    return (head if head in places else "policy"), _joined(places.get(head, "Policy"), key)


def _joined(label: str, key: str) -> str:
    return f"{label}: {_FIELDS[key]}" if key in _FIELDS else label


def in_form_words(text: str) -> str:
    """A sentence written for who writes a document, as the page's reader understands it."""
    for pattern, words in _PHRASES:
        text = pattern.sub(words, text)
    return text
