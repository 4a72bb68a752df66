"""A model card's evaluation part, as Markdown with the metadata a model hub reads.

The front matter is Hugging Face's `model-index`
(https://github.com/huggingface/huggingface_hub/blob/main/modelcard.md): accuracy, then gaps between
groups, each with interval and n in `args`, since the format has no field for them.

After Mitchell et al. (2019), "Model Cards for Model Reporting": what was measured, on whom, with
what limits. What only the model's makers know is left open, and said to be.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from audits.json_types import Json
from audits.report import header
from audits.report.blocks import method
from audits.report.exports.markdown import checked, plain, reviewed
from audits.report.forms import Form
from audits.report.heads import heads
from audits.report.number_format import TIGHT, interval_text, size, with_unit
from audits.report.page_address import page_address
from audits.report.rate_phrases import classes_counted
from audits.report.review import is_reviewed
from audits.report.sentences import sentences
from audits.report.terminal_text import printable
from audits.report.view import WORDS, View, group_name
from audits.specification.heads import HEAD

MOST = 60
# What stands in front: whether it is right, beside doing nothing; then how groups differ.
ACCURACY = (
    "accuracy", "accuracy_gain_over_majority", "balanced_accuracy", "roc_auc", "r_squared",
    "mean_absolute_error", "majority_share",
)  # fmt: skip
GAP = ("_difference", "_ratio", "_gap")
MOST_GAPS = 12
_KINDS = {"text": "text", "image": "image"}  # of features; every other is a table's


def render(report: Mapping[str, Any]) -> str:
    """The card as Markdown with a YAML header."""
    return "\n".join(_lines(View(report))).replace(TIGHT, " ") + "\n"


def _lines(view: View) -> Iterator[str]:
    leading = [*_accuracy(view), *_gaps(view)]
    if leading:  # a card without results has no model-index
        yield "---"
        yield _front_matter(view, leading).rstrip()
        yield "---"
        yield ""
    yield f"# Model card: {plain(header.title(view))}"
    yield ""
    if leading:
        yield "## Accuracy and gaps"
        yield ""
        yield from _table(view, leading)
        yield ""
    yield "## Model details"
    yield ""
    model, data = view["model"], view["dataset"]
    if model.get("sha256"):
        yield f"- Fingerprint: `sha256 {model['sha256']}`"
    elif view.has_answers:
        yield "- Audited by recorded answers; the model itself was not opened."
    else:
        yield "- No answers of the model were audited: the data alone were looked at."
    for what, how in header.reading(view):
        yield f"- Read as, {plain(what)}: {plain(how)}"
    yield "- Intended use, training data and makers: to be written by the model's owners."
    yield ""
    yield "## Evaluation data"
    yield ""
    audited = "; ".join(filter(None, (header.rows_of(view), header.every_part_of(view))))
    rows = f", {audited}" if audited else ""
    yield f"- {plain(str(data.get('name') or 'dataset'))}{rows}, `sha256 {data.get('sha256', '')}`"
    yield f"- {plain(method.facts(view).get('Groups', 'No protected attribute was declared'))}"
    yield ""
    yield "## Factors and metrics"
    yield ""
    shown = [m for m in view.measurements if "value" in m and len(m["group"].keys() - {HEAD}) <= 1]
    yield from _table(view, shown[:MOST])
    if classes := classes_counted(view):
        yield ""
        yield plain(classes)
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
    yield from checked(view)
    if is_reviewed(view.report):
        yield ""
        yield "## Review"
        yield ""
        yield from reviewed(view)
    yield ""
    yield "## Caveats"
    yield ""
    yield f"- {plain(method.facts(view)['Left out'])}."
    yield f"- {plain(method.facts(view)['Limits'])}."


def _accuracy(view: View) -> list[Json]:
    everyone = [{HEAD: head} for head in heads(view)] or [{}]
    measured = (view.estimate(metric, group) for group in everyone for metric in ACCURACY)
    return [accuracy_rows for accuracy_rows in measured if accuracy_rows is not None]


def _gaps(view: View) -> list[Json]:
    """Comparisons of groups: judged ones first, and among them the farthest from no disparity."""

    def weight(measured: Json) -> tuple[bool, float]:
        null = view.word(measured["metric"]).null or 0.0
        return not view.judged(measured), -abs(measured["value"] - null)

    gaps = [
        measured
        for measured in view.measurements
        if "value" in measured and measured["group"] and measured["metric"].endswith(GAP)
    ]
    return sorted(gaps, key=weight)[:MOST_GAPS]


def _table(view: View, measurements: list[Json]) -> Iterator[str]:
    yield "| Metric | Group | Value | Interval | n |"
    yield "|---|---|--:|--:|--:|"
    for m in measurements:
        word = view.word(m["metric"])
        cells = (word.phrase, group_name(m["group"]), with_unit(m["value"], word.scale),
                 interval_text(m, word.scale), size(m["sample_size"]))  # fmt: skip
        yield f"| {' | '.join(map(plain, cells))} |"


def _front_matter(view: View, leading: list[Json]) -> str:
    """YAML by a writer of YAML, so that no name of a model or a dataset is anything but text."""
    import yaml

    model, data = view["model"], view["dataset"]
    task = str((view.plan.get("model") or {}).get("task") or model.get("task") or "classification")
    name = printable(str(data.get("name") or "dataset"))
    dataset = {"type": _slug(name), "name": name}
    if data.get("sha256"):
        dataset["revision"] = str(data["sha256"])
    result = {
        "task": {"type": _hub_task(view, task), "name": task.replace("-", " ")},
        "dataset": dataset,
        "metrics": [_metric(view, measured) for measured in leading],
        "source": {"name": "Evenhand", "url": page_address(view.report)},
    }
    card = {
        "tags": ["evenhand", "model-audit"],
        "model-index": [{"name": printable(header.title(view)), "results": [result]}],
    }
    text: str = yaml.safe_dump(card, sort_keys=False, allow_unicode=True, width=1000)
    return text


def _hub_task(view: View, task: str) -> str:
    """The hub's name of the task: `text-classification` where a text is what is classified."""
    if task not in ("classification", "regression"):
        return task
    kinds = [_KINDS[spec["kind"]] for _, spec in view.columns("feature")
             if spec.get("kind") in _KINDS]  # fmt: skip
    return f"{kinds[0] if kinds and task == 'classification' else 'tabular'}-{task}"


def _metric(view: View, measured: Json) -> Json:
    word, group = view.word(measured["metric"]), group_name(measured["group"])
    amount = with_unit(measured["value"], word.scale)
    interval = f"{amount} {interval_text(measured, word.scale)}".replace(TIGHT, " ")
    title = f"{word.phrase}, {group}" if measured["group"] else word.phrase
    args: dict[str, Any] = {
        "interval": measured["interval"],
        "confidence": measured["confidence"],
        "sample_size": measured["sample_size"],
        "method": measured["method"],
    }
    if measured["group"]:
        args["group"] = dict(measured["group"])
    if measured.get("reference"):
        args["reference"] = dict(measured["reference"])
    return {
        "type": measured["metric"],
        "value": measured["value"],
        "name": printable(f"{title} {interval}"),
        "args": args,
    }


def _slug(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9._-]+", "-", name).strip("-") or "dataset"


FORM = Form(
    "model_card", "model-card.md", "text/markdown; charset=utf-8",
    "What the audit found, as a section for the model's card.", render,
)  # fmt: skip
