"""Which probes there are: read from the generated catalogue, so no probe is imported."""

from flask import Response, current_app, jsonify
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag

from audits.specification.probe_manifest import entries
from service import shapes
from service.api.paths import ProbePath
from service.auth import access
from service.errors import NotFound

api = APIBlueprint("probes", __name__, url_prefix="/v1/probes", abp_tags=[Tag(name="probes")])


@api.get("", responses={200: shapes.Probes})
@access("read")
def list_probes() -> Response:
    """Every probe, with its parameters as JSON schema and the metrics it owns."""
    # Written one by one: as one object they would take several megabytes at a time.
    items = ",".join(current_app.json.dumps(each.to_json()) for each in entries().values())
    return Response(f'{{"items":[{items}]}}', mimetype="application/json")


@api.get("/<probe_name>", responses={200: shapes.Probe})
@access("read")
def get_probe(path: ProbePath) -> Response:
    """One probe."""
    entry = entries().get(path.probe_name)
    if entry is None:
        raise NotFound("There is no such probe.", hint="`GET /v1/probes` lists them.")
    return jsonify(entry.to_json())
