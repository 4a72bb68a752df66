"""What people say of an audit after it was judged."""

from typing import Literal

from pydantic import Field

from service.shapes.auditing import GateName, Standing
from service.shapes.base import Answer, Moment, Request


class WaiverBody(Request):
    """Which finding is waived, who answers for it, why, and until the end of which day (UTC)."""

    finding: str = Field(max_length=80, description="Its id, as the report has it.")
    owner: str = Field(max_length=200, description="Who answers for it.")
    reason: str = Field(max_length=2000)
    until: str = Field(max_length=40, description="Its last day, such as 2027-03-31.")


class WaiverAnswer(Answer):
    """A waiver: given on an audit's page, in the policy of the next audits.

    by: id of the key or person that gave it. withdrawn: when it was ended before its day.
    """

    id: str
    audit: str
    finding: str
    owner: str
    reason: str
    until: str
    at: Moment
    by: str
    withdrawn: Moment | None
    withdrawn_by: str | None


class Waivers(Answer):
    """A page of waivers."""

    items: list[WaiverAnswer]
    cursor: str | None


class CommentBody(Request):
    """What there is to say, of the audit or of one finding."""

    text: str = Field(max_length=2000)
    finding: str | None = Field(None, max_length=80, description="Its id; left out, the audit.")


class SignOffBody(Request):
    """What was looked at and decided."""

    text: str = Field(max_length=2000)


class RemarkAnswer(Answer):
    """A comment or a sign-off. canonical_sha256: of the report that was signed off."""

    id: str
    audit: str
    kind: Literal["comment", "sign_off"]
    finding: str | None
    text: str
    canonical_sha256: str | None
    at: Moment
    by: str


class Review(Answer):
    """What people said of an audit. gate, blocking: as they were signed.

    standing: null while no waiver of the page counts.
    """

    audit: str
    gate: GateName | None
    blocking: bool | None
    standing: Standing | None
    waivers: list[WaiverAnswer]
    remarks: list[RemarkAnswer]
