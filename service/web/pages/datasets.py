"""A dataset before any audit: its columns, what they may be for, and its groups."""

from collections.abc import Mapping
from dataclasses import replace

from flask import Blueprint, Response, request

from audits.specification.profiles import DatasetProfile
from audits.specification.roles import Kind, Role
from service.answers.dataset_profiles import Look, looks
from service.answers.versions import find_version
from service.auth import access, caller
from service.context import services
from service.records.tables import Audit
from service.web.describing import version_row
from service.web.rendering import render

pages = Blueprint("datasets_page", __name__)

MOST_COLUMNS = 200
MOST_VERSIONS = 20
MOST_GROUPS = 20  # so many values name groups, of however few rows
MOST_COUNTED = 10_000  # a profile counts no more distinct values
# Of fewer rows a group's rates are shown and not judged, where nobody says otherwise.
SMALLEST_GROUP = 30


@pages.get("/datasets/<dataset_id>")
@access("read")
def dataset(dataset_id: str) -> Response:
    """One version of a dataset, or the latest of a family."""
    find = request.args.get("find", "").strip()[:200]
    with services().records.reading(caller().tenant) as unit:
        name, row = find_version(unit, "dataset", dataset_id)
        versions = [
            version_row(name, other)
            for other in unit.datasets.versions(row.family_id, limit=MOST_VERSIONS).rows
        ]
        newest = next(iter(unit.audits.page(dataset_id=row.id, limit=1).rows), None)
        latest = None if newest is None else unit.audits.find(newest.id)
    is_ready = row.inspection == "ready" and row.profile is not None
    profile = DatasetProfile.from_json(row.profile) if is_ready and row.profile else None
    looked = [] if profile is None else looks(profile)
    if latest is not None:
        looked = [_as_audited(look, latest) for look in looked]
    shown = _shown(looked, find)
    return render(
        "dataset.html",
        here="/models",
        row=version_row(name, row),
        versions=versions,
        rows=0 if profile is None else profile.rows,
        groups=[
            look
            for role in (Role.PROTECTED, Role.LABEL, Role.PREDICTION)
            for look in looked
            if look.role is role and (look.groups or look.cut)
        ],
        guessed=[look for look in looked if look.role not in (None, Role.FEATURE)],
        columns=shown,
        every=len(looked),
        find=find,
        smallest=SMALLEST_GROUP,
        latest=latest,
        personal={
            look.column.name
            for look in looked
            if profile is not None and _is_personal(look, profile.rows)
        },
    )


def _as_audited(look: Look, audit: Audit) -> Look:
    """The column as the audit's document has it, in place of a guess."""
    spec = audit.document.get("dataset", {}).get("columns", {}).get(look.column.name)
    role = spec.get("role") if isinstance(spec, Mapping) else spec
    if role is None:
        return replace(look, role=None, reason="", is_sure=True, cut="", favourable="")
    reason = "so it was in the last audit" if look.role != role else "as in the last audit"
    favourable = spec.get("favourable") if isinstance(spec, Mapping) else None
    return replace(
        look,
        role=Role(role) if role in set(Role) else None,
        reason=reason,
        is_sure=True,
        favourable=str(favourable) if favourable is not None else "",
    )


def _is_personal(look: Look, rows: int) -> bool:
    """Whether its values would name single people: an id's, or those of hardly two rows each."""
    column = look.column
    if look.role is Role.ID:
        return True
    many = min(rows / 2, MOST_COUNTED)
    return column.kind is not Kind.NUMBER and MOST_GROUPS < column.distinct >= many


def _shown(looked: list[Look], find: str) -> list[Look]:
    """Those whose name or values hold every word that was searched for, the first of them."""
    words = find.casefold().split()
    matching = [
        look
        for look in looked
        if all(
            word in f"{look.column.name} {' '.join(look.column.values)}".casefold()
            for word in words
        )
    ]
    return matching[:MOST_COLUMNS]
