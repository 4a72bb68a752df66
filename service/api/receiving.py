"""Files coming in: room for them, the bytes themselves, and the version that they become."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from flask import Response, jsonify, request

from audits.archives import family_name
from audits.errors import Problem
from service.api import shapes, versions
from service.api.fair_use import refuse_one_more
from service.artifacts import (
    ArtifactError,
    Missing,
    OtherBytes,
    Source,
    Stored,
    StoreFull,
    TooManyBytes,
    WrongOffset,
)
from service.auth import caller
from service.context import services
from service.errors import (
    BadRequest,
    Conflict,
    Invalid,
    NotFound,
    ServiceError,
    StorageFull,
    TooLarge,
)
from service.records.errors import ConflictingWrite
from service.records.quotas import BytesUsedUp
from service.records.tables import Upload


def receive(kind: str, query: shapes.UploadQuery, header: shapes.UploadHeader) -> Response:
    """A whole file in this request, or the beginning of a resumable upload."""
    app, who = services(), caller()
    filename = plain_name(query.filename or kind)
    if header.upload_length is None:
        request.max_content_length = app.settings.upload_bytes
        with _room(kind, filename, request.content_length, query.sha256) as upload:
            stored = keep(request.stream, sha256=query.sha256)
            return registered(
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
    family = name or family_name(filename)[:200] or kind
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
        with app.records.writing(who.tenant) as unit, suppress(ConflictingWrite):
            unit.uploads.give_up(row.id)
            unit.commit()
        raise


def plain_name(filename: str) -> str:
    """The last part of a file's name, without characters that could mean something."""
    last = filename.replace("\\", "/").rpartition("/")[2]
    printable = "".join(character for character in last if character.isprintable()).strip(". ")
    return printable[:255] or "upload"


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
    except TooManyBytes as error:
        raise TooLarge(str(error)) from error
    except StoreFull as error:
        raise StorageFull() from error
    except Missing as error:
        raise NotFound() from error
    except ArtifactError as error:
        raise ServiceError() from error


def registered(kind: str, stored: Stored, **described: Any) -> Response:
    """The answer to a file that is here: its version."""
    name, row = register(kind, stored, **described)
    response = jsonify(versions.version_answer(name, row))
    response.status_code = 201
    response.headers["Location"] = f"/v1/{kind}s/{row.id}"
    return response


def offset_answer(row: Upload, offset: int) -> Response:
    """The answer to a part: where the upload goes on."""
    response = jsonify(upload={"id": row.id, "offset": offset, "length": row.size_bytes})
    response.headers["Upload-Offset"] = str(offset)
    return response
