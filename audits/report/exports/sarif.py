"""The findings as SARIF 2.1.0, for code-scanning pages: a result a finding that did not pass."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from audits.report.exports.markdown import plain
from audits.report.forms import Form
from audits.report.next_steps import next_step
from audits.report.number_format import TIGHT
from audits.report.page_address import page_address
from audits.report.rule_phrases import limit_text
from audits.report.terminal_text import printable
from audits.report.view import WORDS, View

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
LEVELS = {"fail": "error", "error": "error", "inconclusive": "warning", "not_run": "warning"}
# Of SARIF's kinds only `fail` has a level, and code hosts show nothing without one: what is open is
# a failure of level warning where it blocks the gate, else a note. `properties` has the verdict.
KIND, NOTE = "fail", "note"


def render(report: Mapping[str, Any]) -> dict[str, Any]:
    """One run. The location is the audit's document, else its dataset: no finding has a line."""
    view = View(report)
    versions = view["environment"].get("versions") or {}
    metrics = dict.fromkeys(finding["rule"]["metric"] for finding in view.findings)
    rules = [
        {
            "id": metric,
            "name": view.word(metric).phrase,
            "shortDescription": {"text": view.word(metric).phrase},
            "fullDescription": {"text": view.word(metric).meaning or view.word(metric).phrase},
            "help": _help(view, metric),
            "defaultConfiguration": {"level": "error"},
        }
        for metric in metrics
    ]
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "Evenhand",
                        "version": str(versions.get("evenhand", "0")),
                        "rules": rules,
                    }
                },
                "results": [
                    _result(view, finding, list(metrics))
                    for finding in view.findings
                    if finding["verdict"] in LEVELS
                ],
                "properties": {"gate": view["gate"], "canonicalSha256": view["canonical_sha256"]},
            }
        ],
    }


def _result(view: View, finding: Mapping[str, Any], metrics: list[str]) -> dict[str, Any]:
    metric, verdict = finding["rule"]["metric"], finding["verdict"]
    words = " ".join(
        filter(None, (finding.get("sentence"), next_step(view, finding)))
    )  # fmt: skip
    named = view["audit"].get("file") or view["audit"].get("dataset")
    location = {
        "physicalLocation": {
            "artifactLocation": _address(str(named or view["dataset"].get("name") or "dataset")),
            "region": {"startLine": 1},
        }
    }
    verdict_words = WORDS[verdict]
    blocks = view.policy.get(f"on_{verdict}", "block") == "block"
    result: dict[str, Any] = {
        "ruleId": metric,
        "ruleIndex": metrics.index(metric),
        "kind": KIND,
        "level": LEVELS[verdict] if blocks else NOTE,
        "properties": {"verdict": verdict},
        "message": {"text": printable(f"{verdict_words}: {words}".replace(TIGHT, " "))},
        "locations": [location],
        "partialFingerprints": {"evenhand/v1": finding["id"]},
    }
    if finding.get("waived"):
        reason = printable(str(finding["waived"]))
        result["suppressions"] = [{"kind": "external", "justification": reason}]
    return result


def _help(view: View, metric: str) -> dict[str, str]:
    word = view.word(metric)
    limits = dict.fromkeys(
        limit_text(finding["rule"], word.scale)
        for finding in view.findings
        if finding["rule"]["metric"] == metric
    )
    text = (
        f"{word.phrase}: {word.meaning or 'as its probe declares it'}. "
        f"The policy asks: {'; '.join(limits)}. The whole interval is held against the limit: "
        "outside fails, inside passes, astride is inconclusive and needs more data. "
        f"The report ({page_address(view.report)}) has the numbers, their n and intervals."
    )
    text = printable(text.replace(TIGHT, " ").replace("..", "."))
    return {"text": text, "markdown": plain(text)}


def _address(name: str) -> dict[str, str]:
    """Relative to the root of the sources, unless the path is a whole one."""
    if name.startswith("/"):
        return {"uri": f"file://{quote(name)}"}
    return {"uri": quote(name.removeprefix("./")), "uriBaseId": "%SRCROOT%"}


def _text(report: Mapping[str, Any]) -> str:
    return json.dumps(render(report))


FORM = Form(
    "sarif", "report.sarif", "application/sarif+json",
    "The findings as SARIF 2.1.0, for code hosts.", _text,
)  # fmt: skip
