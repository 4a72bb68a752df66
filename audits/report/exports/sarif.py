"""The findings as SARIF 2.1.0, for code-scanning pages: a result a finding that did not pass."""

import json
from collections.abc import Mapping
from typing import Any

from audits.report.findings import next_step
from audits.report.forms import Form
from audits.report.number_format import TIGHT
from audits.report.terminal_text import printable
from audits.report.view import View

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
LEVELS = {"fail": "error", "error": "error", "inconclusive": "warning", "not_run": "warning"}
KINDS = {"fail": "fail", "error": "fail", "inconclusive": "open", "not_run": "review"}


def render(report: Mapping[str, Any]) -> dict[str, Any]:
    """One run. The location is the dataset: a finding stands in no line of code."""
    view = View(report)
    versions = view["environment"].get("versions") or {}
    metrics = dict.fromkeys(finding["rule"]["metric"] for finding in view.findings)
    rules = [
        {
            "id": metric,
            "name": view.word(metric).phrase,
            "shortDescription": {"text": view.word(metric).meaning or view.word(metric).phrase},
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
    data = view["audit"].get("dataset") or view["dataset"].get("name") or "dataset"
    location = {"physicalLocation": {"artifactLocation": {"uri": _address(str(data))}}}
    result: dict[str, Any] = {
        "ruleId": metric,
        "ruleIndex": metrics.index(metric),
        "kind": KINDS[verdict],
        # SARIF has a level only where the kind is fail.
        "level": LEVELS[verdict] if KINDS[verdict] == "fail" else "none",
        "message": {"text": printable(words.replace(TIGHT, " "))},
        "locations": [location],
        "partialFingerprints": {"evenhand/v1": finding["id"]},
    }
    if finding.get("waived"):
        reason = printable(str(finding["waived"]))
        result["suppressions"] = [{"kind": "external", "justification": reason}]
    return result


def _address(name: str) -> str:
    from urllib.parse import quote

    return quote(name)


def _text(report: Mapping[str, Any]) -> str:
    return json.dumps(render(report))


FORM = Form(
    "sarif", "report.sarif", "application/sarif+json",
    "The findings as SARIF 2.1.0, for code hosts.", _text,
)  # fmt: skip
