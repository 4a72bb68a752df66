"""A picture of the gate of a model's latest audit, at an address that needs no key to be read."""

from flask import Response, jsonify
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag
from flask_openapi3.types import ResponseDict

from audits.report.forms import forms
from service import shapes
from service.answers.versions import find_version
from service.api.paths import BadgePath, ModelPath
from service.auth import access, caller
from service.context import services
from service.errors import NotFound
from service.records.errors import NoRow
from service.records.unit_of_work import EVERYONE
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

    It shows the gate of the model's latest completed audit to whoever knows the address. A new
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
    """The gate of the model's latest completed audit, for a README; 404 with another token."""
    if not key_ring(services().settings).knows(_about(path.model_id), path.token):
        raise NotFound()
    with services().records.reading(EVERYONE) as unit:
        try:
            unit.models.find_family(path.model_id)
        except NoRow:
            raise NotFound() from None
        page = unit.audits.page(model_id=path.model_id, state="completed", limit=1)
    if not page.rows:
        raise NotFound(hint="The picture is there once an audit of the model is completed.")
    form = forms()["badge.svg"]
    response = Response(form.render({"gate": page.rows[0].gate}), content_type=form.media)
    response.headers["Cache-Control"] = f"public, max-age={CACHED_SECONDS}"
    return response


def _about(family: str) -> str:
    return f"badge:{family}"
