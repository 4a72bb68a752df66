"""Erasing: what goes and when is said, then confirmed. Organisations are operators' to erase."""

from flask import Response, jsonify
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag

from service import erasing, shapes
from service.api.paths import ErasurePath
from service.auth import access

api = APIBlueprint("erasures", __name__, url_prefix="/v1/erasures", abp_tags=[Tag(name="erasing")])


@api.get("/<object_id>", responses={200: shapes.Erasure})
@access("admin")
def get_erasure(path: ErasurePath) -> Response:
    """What erasing it would take away, when its bytes are gone, and what stays; nothing is done."""
    return jsonify(erasing.planned(path.object_id))


@api.post("/<object_id>", responses={200: shapes.Erasure})
@access("admin")
def erase(path: ErasurePath, body: shapes.ErasureRequest) -> Response:
    """Erase it. `confirm` is that of the present state; another state of things is refused."""
    return jsonify(erasing.erased(path.object_id, body.confirm))
