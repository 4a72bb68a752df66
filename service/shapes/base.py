"""What every shape is made of: strict requests, answers, moments, problems and pages."""

import json
from datetime import UTC, datetime
from functools import lru_cache
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field


def rfc3339(seconds: object) -> object:
    """Seconds since 1970 as `2026-11-23T06:41:09.123Z`; None stays None."""
    if isinstance(seconds, int | float):
        moment = datetime.fromtimestamp(seconds, UTC)
        return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return seconds


Moment = Annotated[str, BeforeValidator(rfc3339), Field(json_schema_extra={"format": "date-time"})]


class Described(BaseModel):
    """Its schema is made once and copied: every route, and every request's query, asks for it."""

    @classmethod
    def model_json_schema(cls, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """As pydantic's; the caller may change what it is given."""
        schema: dict[str, Any] = json.loads(_schema(cls, args, tuple(kwargs.items())))
        return schema


@lru_cache(maxsize=64)
def _schema(
    shape: type[Described], args: tuple[Any, ...], named: tuple[tuple[str, Any], ...]
) -> str:
    return json.dumps(super(Described, shape).model_json_schema(*args, **dict(named)))


class Request(Described):
    """Nothing is ignored: an unknown name is an error."""

    model_config = ConfigDict(extra="forbid")


class Answer(Described):
    """What is given back."""


class ProblemItem(Answer):
    """One thing that does not fit."""

    field: str
    reason: str
    remedy: str
    code: str


class Problem(Answer):
    """RFC 9457 problem details with a stable code, a hint and every problem at once."""

    type: str
    title: str
    status: int
    code: str
    hint: str
    detail: str | None = None
    problems: list[ProblemItem] = Field(default_factory=list)


class PageQuery(Request):
    """A page of a list, newest first."""

    limit: int = Field(50, ge=1, le=200, description="How many.")
    cursor: str | None = Field(
        None, pattern=r"^[a-z]{3}_[0-9a-f]{32}$", description="`cursor` of the page before."
    )
