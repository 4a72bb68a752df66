"""Datasets beside the audited one, as a document names them; their columns are read as its own."""

from pydantic import Field

from audits.specification.document_values import Encoding, Label, Whole
from audits.specification.strict_model import Document

# The document's keys. Which probes read such rows, they say (`probe_manifest.readers_of`).
KEYS = ("earlier", "members")


class SecondSpec(Document):
    """Where a second dataset is."""

    path: str | None = None
    id: str | None = None
    name: str | None = None
    version: Label | None = None
    encoding: Encoding | None = None


class MembersDataset(SecondSpec):
    """Rows that the model was trained on, beside the audited ones, which it never saw."""


class EarlierDataset(SecondSpec):
    """Rows of before, which the audited ones are held against.

    look: the how-manyth comparison of one series this is, so that over all of them false alarms
    are as rare as over one; left out where nobody goes on comparing.
    """

    look: Whole | None = Field(None, ge=1, le=1_000_000)
