"""Lines and signed ends of the trail."""

from typing import Any

from pydantic import Field

from service.shapes.base import Answer, Request


class TrailPageQuery(Request):
    """A page of the trail, newest first."""

    limit: int = Field(50, ge=1, le=200, description="How many.")
    cursor: int | None = Field(None, ge=0, le=2**31 - 1, description="`cursor` of the page before.")


class TrailQuery(TrailPageQuery):
    """Which lines."""

    action: str | None = Field(
        None, max_length=80, description="For example `session.opened`, or `session` for all of it."
    )
    actor: str | None = Field(None, max_length=80, description="Id of a key or person.")
    object: str | None = Field(None, max_length=80, description="Id of what it is about.")


class TrailLine(Answer):
    """One line. `hash` is the SHA-256 of the line and of `previous_hash`."""

    position: int
    at: float = Field(description="Seconds since 1970 (UTC), as the hash covers it.")
    actor: str
    action: str
    object: str | None
    details: dict[str, Any]
    previous_hash: str
    hash: str


class TrailLines(Answer):
    """A page of lines."""

    organisation: str
    items: list[TrailLine]
    cursor: int | None


class TrailHead(Answer):
    """The trail ended in this line when a worker signed it: a DSSE envelope."""

    position: int
    hash: str
    at: float
    envelope: dict[str, Any]


class TrailHeads(Answer):
    """A page of heads."""

    organisation: str
    items: list[TrailHead]
    cursor: int | None
