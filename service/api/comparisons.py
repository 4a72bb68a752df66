"""Comparisons: an audit beside an earlier one."""

from flask import Response, jsonify
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag

from service.answers.comparisons import comparison
from service.auth import access, caller
from service.context import services
from service.shapes import schedules as shapes

api = APIBlueprint(
    "comparisons", __name__, url_prefix="/v1/comparisons", abp_tags=[Tag(name="comparisons")]
)


@api.get("", responses={200: shapes.Comparison})
@access("read")
def get_comparison(query: shapes.ComparisonQuery) -> Response:
    """New, fixed and still failing findings, and every number that both audits have."""
    with services().records.reading(caller().tenant) as unit:
        return jsonify(comparison(unit, query.audit, query.before))
