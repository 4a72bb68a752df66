"""What workers do to the records, done by hand: inspect an upload, carry an audit on."""

import json
from io import BytesIO
from typing import Any

from audits.report.assemble import assemble
from audits.report.signing import sign
from service.artifacts import ArtifactStore, Stored
from service.records.claims import Claim, Outcome
from service.records.unit_of_work import EVERYONE, Records

SIGNING_KEY = bytes(range(32))
COLUMNS = [
    ("sex", "category", "protected", ["female", "male"]),
    ("label", "category", "label", ["0", "1"]),
    ("answer", "category", "prediction", ["0", "1"]),
    ("income", "number", None, []),
]
PROFILE = {
    "format": "csv",
    "rows": 400,
    "columns": [
        {
            "name": name,
            "kind": kind,
            "role": role,
            "distinct": len(values) or 400,
            "missing": 0,
            "values": values,
            "minimum": None if values else 0.0,
            "maximum": None if values else 9.5,
        }
        for name, kind, role, values in COLUMNS
    ],
    "sha256": "0" * 64,
    "warnings": [],
}
DOCUMENT_COLUMNS = {
    "sex": {"role": "protected", "reference": "male"},
    "label": {"role": "label", "favourable": "1"},
    "answer": {"role": "prediction"},
}
RULE = {"metric": "impact_ratio", "attribute": "sex", "at_least": 0.8}
ARTICLE = '<article><h1>A &lt;report&gt;</h1><section id="summary"><h2>Sum</h2></section></article>'
PAGE = "<!doctype html><style>h1 { color: teal; }</style><h1>A report</h1>"
MEASUREMENTS = [
    {
        "probe": "fairness.selection_rate",
        "probe_version": 1,
        "step": 0,
        "metric": "selection_rate",
        "group": {"sex": sex},
        "value": value,
        "interval": [value - 0.1, value + 0.1],
        "confidence": 0.95,
        "sample_size": 200,
        "method": "wilson",
    }
    for sex, value in (("female", 0.4), ("male", 0.5))
]
FINDING = {
    "id": "f1",
    "rule": RULE,
    "metric": "impact_ratio",
    "group": {"sex": "female"},
    "verdict": "fail",
    "measurement": 0,
    "p_value": 0.001,
    "adjusted_p_value": 0.002,
    "interval_adjusted": [0.3, 0.5],
    "needed_sample_size": None,
    "reason": None,
    "remedy": None,
    "waived": None,
    "sentence": "Too low.",
}


def inspected(records: Records, version_id: str, state: str = "ready", **found: Any) -> None:
    """A worker looked into the upload."""
    with records.writing(EVERYONE) as unit:
        held = unit.inspections.take(version_id, worker="w", lease_seconds=30, attempts=3)
        assert held is not None
        if state == "ready":
            found.setdefault("profile", {**PROFILE, "sha256": held.sha256})
        unit.inspections.end(held, state, **found)
        unit.commit()


def claimed(records: Records, audit_id: str) -> Claim:
    """A worker holds the audit."""
    with records.writing(EVERYONE) as unit:
        claim = unit.claims.take(audit_id, worker="worker-1", lease_seconds=30, attempts=3)
        assert claim is not None
        unit.commit()
    return claim


def told(records: Records, claim: Claim, **progress: Any) -> None:
    """The worker says how far it is."""
    with records.writing(EVERYONE) as unit:
        unit.claims.save_progress(claim, progress)
        unit.commit()


def measured(records: Records, claim: Claim) -> None:
    """The worker saves its first step."""
    step = {
        "step": 0,
        "probe": "fairness.selection_rate",
        "version": 1,
        "status": "ran",
        "reason": None,
        "remedy": None,
        "measurements": MEASUREMENTS,
        "exhibits": [],
        "seconds": 0.1,
        "warnings": [],
    }
    with records.writing(EVERYONE) as unit:
        unit.claims.save_step(claim, step, {"stage": step["probe"], "percent": 50})
        unit.commit()


def finished(
    records: Records,
    store: ArtifactStore,
    claim: Claim,
    *,
    article: str = ARTICLE,
    comparison: Any = None,
) -> None:
    """The worker judged the audit and stored its report, compared with the audit before or not."""

    def put(text: str) -> Stored:
        return store.put(BytesIO(text.encode()))

    with records.writing(EVERYONE) as unit:
        audit = unit.audits.find(claim.audit_id)
        provenance = {"audit": {"id": audit.id, "by": "tests"}, "environment": {"versions": {}}}
        found = assemble(
            audit.plan, unit.audits.steps(audit.id), [FINDING], provenance, gate="fail"
        )
        if comparison is not None:
            found["comparison"] = comparison
        report = json.dumps({**found, "signature": sign(found, SIGNING_KEY)})
        outcome = Outcome(
            gate="fail",
            blocking=True,
            findings=[FINDING],
            canonical_sha256="1" * 64,
            json_sha256=put(report).sha256,
            article_sha256=put(article).sha256,
            page_sha256=put(PAGE).sha256,
        )
        unit.claims.finish(claim, outcome)
        unit.commit()


def drawn(records: Records, store: ArtifactStore, audit: str) -> None:
    """The worker drew the audit's report."""
    with records.writing(EVERYONE) as unit:
        unit.audits.report(audit).pdf_sha256 = store.put(BytesIO(b"%PDF-1.7")).sha256
        unit.commit()


def failed(records: Records, claim: Claim, code: str, message: str, problems: Any = ()) -> None:
    """The worker gave the audit up."""
    with records.writing(EVERYONE) as unit:
        unit.claims.fail(claim, code, message, problems)
        unit.commit()
