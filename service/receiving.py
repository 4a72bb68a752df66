"""Bytes coming in: kept in the store, and made a version of a family."""

from collections.abc import Iterator
from contextlib import contextmanager

from audits.archives import family_name
from audits.errors import Problem
from service.answers import versions
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
from service.errors import Conflict, Invalid, NotFound, ServiceError, StorageFull, TooLarge
from service.fair_use import refuse_more_rows
from service.recoded import Recoded
from service.records.quotas import BytesUsedUp


def keep(source: Source, *, sha256: str | None = None, encoding: str | None = None) -> Stored:
    """Stream the bytes into the store; an empty file is refused.

    encoding: of a table that is to be stored as UTF-8; `sha256` is of the bytes as they are sent.
    Raises `TooMany` before a byte is read, where its owner may have no more rows.
    """
    if services().settings.tenant_rows:
        with services().records.reading(caller().tenant) as unit:
            refuse_more_rows(unit)
    with refusals():
        if encoding is None:
            stored = services().store.put(source, sha256=sha256)
        else:
            stored = services().store.put(Recoded(source, encoding, sha256))
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
