"""A dataset before any audit: its columns, what they may be for, and its groups."""

from flask import Blueprint, Response, request

from audits.specification.profiles import DatasetProfile
from audits.specification.roles import Role
from service.answers.dataset_profiles import Look, looks
from service.answers.versions import find_version
from service.auth import access, caller
from service.context import services
from service.web.describing import version_row
from service.web.rendering import render

pages = Blueprint("datasets_page", __name__)

MOST_COLUMNS = 200
MOST_VERSIONS = 20
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
    is_ready = row.inspection == "ready" and row.profile is not None
    profile = DatasetProfile.from_json(row.profile) if is_ready and row.profile else None
    looked = [] if profile is None else looks(profile)
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
    )


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
