"""Uploaded models: families, versions, and what the inspection found."""

from flask import Response, jsonify
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag

from service import shapes
from service.answers.trends import trend, trend_answer
from service.answers.versions import find_version
from service.api import receiving, uploads, versions
from service.api.paths import ModelPath
from service.auth import access, caller
from service.context import services

api = APIBlueprint("models", __name__, url_prefix="/v1/models", abp_tags=[Tag(name="models")])


@api.post("", responses={201: shapes.Received}, openapi_extensions=uploads.FILE_BODY)
@access("write")
def upload_model(query: shapes.UploadQuery, header: shapes.UploadHeader) -> Response:
    """Upload a model: the body is the file, streamed to disk.

    With `Upload-Length` and no body, a resumable upload begins instead. A worker then inspects
    the file; poll the address in `Location`.
    """
    return receiving.receive("model", query, header)


@api.get("", responses={200: shapes.Versions})
@access("read")
def list_models(query: shapes.PageQuery) -> Response:
    """The latest version of every model, newest family first."""
    return versions.list_families("model", query)


@api.get("/<model_id>", responses={200: shapes.Version})
@access("read")
def get_model(path: ModelPath) -> Response:
    """One version with its inspection, or the latest of a family."""
    return versions.get_version("model", path.model_id)


@api.get("/<model_id>/versions", responses={200: shapes.Versions})
@access("read")
def list_model_versions(path: ModelPath, query: shapes.PageQuery) -> Response:
    """Every version of a family, newest first."""
    return versions.list_versions("model", path.model_id, query)


@api.get("/<model_id>/trend", responses={200: shapes.Trend})
@access("read")
def model_trend(path: ModelPath, query: shapes.PageQuery) -> Response:
    """Its audits, newest first, each with its gate, the largest gap between groups, and costs.

    Costs are latency, energy and size, where the audit measured them. The first page has the
    model's versions by worth and cost as well.
    """
    # Read when somebody looks at a model.
    from service.answers.version_costs import version_costs

    with services().records.reading(caller().tenant) as unit:
        _, row = find_version(unit, "model", path.model_id)
        family = unit.models.find_family(row.family_id)
        points, cursor = trend(unit, family, cursor=query.cursor, limit=query.limit)
        items = trend_answer(points)
        beside = None if query.cursor else version_costs(unit, family)
    return jsonify(items=items, cursor=cursor, versions=beside)


@api.delete("/<model_id>", responses={204: None})
@access("write")
def delete_model(path: ModelPath) -> Response:
    """Throw one version away; 409 while audits name it. Its bytes stop counting at once."""
    return versions.delete_version("model", path.model_id)
