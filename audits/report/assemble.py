"""Gather plan, measurements and findings into the one report everything else is drawn from."""

from collections.abc import Mapping, Sequence
from typing import Any

from audits.json_types import Json
from audits.report.effect_sentences import finding_sentence
from audits.report.json import SCHEMA, canonical_sha256
from audits.report.metric_phrases import vocabulary_of
from audits.report.view import View


def assemble(
    plan: Json,
    steps: Sequence[Json],
    findings: Sequence[Json],
    provenance: Json,
    *,
    gate: str = "inconclusive",
    blocking: bool = True,
    reason: str | None = None,
    left_out: Sequence[Json] = (),
) -> dict[str, Any]:
    """The report of contract.md, "The JSON report".

    plan: `Plan.to_json()`. steps: `StepResult.to_json()` of every step, in any order.
    provenance: `audit` (id, by, started, finished, command ...), `environment` (versions,
    sandbox), and where known `model`, `dataset` (name, version, sha256, rows), `policy` (name,
    version), `warnings` and `signer` (algorithm and key of the signature to come).
    gate, blocking, reason, left_out: what the judging came to (`audits.judging.policy.Judgement`).
    """
    ordered = sorted(steps, key=lambda step: step["step"])
    measurements = [dict(record) for step in ordered for record in step.get("measurements", ())]
    report: dict[str, Any] = {
        "schema": SCHEMA,
        "gate": gate,
        "blocking": blocking,
        "reason": reason,
        "audit": dict(provenance.get("audit", {})),
        "environment": dict(provenance.get("environment", {})),
        "plan": dict(plan),
        "model": _subject("model", plan, provenance),
        "dataset": _subject("dataset", plan, provenance),
        "probes": [_probe(step) for step in ordered],
        "measurements": measurements,
        "findings": [dict(record) for record in findings],
        "exhibits": [exhibit for step in ordered for exhibit in _exhibits(step)],
        "left_out": [dict(record) for record in left_out],
        "policy": dict(provenance.get("policy") or {}),
        "warnings": _warnings(ordered, provenance),
        "vocabulary": vocabulary_of(
            {record["metric"] for record in measurements}
            | {record["rule"]["metric"] for record in findings}
        ),
        "signer": dict(provenance.get("signer") or {}),
        "signature": None,
    }
    view = View(report)
    for finding in report["findings"]:
        finding["sentence"] = finding_sentence(view, finding)
    report["canonical_sha256"] = canonical_sha256(report)
    return report


def _subject(name: str, plan: Json, provenance: Json) -> dict[str, Any]:
    """What was audited, by fingerprint; an id or a path belongs in `audit`."""
    subject: dict[str, Any] = {}
    for source in (plan.get(name), provenance.get(name)):
        if isinstance(source, Mapping):
            subject |= {
                key: source[key]
                for key in (
                    "name",
                    "version",
                    "sha256",
                    "rows",
                    "rows_used",
                    "rows_of_parts",
                    "format",
                    "task",
                    "reading",
                )
                if source.get(key) is not None
            }
    for key in ("sha256", "rows"):
        stated = plan.get(f"{name}_{key}")
        if stated is not None:
            subject[key] = stated
    if "sha256" in subject and "version" not in subject:
        subject["version"] = subject["sha256"][:12]
    return subject


def _probe(step: Json) -> dict[str, Any]:
    probe = {
        "name": step["probe"],
        "version": step["version"],
        "step": step["step"],
        "status": step["status"],
    }
    for key in ("head", "reason", "remedy"):
        if step.get(key):
            probe[key] = step[key]
    return probe


def _exhibits(step: Json) -> list[dict[str, Any]]:
    owner = {"probe": step["probe"], "step": step["step"]}
    return [{**owner, **exhibit} for exhibit in step.get("exhibits", ())]


def _warnings(steps: Sequence[Json], provenance: Json) -> list[str]:
    """Each warning once, in the order it was raised."""
    raised = [*provenance.get("warnings", ())]
    raised += [warning for step in steps for warning in step.get("warnings", ())]
    return list(dict.fromkeys(map(str, raised)))
