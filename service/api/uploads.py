"""Files that come in parts and go on after a break. Nothing is parsed here."""

from typing import Any

from flask import Response, request
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag

from service import shapes
from service.api.paths import UploadPath
from service.api.receiving import offset_answer, registered
from service.artifacts import Source
from service.auth import access, caller
from service.context import services
from service.errors import Conflict, TooLarge
from service.receiving import refusals

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
                raise TooLarge("More bytes than were announced in Upload-Length.")
            return b""
        chunk = self._stream.read(self._left if size < 0 else min(size, self._left))
        self._left -= len(chunk)
        return chunk


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
        raise TooLarge("More bytes than were announced in Upload-Length.")
    with refusals():
        body = _Announced(request.stream, max(left, 0))
        end = app.store.append(row.id, body, offset=header.upload_offset)
    with app.records.writing(who.tenant) as unit:
        unit.uploads.advance(row.id, start=row.received_bytes, end=end)
        unit.commit()
    if end < row.size_bytes:
        return offset_answer(row, end)
    with app.records.writing(who.tenant) as unit:  # refused now, the part stays to go on from
        unit.quotas.admit(end, app.settings.tenant_bytes, sha256=row.sha256, upload=row.id)
    with refusals():
        stored = app.store.finish(row.id, sha256=row.sha256)
    return registered(
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
        unit.log.append(who.tenant, who.name, "upload.given_up", row.id)
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
    return offset_answer(row, (row.size_bytes or 0) if done else services().store.received(row.id))
