"""In the child that judges: the measurements against the policy, and the report drawn."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from audits.json_types import JsonObject
from audits.planning import assumptions
from audits.planning.plan import Plan
from audits.planning.policies import told_left_out
from workers import device

Send = Callable[[dict[str, Any]], None]


def judge_and_report(payload: Mapping[str, Any], send: Send) -> None:
    """In the child: judge the measurements and draw the report into `scratch`."""
    from audits.judging.policy import judge
    from audits.report import html
    from audits.report.assemble import assemble
    from workers.pairing import compare

    plan = Plan.from_json(payload["plan"])
    steps = payload["steps"]
    judgement = judge(
        plan, steps, context=payload["context"], today=date.fromisoformat(payload["today"])
    )
    report = assemble(
        payload["plan"],
        steps,
        [finding.to_json() for finding in judgement.findings],
        _full_provenance(payload["provenance"], plan, payload["context"], judgement.warnings),
        gate=str(judgement.gate),
        blocking=judgement.blocking,
        reason=judgement.reason,
        left_out=[
            {"rule": out.rule, "metric": out.metric, "group": dict(out.group), "reason": out.reason}
            for out in judgement.left_out
        ],
    )
    if payload.get("earlier") is not None:
        report["comparison"] = compare(payload["earlier"], report)
    scratch = Path(payload["scratch"])
    (scratch / "report.json").write_text(
        json.dumps(report, ensure_ascii=False, allow_nan=False), encoding="utf-8"
    )
    article, page = html.article_and_page(report)
    (scratch / "article.html").write_text(article, encoding="utf-8")
    (scratch / "page.html").write_text(page, encoding="utf-8")


def _full_provenance(
    provenance: JsonObject, plan: Plan, context: JsonObject, warnings: Sequence[str]
) -> JsonObject:
    """The provenance with where it was computed, and with what nobody should overlook."""
    used, held_gpu = context.get("device", device.CPU), bool(context.get("held_gpu"))
    meant = provenance.get("audit", {}).get("device")
    data = dict(provenance.get("dataset", {}))
    if context.get("in_file", context.get("rows")) != context.get("rows"):
        data |= {"rows": context["in_file"], "rows_used": context["rows"]}
    if context.get("rows_of_parts") is not None:
        data |= {"rows_of_parts": context["rows_of_parts"]}
    return {
        **provenance,
        "dataset": data,
        "model": {**provenance.get("model", {}), "reading": context.get("reading") or None},
        "environment": {
            **provenance.get("environment", {}),
            "device": used,
            **({"endpoint": context["endpoint"]} if context.get("endpoint") else {}),
        },
        "warnings": [
            *(
                text if head is None else f"{head}: {text}"
                for head, own in plan.of_each().items()
                for text in assumptions.warnings(own.assumed, own.policy)
            ),
            *told_left_out(plan.left_out, plan.steps, plan.columns),
            *context.get("told", ()),
            *provenance.get("warnings", ()),
            *device.notices(plan, meant=meant, used=used, had_gpu=held_gpu),
            *warnings,
        ],
    }
