"""Files on their way in: whole, or in parts that go on after a break. Nothing is parsed here."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import PurePath
from typing import Any

from flask import Response, jsonify, request
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag

from audits.errors import Problem
from service.api import shapes, versions
from service.api.paths import UploadPath
from service.artifacts import (
    ArtifactError,
    Missing,
    OtherBytes,
    Source,
    Stored,
    StoreFull,
    TooLarge,
    WrongOffset,
)
from service.auth import access, caller
from service.context import services
from service.errors import BadRequest, Conflict, Invalid, NotFound, ServiceError, StorageFull
from service.errors import TooLarge as BodyTooLarge
from service.records import errors as records_errors
from service.records.quotas import BytesUsedUp
from service.records.tables import Upload

api = APIBlueprint("uploads", __name__, url_prefix="/v1/uploads", abp_tags=[Tag(name="uploads")])

FILE_BODY: dict[str, Any] = {
    "requestBody": {
        "description": "The file itself.",
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


class _Announced:
    """A body of at most so many bytes; one more is refused, and not kept."""

    def __init__(self, stream: Source, left: int) -> None:
        self._stream, self._left = stream, left

    def read(self, size: int = -1, /) -> bytes:
        if not self._left:
            if self._stream.read(1):
                raise BodyTooLarge("More bytes than were announced in Upload-Length.")
            return b""
        found = self._stream.read(self._left if size < 0 else min(size, self._left))
        self._left -= len(found)
        return found


@api.patch("/<upload_id>", responses={200: shapes.UploadAnswer, 201: shapes.Version},
           openapi_extensions=FILE_BODY)  # fmt: skip
@access("write")
def append_bytes(path: UploadPath, header: shapes.OffsetHeader) -> Response:
    """Send the next bytes. 200: more is to come; 201: this was the last, and here is the version.

    What arrived before a connection broke is kept; `GET` says where to go on.
    """
    app, who = services(), caller()
    with app.records.reading(who.tenant) as unit:
        row = unit.uploads.find(path.upload_id)
    if row.state != "open" or row.size_bytes is None:
        raise Conflict(f"The upload is {row.state}.")
    left = row.size_bytes - header.upload_offset
    # One more than announced: at a limit, werkzeug refuses even the read that finds the end.
    request.max_content_length = max(left, 0) + 1
    if request.content_length is not None and request.content_length > left:
        raise BodyTooLarge("More bytes than were announced in Upload-Length.")
    with refusals():
        body = _Announced(request.stream, max(left, 0))
        end = app.store.append(row.id, body, offset=header.upload_offset)
    with app.records.writing(who.tenant) as unit:
        unit.uploads.advance(row.id, start=row.received_bytes, end=end)
        unit.commit()
    if end < row.size_bytes:
        return _offset_answer(row, end)
    with app.records.writing(who.tenant) as unit:  # refused now, the part stays to go on from
        unit.quotas.admit(end, app.settings.tenant_bytes, sha256=row.sha256, upload=row.id)
    with refusals():
        stored = app.store.finish(row.id, sha256=row.sha256)
    return _registered(
        row.kind, stored, filename=row.filename, name=row.name, version=row.version, upload=row.id
    )


@api.delete("/<upload_id>", responses={204: None})
@access("write")
def delete_upload(path: UploadPath) -> Response:
    """Give an unfinished upload up; what arrived of it is thrown away."""
    app, who = services(), caller()
    with app.records.writing(who.tenant) as unit:
        row = unit.uploads.find(path.upload_id)
        if row.state != "open":
            raise Conflict(f"The upload is {row.state}.")
        unit.uploads.give_up(row.id)
        unit.commit()
    app.store.discard(row.id)
    return Response(status=204)


@api.get("/<upload_id>", responses={200: shapes.UploadAnswer})
@access("write")
def get_upload(path: UploadPath) -> Response:
    """How many bytes are safe; the next PATCH begins there."""
    with services().records.reading(caller().tenant) as unit:
        row = unit.uploads.find(path.upload_id)
    done = row.state == "finished" and row.size_bytes is not None
    return _offset_answer(row, (row.size_bytes or 0) if done else services().store.received(row.id))


def receive(kind: str, query: shapes.UploadQuery, header: shapes.UploadHeader) -> Response:
    """A whole file in this request, or the beginning of a resumable upload."""
    app, who = services(), caller()
    filename = plain_name(query.filename or kind)
    if header.upload_length is None:
        request.max_content_length = app.settings.upload_bytes
        with _room(kind, filename, request.content_length, query.sha256) as upload:
            stored = keep(request.stream, sha256=query.sha256)
            return _registered(
                kind,
                stored,
                filename=filename,
                name=query.name,
                version=query.version,
                upload=upload,
            )
    if request.content_length:
        raise BadRequest("Upload-Length begins a resumable upload; it comes without a body.")
    if header.upload_length > app.settings.upload_bytes:
        raise BodyTooLarge(f"An upload may have {app.settings.upload_bytes} bytes.")
    with app.records.writing(who.tenant) as unit:
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
    response = _offset_answer(row, 0)
    response.status_code = 201
    response.headers["Location"] = f"/v1/uploads/{row.id}"
    return response


def keep(source: Source, *, sha256: str | None = None) -> Stored:
    """Stream the bytes into the store; an empty file is refused."""
    with refusals():
        stored = services().store.put(source, sha256=sha256)
    if not stored.size_bytes:
        raise Invalid(
            problems=[Problem("body", "the file is empty", "send the file's bytes", "empty")]
        )
    return stored


def register(
    kind: str,
    stored: Stored,
    *,
    filename: str,
    name: str | None = None,
    version: str | None = None,
    upload: str | None = None,
) -> tuple[str, versions.Row]:
    """Make the stored bytes a version of a family and ask for its inspection."""
    app, who = services(), caller()
    family = name or PurePath(filename).stem[:200] or kind
    try:
        with app.records.writing(who.tenant) as unit:
            unit.quotas.admit(
                stored.size_bytes, app.settings.tenant_bytes, sha256=stored.sha256, upload=upload
            )
            unit.artifacts.add(who.tenant, stored.sha256, stored.size_bytes)
            row, is_new = versions.catalog_of(unit, kind).add_version(
                who.tenant,
                name=family,
                sha256=stored.sha256,
                version=version,
                filename=filename,
                size_bytes=stored.size_bytes,
                created_by=who.name,
            )
            if upload is not None:
                unit.uploads.finish(upload, version_id=row.id)
            if is_new:
                unit.log.append(who.tenant, who.name, f"{kind}.uploaded", row.id)
            unit.commit()
    except BytesUsedUp:
        with app.records.writing(who.tenant) as unit:
            unit.artifacts.add_loose(who.tenant, stored.sha256, stored.size_bytes)
            unit.commit()
        raise
    if row.inspection == "waiting":
        app.queue.enqueue_inspection(row.id)
    return family, row


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
        with app.records.writing(who.tenant) as unit, suppress(records_errors.Conflict):
            unit.uploads.give_up(row.id)
            unit.commit()
        raise


def plain_name(filename: str) -> str:
    """The last part of a file's name, without characters that could mean something."""
    last = filename.replace("\\", "/").rpartition("/")[2]
    kept = "".join(character for character in last if character.isprintable()).strip(". ")
    return kept[:255] or "upload"


@contextmanager
def refusals() -> Iterator[None]:
    """What the store refuses, in the API's words."""
    try:
        yield
    except WrongOffset as error:
        raise Conflict(
            str(error),
            code=error.code,
            hint="Go on at the offset in the header.",
            headers={"Upload-Offset": str(error.offset)},
        ) from error
    except OtherBytes as error:
        problem = Problem("sha256", str(error), "send the file again", error.code)
        raise Invalid(problems=[problem], code=error.code) from error
    except TooLarge as error:
        raise BodyTooLarge(str(error)) from error
    except StoreFull as error:
        raise StorageFull() from error
    except Missing as error:
        raise NotFound() from error
    except ArtifactError as error:
        raise ServiceError() from error


def _registered(kind: str, stored: Stored, **described: Any) -> Response:
    name, row = register(kind, stored, **described)
    response = jsonify(versions.version_answer(name, row))
    response.status_code = 201
    response.headers["Location"] = f"/v1/{kind}s/{row.id}"
    return response


def _offset_answer(row: Upload, offset: int) -> Response:
    response = jsonify(upload={"id": row.id, "offset": offset, "length": row.size_bytes})
    response.headers["Upload-Offset"] = str(offset)
    return response
