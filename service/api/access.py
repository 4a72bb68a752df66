"""Who may come in: the organisation's people, keys and sessions."""

from flask import Response, jsonify
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag

from service import administering, shapes
from service.answers.access import key_answer, person_answer, session_answer
from service.api.paths import KeyPath, PersonPath, SessionPath
from service.auth import access, caller
from service.context import services
from service.roles import OPERATE
from service.shapes import PageQuery

api = APIBlueprint("access", __name__, url_prefix="/v1", abp_tags=[Tag(name="access")])


@api.get("/organisation", responses={200: shapes.Organisation})
@access("read")
def get_organisation() -> Response:
    """The key's own organisation."""
    who = caller()
    with services().records.reading(who.tenant) as unit:
        row = unit.tenants.find(who.tenant)
    organisation = shapes.Organisation(id=row.id, name=row.name, created=row.created_at)
    return jsonify(organisation.model_dump(mode="json"))


@api.get("/people", responses={200: shapes.People})
@access("admin")
def list_people(query: PageQuery) -> Response:
    """People, newest first, those let in no more included."""
    with services().records.reading(caller().tenant) as unit:
        page = unit.users.page(cursor=query.cursor, limit=query.limit)
    return jsonify(items=[person_answer(row) for row in page.rows], cursor=page.cursor)


@api.post("/people", responses={201: shapes.Person})
@access("admin")
def create_person(body: shapes.PersonRequest) -> Response:
    """A person who may sign in. Short, known and guessable passwords are refused."""
    who, records = caller(), services().records
    hashed = administering.password_hash(records, who.tenant, body.password, name=body.name)
    with records.writing(who.tenant) as unit:
        row = administering.make_person(
            unit, who.tenant, body.name, role=body.role, password_argon2=hashed, by=who.name,
            operates=who.may(OPERATE),
        )  # fmt: skip
        unit.commit()
    response = jsonify(person_answer(row))
    response.status_code = 201
    return response


@api.patch("/people/<person_id>", responses={200: shapes.Person})
@access("admin")
def change_person(path: PersonPath, body: shapes.PersonChange) -> Response:
    """Another role or password, or let in no more; all their sessions end now."""
    who, records, person, hashed = caller(), services().records, path.person_id, None
    if body.password is not None:
        hashed = administering.password_hash(records, who.tenant, body.password, person=person)
    with records.writing(who.tenant) as unit:
        row = administering.change_person(
            unit, who.tenant, person, by=who.name, operates=who.may(OPERATE),
            password_argon2=hashed, **body.model_dump(exclude={"password"}),
        )  # fmt: skip
        unit.commit()
    return jsonify(person_answer(row))


@api.get("/keys", responses={200: shapes.Keys})
@access("admin")
def list_keys(query: PageQuery) -> Response:
    """Keys, newest first, expired and revoked ones included; their texts are kept nowhere."""
    with services().records.reading(caller().tenant) as unit:
        page = unit.keys.page(cursor=query.cursor, limit=query.limit)
        now = unit.now()
    return jsonify(items=[key_answer(row, now) for row in page.rows], cursor=page.cursor)


@api.post("/keys", responses={201: shapes.Key})
@access("admin")
def create_key(body: shapes.KeyRequest) -> Response:
    """A key; its text is shown only here."""
    who = caller()
    with services().records.writing(who.tenant) as unit:
        row, text = administering.make_key(
            unit, who.tenant, body.name, scopes=body.scopes, days=body.days, by=who.name,
            operates=who.may(OPERATE),
        )  # fmt: skip
        unit.commit()
        now = unit.now()
    response = jsonify(key_answer(row, now, text=text))
    response.status_code = 201
    return response


@api.delete("/keys/<key_id>", responses={204: None})
@access("admin")
def revoke_key(path: KeyPath) -> Response:
    """A compromised key opens nothing from now on; sessions opened with it are over, too."""
    who = caller()
    with services().records.writing(who.tenant) as unit:
        administering.revoke_key(unit, who.tenant, path.key_id, by=who.name)
        unit.commit()
    return Response(status=204)


@api.get("/sessions", responses={200: shapes.Sessions})
@access("admin")
def list_sessions(query: PageQuery) -> Response:
    """Browsers that are signed in, newest first."""
    with services().records.reading(caller().tenant) as unit:
        page = unit.sessions.page(cursor=query.cursor, limit=query.limit)
        names = unit.requester_names.names(row.user_id or row.key_id for row in page.rows)
    return jsonify(items=[session_answer(row, names) for row in page.rows], cursor=page.cursor)


@api.delete("/sessions/<session_id>", responses={204: None})
@access("admin")
def end_session(path: SessionPath) -> Response:
    """Sign the browser out."""
    who = caller()
    with services().records.writing(who.tenant) as unit:
        administering.end_session(unit, who.tenant, path.session_id, by=who.name)
        unit.commit()
    return Response(status=204)
