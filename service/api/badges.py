"""A picture of the gate of a model's latest audit, at an address that needs no key to be read."""

from flask import Response, jsonify
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag
from flask_openapi3.types import ResponseDict

from audits.report.acceptance import is_accepted
from audits.report.exports import badge
from audits.report.forms import forms
from service import shapes
from service.answers.versions import find_version
from service.api.paths import BadgePath, ModelPath
from service.auth import access, caller
from service.context import services
from service.errors import NotFound
from service.records.errors import NoRow
from service.records.unit_of_work import EVERYONE, UnitOfWork
from service.secrets import key_ring

api = APIBlueprint("badges", __name__, abp_tags=[Tag(name="reports")])

CACHED_SECONDS = 300
PICTURE: ResponseDict = {
    200: {"description": "OK", "content": {"image/svg+xml": {"schema": {"type": "string"}}}}
}


@api.get("/v1/models/<model_id>/badge", responses={200: shapes.Badge})
@access("read")
def get_badge_address(path: ModelPath) -> Response:
    """The public address of a model's badge, with a token that opens nothing else.

    It shows the gate of the model's newest audited version to whoever knows the address. A new
    secrets key (`evenhand secrets`) and the end of the old one make all such addresses end.
    """
    with services().records.reading(caller().tenant) as unit:
        name, row = find_version(unit, "model", path.model_id)
    settings = services().settings
    token = key_ring(settings).token(_about(row.family_id))
    url = f"{settings.public_url}/badges/{row.family_id}/{token}.svg"
    page = f"{settings.public_url}/models/{row.family_id}"
    plain = "".join(sign if sign.isalnum() or sign in " -_." else " " for sign in name)
    return jsonify(url=url, markdown=f"[![evenhand: {plain}]({url})]({page})")


@api.get("/badges/<model_id>/<token>.svg", responses=PICTURE)
@access("public")
def get_badge(path: BadgePath) -> Response:
    """The gate of a model's newest audited version, for a README; 404 with another token.

    It says which version that is and how many findings were accepted. A newer version that was
    refused, or not audited yet, is named, and the picture is no longer green.
    """
    if not key_ring(services().settings).knows(_about(path.model_id), path.token):
        raise NotFound()
    with services().records.reading(EVERYONE) as unit:
        try:
            unit.models.find_family(path.model_id)
        except NoRow:
            raise NotFound() from None
        picture = _picture(unit, path.model_id)
    if picture is None:
        raise NotFound(hint="The picture is there once an audit of the model is completed.")
    response = Response(picture, content_type=forms()["badge.svg"].media)
    response.headers["Cache-Control"] = f"public, max-age={CACHED_SECONDS}"
    return response


def _picture(unit: UnitOfWork, family: str) -> str | None:
    """None where no audit of the model is completed."""
    latest = unit.models.latest(family)
    if latest is None:
        return None
    audits = unit.audits.page(model_id=latest.id, state="completed", limit=1).rows
    audits = audits or unit.audits.page(model_id=family, state="completed", limit=1).rows
    if not audits or audits[0].gate is None or audits[0].model_version_id is None:
        return None
    audited = unit.models.find(audits[0].model_version_id)
    newer = ""
    if audited.sha256 != latest.sha256:
        state = latest.inspection if latest.inspection in ("refused", "failed") else "not audited"
        newer = f"{badge.short(latest.version)} {state}"
    accepted = sum(is_accepted(row.entry) for row in unit.audits.findings(audits[0].id))
    return badge.draw(audits[0].gate, accepted=accepted, version=audited.version, newer=newer)


def _about(family: str) -> str:
    return f"badge:{family}"
