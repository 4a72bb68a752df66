"""Whether what the document says for the reproducibility checklist is read by anybody."""

from collections.abc import Sequence

from audits.errors import Problem
from audits.planning.steps import Step
from audits.specification.document import AuditDocument

CHECKLIST = "reproducibility.checklist"


def check_statements(
    document: AuditDocument, steps: Sequence[Step], problems: list[Problem]
) -> None:
    """Statements that no step reads are a problem: they would stand nowhere."""
    if document.reproducibility and all(step.probe != CHECKLIST for step in steps):
        problems.append(
            Problem("reproducibility", "no probe of this audit reads it",
                    f"name {CHECKLIST} among the `probes`, or leave `reproducibility` out",
                    "not_read")
        )  # fmt: skip
