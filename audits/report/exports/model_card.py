"""A model card's evaluation part, as Markdown with the metadata a model hub reads.

After Mitchell et al. (2019), "Model Cards for Model Reporting": what was measured, on whom, with
what limits. What only the model's makers know is left open, and said to be.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from audits.report import header
from audits.report.blocks import method
from audits.report.exports.markdown import plain
from audits.report.forms import Form
from audits.report.number_format import TIGHT, between, size, with_unit
from audits.report.sentences import sentences
from audits.report.view import WORDS, View, group_name

MOST = 60


def render(report: Mapping[str, Any]) -> str:
    """The card."""
    return "\n".join(_lines(View(report))).replace(TIGHT, " ") + "\n"


def _lines(view: View) -> Iterator[str]:
    yield f"# Model card: {plain(header.title(view))}"
    yield ""
    yield "## Model details"
    yield ""
    model, data = view["model"], view["dataset"]
    if model.get("sha256"):
        yield f"- Fingerprint: `sha256 {model['sha256']}`"
    else:
        yield "- Audited by recorded answers; the model itself was not opened."
    for what, how in header.reading(view):
        yield f"- Read as, {plain(what)}: {plain(how)}"
    yield "- Intended use, training data and makers: to be written by the model's owners."
    yield ""
    yield "## Evaluation data"
    yield ""
    rows = f", {selection}" if (selection := header.rows_of(view)) else ""
    yield f"- {plain(str(data.get('name') or 'dataset'))}{rows}, `sha256 {data.get('sha256', '')}`"
    yield f"- {plain(method.facts(view).get('Groups', 'No protected attribute was declared'))}"
    yield ""
    yield "## Factors and metrics"
    yield ""
    yield "| Metric | Group | Value | Interval | n |"
    yield "|---|---|--:|--:|--:|"
    shown = [m for m in view.measurements if "value" in m and len(m["group"]) <= 1]
    for m in shown[:MOST]:
        word = view.word(m["metric"])
        cells = (word.phrase, group_name(m["group"]), with_unit(m["value"], word.scale),
                 between(m["interval"], word.scale), size(m["sample_size"]))  # fmt: skip
        yield f"| {' | '.join(map(plain, cells))} |"
    if len(shown) > MOST:
        yield ""
        yield f"{len(shown) - MOST} more measurements stand in the JSON report."
    yield ""
    yield "## Verdict against the policy"
    yield ""
    yield f"Gate: **{WORDS[view['gate']].lower()}**. {plain(header.gate_words(view))}"
    yield ""
    for _, answer in sentences(view).all:
        yield f"- {plain(answer)}"
    yield ""
    yield "## Caveats"
    yield ""
    yield f"- {plain(method.facts(view)['Left out'])}."
    yield f"- {plain(method.facts(view)['Limits'])}."


FORM = Form(
    "model_card", "model-card.md", "text/markdown; charset=utf-8",
    "What the audit found, as a section for the model's card.", render,
)  # fmt: skip
