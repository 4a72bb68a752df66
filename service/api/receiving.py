"""Uploads over HTTP: room for them, whole or in parts, and the answers to each."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from flask import Response, jsonify, request

from audits.errors import Problem
from service import shapes
from service.answers.versions import version_answer
from service.artifacts import (
    Stored,
)
from service.auth import caller
from service.context import services
from service.errors import (
    BadRequest,
    Invalid,
    TooLarge,
)
from service.fair_use import refuse_one_more
from service.receiving import keep, plain_name, register
from service.records.errors import ConflictingWrite
from service.records.tables import Upload


def receive(
    kind: str,
    query: shapes.UploadQuery,
    header: shapes.UploadHeader,
    *,
    encoding: str | None = None,
) -> Response:
    """A whole file in this request, or the beginning of a resumable upload.

    encoding: of a table that is to be stored as UTF-8.
    """
    app, who = services(), caller()
    filename = plain_name(query.filename or kind)
    if header.upload_length is None:
        request.max_content_length = app.settings.upload_bytes
        with _room(kind, filename, request.content_length, query.sha256) as upload:
            stored = keep(request.stream, sha256=query.sha256, encoding=encoding)
            return registered(
                kind,
                stored,
                filename=filename,
                name=query.name,
                version=query.version,
                upload=upload,
            )
    if encoding is not None:
        problem = Problem(
            "encoding", "a resumable upload is stored byte by byte as it comes",
            "send the file in one request, or as UTF-8", "does_not_fit",
        )  # fmt: skip
        raise Invalid(problems=[problem], code=problem.code)
    if request.content_length:
        raise BadRequest("Upload-Length begins a resumable upload; it comes without a body.")
    if header.upload_length > app.settings.upload_bytes:
        raise TooLarge(f"An upload may have {app.settings.upload_bytes} bytes.")
    with app.records.writing(who.tenant) as unit:
        refuse_one_more(unit, Upload)
        unit.quotas.admit(header.upload_length, app.settings.tenant_bytes, sha256=query.sha256)
        row = unit.uploads.open(
            kind,
            filename,
            name=query.name,
            version=query.version,
            size_bytes=header.upload_length,
            sha256=query.sha256,
            created_by=who.name,
        )
        unit.commit()
    response = offset_answer(row, 0)
    response.status_code = 201
    response.headers["Location"] = f"/v1/uploads/{row.id}"
    return response


@contextmanager
def _room(
    kind: str, filename: str, size_bytes: int | None, sha256: str | None
) -> Iterator[str | None]:
    """Room held for a body while it comes in; an id only where the tenant has a bound."""
    app, who = services(), caller()
    with app.records.reading(who.tenant) as unit:
        is_bounded = unit.quotas.usage(app.settings.tenant_bytes).most is not None
    if not is_bounded:
        yield None
        return
    with app.records.writing(who.tenant) as unit:
        unit.quotas.admit(size_bytes or 0, app.settings.tenant_bytes, sha256=sha256)
        row = unit.uploads.open(kind, filename, size_bytes=size_bytes, created_by=who.name)
        unit.commit()
    try:
        yield row.id
    except BaseException:
        with app.records.writing(who.tenant) as unit, suppress(ConflictingWrite):
            unit.uploads.give_up(row.id)
            unit.commit()
        raise


def registered(kind: str, stored: Stored, **described: Any) -> Response:
    """The answer to a file that is here: its version."""
    name, row = register(kind, stored, **described)
    response = jsonify(version_answer(name, row))
    response.status_code = 201
    response.headers["Location"] = f"/v1/{kind}s/{row.id}"
    return response


def offset_answer(row: Upload, offset: int) -> Response:
    """The answer to a part: where the upload goes on."""
    response = jsonify(upload={"id": row.id, "offset": offset, "length": row.size_bytes})
    response.headers["Upload-Offset"] = str(offset)
    return response
