"""The gate as an in-toto statement, in the DSSE envelope that the report was signed with."""

import json
from collections.abc import Mapping
from typing import Any

from audits.errors import NotApplicable
from audits.report.forms import Form


def render(report: Mapping[str, Any]) -> str:
    """The envelope as JSON. Raises `NotApplicable` where the report has none."""
    signature = report.get("signature") or {}
    if "envelope" not in signature:
        raise NotApplicable(
            "The report was signed by an earlier release, without a statement.",
            "audit again to have one",
        )
    return json.dumps(signature["envelope"])


FORM = Form(
    "statement", "report.intoto.json", "application/json",
    "The gate as an in-toto statement in a DSSE envelope, signed by this service's key.", render,
)  # fmt: skip
