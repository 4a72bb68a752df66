"""Uploads, versions, what they take up, and policies."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, RootModel

from service.shapes.base import Answer, Moment, ProblemItem, Request


class UploadQuery(Request):
    """What describes the file in the body."""

    name: str | None = Field(None, min_length=1, max_length=200, description="Family.")
    version: str | None = Field(
        None, min_length=1, max_length=200, description="Label; the fingerprint if left out."
    )
    filename: str | None = Field(
        None, min_length=1, max_length=255, description="As it was called."
    )
    sha256: str | None = Field(
        None, pattern="^[0-9a-fA-F]{64}$", description="Checked when the last byte is here."
    )


class DatasetUploadQuery(UploadQuery):
    """As for a model, and how the table is written."""

    encoding: str | None = Field(
        None,
        min_length=1,
        max_length=40,
        description="Of a table that is not UTF-8, by Python's names; it is stored as UTF-8.",
    )


class UploadHeader(BaseModel):
    """Begins a resumable upload: how many bytes will come."""

    model_config = ConfigDict(populate_by_name=True)
    upload_length: int | None = Field(None, alias="Upload-Length", ge=1)


class OffsetHeader(BaseModel):
    """Where the bytes in the body begin."""

    model_config = ConfigDict(populate_by_name=True)
    upload_offset: int = Field(alias="Upload-Offset", ge=0)


class Inspection(Answer):
    """What a worker found the upload to be.

    state: waiting, running, ready (`profile`), refused or failed (`problems`).
    """

    state: Literal["waiting", "running", "ready", "refused", "failed"]
    profile: dict[str, Any] | None = None
    problems: list[ProblemItem] = Field(default_factory=list)


class Version(Answer):
    """One uploaded model or dataset."""

    id: str
    family: str
    name: str
    version: str
    parent: str | None = None
    sha256: str
    size_bytes: int
    filename: str
    created: Moment
    inspection: Inspection


class Versions(Answer):
    """A page of versions; `cursor` is null on the last one."""

    items: list[Version]
    cursor: str | None


class UploadState(Answer):
    """How much of a file is safe."""

    id: str
    offset: int
    length: int


class UploadAnswer(Answer):
    """An upload to go on with."""

    upload: UploadState


class Usage(Answer):
    """What the organisation uses; a bound that is null is none.

    arriving_bytes: uploads under way, as announced. cpu_seconds: processor time of its audits and
    uploads within a day. stored_rows: rows of the database, counted a moment ago.
    """

    stored_bytes: int
    arriving_bytes: int
    most_bytes: int | None
    queued_audits: int
    most_queued: int
    cpu_seconds: float
    most_cpu_seconds: float | None
    stored_rows: int
    most_rows: int | None


class PolicyRequest(Request):
    """A policy to store under a name."""

    name: str = Field(min_length=1, max_length=200)
    version: str | None = Field(None, min_length=1, max_length=200)
    policy: dict[str, Any] = Field(description="`rules`, `on_inconclusive`, `on_not_run`, …")


class Received(RootModel[Version | UploadAnswer]):
    """A version; where the request only announced the file (`Upload-Length`), its upload."""


class PolicyVersion(Answer):
    """One stored text of a policy."""

    id: str
    family: str
    name: str
    version: str
    parent: str | None = None
    sha256: str
    created: Moment
    policy: dict[str, Any]


class PolicyVersions(Answer):
    """A page of policies."""

    items: list[PolicyVersion]
    cursor: str | None


class Badge(Answer):
    """Where a picture of a model's latest gate lies, for a README."""

    url: str
    markdown: str
