"""Whose signatures to believe: the public keys this service signs and signed with."""

from flask import Response, jsonify
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag

from audits.report.trust import key_set
from service import shapes
from service.auth import access
from service.context import services
from service.records.unit_of_work import EVERYONE

api = APIBlueprint("signing_keys", __name__, abp_tags=[Tag(name="reports")])


@api.get("/.well-known/evenhand-keys", responses={200: shapes.SigningKeys})
@access("public")
def get_signing_keys() -> Response:
    """Public keys as a JSON Web Key Set, newest first; `evenhand verify --keys` reads it.

    `status`: `current`; `former`, replaced, what it signed stays good; `revoked`, nothing it
    signed is believed.
    """
    with services().records.reading(EVERYONE) as unit:
        keys = unit.signing_keys.trusted()
    return jsonify(key_set(keys.values()))
