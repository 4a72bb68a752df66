"""What the service refuses, and the one shape in which it says so (RFC 9457)."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from flask import Response, json
from werkzeug.exceptions import HTTPException

from audits.errors import Problem
from service.failure import Failure

PROBLEM_JSON = "application/problem+json"


class ServiceError(Failure):
    """Base class: the request cannot be answered as asked.

    code: stable, for programs; title: the same in words; hint: what to do about it.
    """

    status = 500
    code = "internal"
    title = "Something broke in the service"
    hint = "Try again; if it stays, look into the service's log."

    def __init__(
        self,
        detail: str = "",
        *,
        code: str | None = None,
        hint: str | None = None,
        problems: Sequence[Problem] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail or self.title)
        self.detail = detail
        self.code = code or self.code
        self.hint = hint or self.hint
        self.problems = tuple(problems)
        self.headers = dict(headers or {})

    def to_json(self) -> dict[str, Any]:
        """The problem as RFC 9457 describes it, with `code`, `hint` and `problems` added."""
        document: dict[str, Any] = {
            "type": f"urn:evenhand:problem:{self.code}",
            "title": self.title,
            "status": self.status,
            "code": self.code,
            "hint": self.hint,
        }
        if self.detail:
            document["detail"] = self.detail
        if self.problems:
            document["problems"] = [asdict(problem) for problem in self.problems]
        return document


class BadRequest(ServiceError):
    """The request cannot be read."""

    status = 400
    code = "unreadable"
    title = "The request cannot be read"
    hint = "See docs/api.md for the form of the request."


class Unauthenticated(ServiceError):
    """No key, or one that is unknown, expired or revoked; which of them is not said."""

    status = 401
    code = "unauthenticated"
    title = "A valid key is needed"
    hint = "Send `Authorization: Bearer ehk_...`; `evenhand token` makes a key."

    def __init__(self, detail: str = "", **options: Any) -> None:
        super().__init__(detail, headers={"WWW-Authenticate": "Bearer"}, **options)


class Forbidden(ServiceError):
    """Known, and not allowed to do this."""

    status = 403
    code = "forbidden"
    title = "This key may not do that"
    hint = "Use a key with the scope that is named."


class NotFound(ServiceError):
    """It does not exist, or belongs to another tenant: the answer is the same."""

    status = 404
    code = "not_found"
    title = "There is nothing here"
    hint = "Check the id; lists show what exists."


class NotReady(ServiceError):
    """It will exist once the audit or the inspection has got that far."""

    status = 409
    code = "not_ready"
    title = "Not ready yet"
    hint = "Poll, or follow the events, and ask again."


class NoReport(ServiceError):
    """The audit has ended without a report, and none will come."""

    status = 409
    code = "no_report"
    title = "There is no report"
    hint = "Nothing more will come of this audit: mend what ended it, and start another."


class NotInstalled(ServiceError):
    """What it needs is an extra that is not installed here."""

    status = 501
    code = "missing_extra"
    title = "Not installed here"
    hint = "pip install 'weasyprint>=70' where API and workers run (in a clone: .venv/bin/pip)."


class Conflict(ServiceError):
    """The present state does not allow it."""

    status = 409
    code = "conflict"
    title = "The present state does not allow this"
    hint = "Look at the object's state first."


class LengthRequired(ServiceError):
    """A body of unknown length where none is read."""

    status = 411
    code = "length_required"
    title = "The body's length is not told"
    hint = "Send Content-Length instead of a chunked body."


class TooLarge(ServiceError):
    """More bytes than are taken."""

    status = 413
    code = "too_large"
    title = "The body is too large"
    hint = "Send less, or raise the service's limit."


class StorageUsedUp(ServiceError):
    """The organisation keeps as many bytes as it may."""

    status = 413
    code = "storage_quota_reached"
    title = "The organisation's storage is used up"
    hint = (
        "Delete versions or audits that are no longer needed (DELETE /v1/models/{id}, "
        "/v1/datasets/{id}, /v1/audits/{id}) and uploads that will not be finished "
        "(DELETE /v1/uploads/{id}), then send the file or its last part again; or let the operator "
        "raise the bound (EVENHAND_TENANT_BYTES, or `evenhand tenant bound`)."
    )


class UnsupportedMedia(ServiceError):
    """A body in a form that is not read here."""

    status = 415
    code = "unsupported_media_type"
    title = "This kind of body is not read here"
    hint = "Send `Content-Type: application/json`."


class Invalid(ServiceError):
    """Readable, but it does not fit; every problem is listed at once."""

    status = 422
    code = "invalid"
    title = "The request does not fit"
    hint = "Mend each field that is listed."


class Unavailable(ServiceError):
    """Something the service needs is away for a moment."""

    status = 503
    code = "unavailable"
    title = "The service cannot answer just now"
    hint = "Nothing was lost; try again in a few seconds."

    def __init__(self, detail: str = "", *, retry_seconds: int = 5, **options: Any) -> None:
        super().__init__(detail, headers={"Retry-After": str(retry_seconds)}, **options)


class TooMany(ServiceError):
    """The tenant has used up what it may."""

    status = 429
    code = "quota_reached"
    title = "Too much is waiting already"
    hint = "Wait until some of it is done; the operator sets the bound (EVENHAND_MOST_QUEUED)."


class StorageFull(ServiceError):
    """No room for the bytes."""

    status = 507
    code = "disk_full"
    title = "There is no room left to store this"
    hint = "Free some room on the service's disk, then try again."


def from_http(error: HTTPException) -> ServiceError:
    """Werkzeug's own refusals (no such route, wrong method, body too large) in our shape."""
    status = error.code or 500
    known: dict[int, type[ServiceError]] = {
        400: BadRequest, 404: NotFound, 413: TooLarge, 415: UnsupportedMedia,
    }  # fmt: skip
    if status in known:
        return known[status]()
    refusal = ServiceError(hint="See docs/api.md.")
    refusal.status = status
    refusal.title = error.name
    refusal.code = error.name.lower().replace(" ", "_")
    refusal.headers = {
        name: value for name, value in error.get_headers() if name in ("Allow", "Retry-After")
    }
    return refusal


def problem_response(error: ServiceError) -> Response:
    """The error as problem+json, with the headers it asks for."""
    response = Response(json.dumps(error.to_json()), status=error.status, content_type=PROBLEM_JSON)
    response.headers.update(error.headers)
    return response
