"""What a signature says, as in-toto statements (version 1) that other tools read.

Sources: https://github.com/in-toto/attestation, spec/v1 and spec/predicates (test-result,
reference).
"""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

import rfc8785

from audits.json_types import Json
from audits.report.json import CANONICAL, canonical_sha256

STATEMENT = "https://in-toto.io/Statement/v1"
TEST_RESULT = "https://in-toto.io/attestation/test-result/v0.1"
REFERENCE = "https://in-toto.io/attestation/reference/v0.1"
REPORT = "report"
PAGE = "report.html"
PDF = "report.pdf"
_SHOWN_AS = {"pass": "PASSED", "fail": "FAILED", "error": "FAILED"}


def report_sha256(report: Json, canonical: str | None = None) -> str:
    """SHA-256 that covers all of the report but its signature, as 64 hexadecimal digits.

    It is over the circumstances by RFC 8785: every member that is neither canonical nor the
    signature, with `canonical_sha256` in them as it is found to be. So the large part is walked
    through once. canonical: its SHA-256 where that was just computed.
    """
    circumstances = {
        key: value for key, value in report.items() if key not in CANONICAL and key != "signature"
    }
    circumstances["canonical_sha256"] = canonical or canonical_sha256(report)
    return hashlib.sha256(rfc8785.dumps(circumstances)).hexdigest()


def of_report(report: Json, digest: str) -> dict[str, Any]:
    """The test result of the audited model: its gate and findings. digest: `report_sha256`."""
    subjects = [_resource(REPORT, digest)]
    model, dataset = report.get("model") or {}, report.get("dataset") or {}
    if model.get("sha256"):
        # With its kind: a model may have any name, `report` too.
        subjects.append(_resource(f"model/{model.get('name', '')}", model["sha256"]))
    blocking = bool(report.get("blocking"))
    undecided = "FAILED" if blocking else "WARNED"
    findings = report.get("findings", ())
    return {
        "_type": STATEMENT,
        "subject": subjects,
        "predicateType": TEST_RESULT,
        "predicate": {
            "result": _SHOWN_AS.get(str(report.get("gate")), undecided),
            "configuration": [
                _resource(f"dataset/{dataset.get('name', '')}", dataset["sha256"])
            ] if dataset.get("sha256") else [],
            "passedTests": _ids(findings, "PASSED"),
            "failedTests": _ids(findings, "FAILED"),
            "warnedTests": _ids(findings, "WARNED"),
            "evenhand": {
                "gate": report.get("gate"),
                "blocking": blocking,
                "canonicalSha256": report.get("canonical_sha256"),
            },
        },
    }  # fmt: skip


def of_page(
    page_sha256: str, report_digest: str, signer: str, *, name: str = PAGE
) -> dict[str, Any]:
    """That a page was drawn from the report of this digest.

    signer: the key's fingerprint. name: PAGE or PDF.
    """
    return {
        "_type": STATEMENT,
        "subject": [_resource(name, page_sha256)],
        "predicateType": REFERENCE,
        "predicate": {
            "attester": {"id": f"urn:sha256:{signer}"},
            "references": [{"digest": {"sha256": report_digest}, "mediaType": "application/json"}],
        },
    }


def subject_sha256(statement: Json, name: str) -> str | None:
    """The digest of the subject of this name; None unless exactly one is there."""
    digests = [
        subject.get("digest", {}).get("sha256")
        for subject in statement.get("subject", ())
        if isinstance(subject, Mapping) and subject.get("name") == name
    ]
    return digests[0] if len(digests) == 1 else None


def _resource(name: str, sha256: str) -> dict[str, Any]:
    return {"name": name, "digest": {"sha256": sha256}}


def _ids(findings: Iterable[Json], result: str) -> list[str]:
    return [str(finding.get("id")) for finding in findings if _result(finding) == result]


def _result(finding: Json) -> str:
    """A waived failure warns: it stands, and does not hold the gate."""
    if finding.get("waived"):
        return "WARNED"
    return _SHOWN_AS.get(str(finding.get("verdict")), "WARNED")
