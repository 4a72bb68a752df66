"""Answers and truth that are both free text: nothing here tells how far two texts differ."""

from collections.abc import Iterator, Mapping, Sequence

from audits.planning.steps import Step
from audits.specification.document import ColumnSpec
from audits.specification.probe_manifest import entries
from audits.specification.roles import Kind, Role


def told_of_texts(columns: Mapping[str, ColumnSpec], steps: Sequence[Step]) -> Iterator[str]:
    """A sentence where both are texts and no step that runs reads texts beside each other."""
    texts = {spec.role: name for name, spec in columns.items() if spec.kind is Kind.TEXT}
    label, answer = texts.get(Role.LABEL), texts.get(Role.PREDICTION)
    known = entries()
    reads_texts = any(
        step.reason is None and known[step.probe].label == Kind.TEXT for step in steps
    )
    if label is None or answer is None or reads_texts:
        return
    yield (
        f"{label!r} and {answer!r} hold free text, and no probe tells how far two texts differ "
        "(no word error rate, no BLEU, no F1 of words). With `kind: category` on both columns a "
        "row is right where the two are the same text, which `accuracy` counts"
    )
