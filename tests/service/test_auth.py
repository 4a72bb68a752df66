"""Every route of the OpenAPI document, and every page, against every kind of key."""

import re
import time

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from audits.report.forms import forms
from service.api.description import describe
from service.auth import access_of
from service.signatures import signature
from tests.local_hosts import LOCAL
from tests.service.conftest import DOCUMENT_COLUMNS, ORIGIN, Place
from tests.service.worker_hands import drawn

# Addresses of webhooks are looked up.
pytestmark = pytest.mark.allow_hosts(LOCAL)

SECRET = "s" * 43
PASSWORD = "plum lantern otter quay"

# Route: (what it demands, a request that a full key may make, the object it is about).
MATRIX = {
    # Each form of a report is read by whoever reads the report.
    **{f"GET /v1/audits/{{audit_id}}/{name}": ("read", {}, "audit") for name in forms()},
    "POST /v1/models": ("write", {"data": b"model"}, None),
    "GET /v1/models": ("read", {}, None),
    "GET /v1/models/{model_id}": ("read", {}, "model"),
    "GET /v1/models/{model_id}/trend": ("read", {}, "model"),
    "GET /v1/models/{model_id}/versions": ("read", {}, "model_family"),
    "DELETE /v1/models/{model_id}": ("write", {}, "spare_model"),
    "DELETE /v1/datasets/{dataset_id}": ("write", {}, "spare_dataset"),
    "DELETE /v1/uploads/{upload_id}": ("write", {}, "spare_upload"),
    "DELETE /v1/audits/{audit_id}": ("admin", {}, "spare_audit"),
    "GET /v1/usage": ("read", {}, None),
    "POST /v1/datasets": ("write", {"data": b"a,b\n"}, None),
    "GET /v1/datasets": ("read", {}, None),
    "GET /v1/datasets/{dataset_id}": ("read", {}, "dataset"),
    "GET /v1/datasets/{dataset_id}/profile": ("read", {}, "dataset"),
    "GET /v1/datasets/{dataset_id}/versions": ("read", {}, "dataset_family"),
    "GET /v1/uploads/{upload_id}": ("write", {}, "upload"),
    "PATCH /v1/uploads/{upload_id}": (
        "write",
        {"data": b"1234", "headers": {"Upload-Offset": "0"}},
        "upload",
    ),
    "GET /v1/probes": ("read", {}, None),
    "GET /v1/probes/{probe_name}": ("read", {}, "probe"),
    "GET /v1/models/{model_id}/badge": ("read", {}, "model"),
    "GET /badges/{model_id}/{token}.svg": ("public", {}, None),
    "POST /v1/policies": ("write", {"json": {"name": "p", "policy": {"rules": []}}}, None),
    "GET /v1/policies": ("read", {}, None),
    "GET /v1/policies/{policy_id}": ("read", {}, "policy"),
    "POST /v1/audits": ("write", {"json": "document"}, "dataset"),
    "GET /v1/audits": ("read", {}, None),
    "GET /v1/audits/counts": ("read", {}, None),
    "GET /v1/audits/{audit_id}": ("read", {}, "audit"),
    "POST /v1/audits/{audit_id}/cancel": ("write", {}, "queued"),
    "POST /v1/audits/{audit_id}/accept": ("write", {"json": {"reason": "x"}}, "audit"),
    "GET /v1/audits/{audit_id}/gate": ("read", {}, "audit"),
    "GET /v1/audits/{audit_id}/measurements": ("read", {}, "audit"),
    "GET /v1/audits/{audit_id}/events": ("read", {}, "audit"),
    "GET /v1/audits/{audit_id}/report.html": ("read", {}, "audit"),
    "GET /v1/audits/{audit_id}/report.json": ("read", {}, "audit"),
    "GET /v1/audits/{audit_id}/report.pdf": ("read", {}, "audit"),
    "GET /v1/audits/{audit_id}/review": ("read", {}, "audit"),
    "POST /v1/audits/{audit_id}/waivers": ("write", {"json": "waiver"}, "audit"),
    "POST /v1/audits/{audit_id}/comments": ("write", {"json": {"text": "x"}}, "audit"),
    "POST /v1/audits/{audit_id}/sign-offs": ("approve", {"json": {"text": "x"}}, "audit"),
    "GET /v1/waivers": ("read", {}, None),
    "DELETE /v1/waivers/{waiver_id}": ("write", {}, "waiver"),
    "GET /v1/comparisons": ("read", {}, "audit"),
    "POST /v1/schedules": ("write", {"json": "schedule"}, "dataset"),
    "GET /v1/schedules": ("read", {}, None),
    "GET /v1/schedules/{schedule_id}": ("read", {}, "schedule"),
    "PATCH /v1/schedules/{schedule_id}": ("write", {"json": {"paused": True}}, "schedule"),
    "GET /v1/schedules/{schedule_id}/runs": ("read", {}, "schedule"),
    "POST /v1/schedules/{schedule_id}/run": ("write", {}, "schedule"),
    "DELETE /v1/schedules/{schedule_id}": ("write", {}, "spare_schedule"),
    "POST /v1/webhooks": ("admin", {"json": {"url": "https://93.184.215.14/x"}}, None),
    "GET /v1/webhooks": ("admin", {}, None),
    "POST /v1/webhooks/{webhook_id}/test": ("admin", {}, "webhook"),
    "GET /v1/webhooks/{webhook_id}/deliveries": ("admin", {}, "webhook"),
    "DELETE /v1/webhooks/{webhook_id}": ("admin", {}, "spare_webhook"),
    "POST /v1/inbound": ("admin", {"json": "inbound"}, "schedule"),
    "GET /v1/inbound": ("admin", {}, None),
    "DELETE /v1/inbound/{hook_id}": ("admin", {}, "spare_inbound"),
    "POST /v1/inbound/{hook_id}/messages": ("public", {"json": {}, "headers": "signed"}, "inbound"),
    "GET /v1/organisation": ("read", {}, None),
    "GET /v1/organisations": ("operate", {}, None),
    "POST /v1/organisations": ("operate", {"json": {"name": "risk"}}, None),
    "PATCH /v1/organisations/{organisation_id}": (
        "operate",
        {"json": {"most_bytes": 5}},
        "organisation",
    ),
    "GET /v1/people": ("admin", {}, None),
    "POST /v1/people": ("admin", {"json": "person"}, None),
    "PATCH /v1/people/{person_id}": ("admin", {"json": {"role": "author"}}, "person"),
    "GET /v1/keys": ("admin", {}, None),
    "POST /v1/keys": ("admin", {"json": {"name": "k", "scopes": ["read"]}}, None),
    "DELETE /v1/keys/{key_id}": ("admin", {}, "spare_key"),
    "GET /v1/sessions": ("admin", {}, None),
    "DELETE /v1/sessions/{session_id}": ("admin", {}, "spare_session"),
    "GET /v1/erasures/{object_id}": ("admin", {}, "audit"),
    "POST /v1/erasures/{object_id}": ("admin", {"json": "erasure"}, "erased_audit"),
    "GET /v1/trail": ("admin", {}, None),
    "GET /v1/trail/heads": ("admin", {}, None),
    "GET /.well-known/evenhand-keys": ("public", {}, None),
    "GET /healthz": ("public", {}, None),
    "GET /readyz": ("public", {}, None),
    "GET /metrics": ("public", {}, None),
    "GET /openapi.json": ("public", {}, None),
}
PAGES = {
    **{f"GET /audits/<audit_id>/{name}": "read" for name, form in forms().items() if form.is_noted},
    "GET /": "public",
    "GET /login": "public",
    "POST /login": "public",
    "POST /logout": "read",
    "GET /audits": "read",
    "GET /audits/new": "write",
    "POST /audits/new": "write",
    "POST /audits/new/yaml": "write",
    "POST /audits/new/<kind>": "write",
    "GET /audits/<audit_id>": "read",
    "GET /audits/<audit_id>/events": "read",
    "POST /audits/<audit_id>/cancel": "write",
    "POST /audits/<audit_id>/accept": "write",
    "POST /audits/<audit_id>/waive": "write",
    "POST /audits/<audit_id>/waivers/<waiver_id>/withdraw": "write",
    "POST /audits/<audit_id>/comment": "write",
    "POST /audits/<audit_id>/sign-off": "approve",
    "GET /audits/<audit_id>/report.html": "read",
    "GET /audits/<audit_id>/report.json": "read",
    "GET /audits/<audit_id>/report.pdf": "read",
    "GET /datasets/<dataset_id>": "read",
    "GET /models": "read",
    "GET /models/<family_id>": "read",
    "GET /comparisons": "read",
    "GET /schedules": "read",
    "POST /schedules": "write",
    "POST /schedules/<schedule_id>/run": "write",
    "POST /schedules/<schedule_id>/pause": "write",
    "POST /audits/<audit_id>/repeat": "write",
    "GET /audits/<audit_id>/repeat": "write",
    "GET /audits/<audit_id>/pdf": "read",
    "GET /schedules/<schedule_id>/change": "write",
    "POST /schedules/<schedule_id>/change": "write",
    "GET /schedules/<schedule_id>/delete": "write",
    "POST /schedules/<schedule_id>/delete": "write",
    "GET /policies": "read",
    "POST /policies": "write",
    "GET /workers": "read",
    "GET /trail": "admin",
    "GET /organisations": "operate",
    "POST /organisations": "operate",
    "POST /organisations/<organisation_id>/bound": "operate",
    "GET /erase/<object_id>": "admin",
    "POST /erase/<object_id>": "admin",
    "GET /access": "admin",
    "POST /access/people": "admin",
    "POST /access/people/<person_id>": "admin",
    "POST /access/keys": "admin",
    "GET /access/keys/<key_id>/revoke": "admin",
    "POST /access/keys/<key_id>/revoke": "admin",
    "GET /access/people/<person_id>/shut-out": "admin",
    "POST /access/sessions/<session_id>/end": "admin",
    "GET /account": "read",
    "POST /account/password": "read",
    "POST /account/sessions/<session_id>/end": "read",
    "GET /static/<path:filename>": "public",
    "GET /static/report/<path:filename>": "public",
    "GET /static/explorer/<path:filename>": "public",
    "GET /docs": "public",
    "GET /help": "public",
    "GET /help/<topic>": "public",
}
# These name the object inside a document, where 422 says that it is not there.
SENT_IN_A_DOCUMENT = ("POST /v1/audits", "POST /v1/schedules")
WAIVER = {"finding": "f1", "owner": "Risk", "reason": "known", "until": "2999-12-31"}
GUARDED = [route for route, (required, _, _) in MATRIX.items() if required != "public"]
# Organisations are nobody's own: whoever may operate sees them all, and others get 403 for each.
ABOUT_AN_OBJECT = [
    route for route in GUARDED if MATRIX[route][2] not in (None, "probe", "organisation")
]


def test_the_matrix_names_every_route_of_the_openapi_document(place: Place) -> None:
    found = {
        f"{method.upper()} {path}"
        for path, operations in describe(place.app)["paths"].items()
        for method in operations
    }
    assert found == set(MATRIX)


def test_the_matrix_and_the_pages_together_are_every_route_there_is(place: Place) -> None:
    api = {
        re.sub(r"<([^<:]+:)?(\w+)>", r"{\2}", rule.rule) for rule in place.app.url_map.iter_rules()
    }
    assert api >= {route.split(" ")[1] for route in MATRIX}
    pages = {
        f"{method} {rule.rule}": access_of(place.app, rule.endpoint)
        for rule in place.app.url_map.iter_rules()
        for method in rule.methods or ()
        if method in ("GET", "POST", "PUT", "PATCH", "DELETE")
        and f"{method} {re.sub(r'<([^<:]+:)?', '{', rule.rule).replace('>', '}')}" not in MATRIX
    }
    assert pages == PAGES


def test_the_document_says_which_scope_a_route_needs(place: Place) -> None:
    for path, operations in describe(place.app)["paths"].items():
        for method, operation in operations.items():
            required = MATRIX[f"{method.upper()} {path}"][0]
            assert operation["security"] == ([] if required == "public" else [{"key": [required]}])


@pytest.fixture
def objects(place: Place) -> dict[str, str]:
    """One of everything that belongs to us."""
    model = place.client.post("/v1/models", data=b"m", headers=place.headers()).json
    data = place.upload()
    family = place.client.get(f"/v1/datasets/{data}", headers=place.headers()).json["family"]
    upload = place.client.post(
        "/v1/datasets", headers={**place.headers(), "Upload-Length": "8"}
    ).json["upload"]["id"]
    policy = place.client.post(
        "/v1/policies", json={"name": "ours", "policy": {"rules": []}}, headers=place.headers()
    ).json
    document = {"dataset": {"id": data, "columns": DOCUMENT_COLUMNS}}

    def made(noun: str, **body: object) -> str:
        answer = place.client.post(f"/v1/{noun}", json=body, headers=place.headers())
        assert answer.status_code == 201, answer.text
        return str(answer.json["id"])

    def scheduled(name: str) -> str:
        return made("schedules", name=name, document=document, expression="0 3 * * *")

    schedule = scheduled("nightly")
    address = "https://93.184.215.14/x"
    inbound = made("inbound", name="ours", schedule=schedule)
    with place.records.writing(place.tenants["ours"]) as unit:
        unit.inbound.find(inbound).secret = SECRET
        person = unit.users.add("grace", "no hash", ["read"]).id
        spare_key, _ = unit.keys.mint("spare", ["read"])
        spare_session, _ = unit.sessions.open(
            seconds=60, scopes=["read"], tenant=place.tenants["ours"]
        )
        unit.commit()
    audit = place.completed_audit()
    drawn(place.records, place.store, audit)
    waiver = made(f"audits/{place.completed_audit()}/waivers", **WAIVER)
    return {
        "organisation": place.tenants["ours"],
        "schedule": schedule,
        "person": person,
        "spare_key": spare_key.id,
        "spare_session": spare_session.id,
        "spare_schedule": scheduled("spare"),
        "webhook": made("webhooks", url=address),
        "spare_webhook": made("webhooks", url=address),
        "inbound": inbound,
        "spare_inbound": made("inbound", name="spare", schedule=schedule),
        "model": model["id"],
        "model_family": model["family"],
        "dataset": data,
        "dataset_family": family,
        "upload": upload,
        "policy": policy["id"],
        "probe": "fairness.selection_rate",
        "spare_model": place.upload("model", b"spare", name="spare"),
        "spare_dataset": place.upload(content=b"spare", name="spare"),
        "spare_upload": place.client.post(
            "/v1/datasets", headers={**place.headers(), "Upload-Length": "9"}
        ).json["upload"]["id"],
        "spare_audit": place.completed_audit(),
        "queued": place.audit(),
        "erased_audit": place.completed_audit(),
        "audit": audit,
        "waiver": waiver,
    }


def ask(place: Place, route: str, objects: dict[str, str], key: str | None) -> TestResponse:
    _, options, about = MATRIX[route]
    method, path = route.split(" ")
    path = re.sub(r"{\w+}", objects.get(about or "", "x"), path)
    options = dict(options)
    if options.get("json") == "document":
        options["json"] = {
            "dataset": {
                "id": objects.get("dataset", "x"),
                "columns": {"answer": {"role": "prediction"}, "sex": {"role": "protected"}},
            }
        }
    if options.get("json") == "schedule":
        data = {"id": objects.get("dataset", "x"), "columns": DOCUMENT_COLUMNS}
        options["json"] = {"name": "n", "document": {"dataset": data}, "expression": "0 3 * * *"}
    if options.get("json") == "waiver":
        options["json"] = WAIVER
    if options.get("json") == "person":
        options["json"] = {"name": "ada", "role": "viewer", "password": PASSWORD}
    if options.get("json") == "erasure":
        shown = place.client.get(path, headers=place.headers())
        options["json"] = {"confirm": (shown.json or {}).get("confirm") or "x"}
    if options.get("json") == "inbound":
        options["json"] = {"name": "n", "schedule": objects.get("schedule", "x")}
    if route == "GET /v1/comparisons":
        audit = objects.get("audit", "x")
        options["query_string"] = {"audit": audit, "before": audit}
    if options.get("headers") == "signed":
        options["headers"] = {"Evenhand-Signature": signature(SECRET, int(time.time()), b"{}")}
    headers = {**options.pop("headers", {}), **({} if key is None else place.headers(key))}
    return place.client.open(path, method=method, headers=headers, **options)


@pytest.mark.parametrize("key", [None, "expired", "revoked"])
def test_without_a_live_key_every_route_answers_401(place: Place, key: str | None) -> None:
    for route in GUARDED:
        answer = ask(place, route, {}, key)
        assert answer.status_code == 401, route
        assert answer.headers["WWW-Authenticate"] == "Bearer"
        assert answer.json["code"] == "unauthenticated"


@pytest.mark.parametrize(
    ("key", "scope"),
    [("reads", "read"), ("writes", "write"), ("administers", "admin"), ("operates", "operate")],
)
def test_a_key_without_the_scope_is_refused_by_every_route(
    place: Place, key: str, scope: str
) -> None:
    for route in GUARDED:
        required = MATRIX[route][0]
        if scope != required:
            answer = ask(place, route, {}, key)
            assert answer.status_code == 403, route
            assert required in answer.json["detail"]


def test_another_tenants_object_is_as_absent_as_one_that_never_was(
    place: Place, objects: dict[str, str]
) -> None:
    absent = {name: f"{value[:4]}{'0' * 32}" for name, value in objects.items()}
    for route in ABOUT_AN_OBJECT:
        theirs = ask(place, route, objects, "stranger")
        nobodys = ask(place, route, absent, "stranger")
        assert theirs.status_code == (422 if route in SENT_IN_A_DOCUMENT else 404), route
        assert (theirs.status_code, theirs.data) == (nobodys.status_code, nobodys.data)


def test_a_full_key_may_all_of_it(place: Place, objects: dict[str, str]) -> None:
    for route in MATRIX:
        answer = ask(place, route, objects, "full")
        if route == "GET /badges/{model_id}/{token}.svg":
            assert answer.status_code == 404  # its token opens it, and no key does
            continue
        assert answer.status_code < 300, f"{route}: {answer.text}"


def test_lists_show_only_the_tenants_own(place: Place, objects: dict[str, str]) -> None:
    for path in ("models", "datasets", "policies", "audits"):
        assert place.client.get(f"/v1/{path}", headers=place.headers()).json["items"]
        theirs = place.client.get(f"/v1/{path}", headers=place.headers("stranger")).json
        assert theirs == {"items": [], "cursor": None}


def test_without_a_session_every_page_leads_to_the_sign_in(place: Place) -> None:
    for page, need in PAGES.items():
        method, path = page.split(" ")
        if need != "public":
            answer = place.client.open(
                re.sub(r"<\w+>", "x", path), method=method, headers={"Accept": "text/html"}
            )
            assert answer.status_code == 303, page
            assert answer.headers["Location"].startswith("/login?next=")


def test_an_api_key_does_not_open_a_page_and_a_cookie_no_api(place: Place) -> None:
    assert place.client.get("/audits", headers=place.headers()).status_code == 401
    browser: FlaskClient = place.signed_in()
    assert browser.get("/audits").status_code == 200
    assert browser.get("/v1/audits").status_code == 401


def test_a_reading_session_may_not_write(place: Place) -> None:
    browser = place.signed_in("reads")
    for page, need in PAGES.items():
        method, path = page.split(" ")
        if need == "write":
            answer = browser.open(
                re.sub(r"<\w+>", "x", path), method=method, headers={"Origin": ORIGIN}
            )
            assert answer.status_code == 403, page
            assert answer.json["code"] == "forbidden"


def test_a_session_ends_with_its_key(place: Place) -> None:
    browser = place.signed_in("reads")
    assert browser.get("/audits").status_code == 200
    with place.records.writing(place.tenants["ours"]) as unit:
        (key,) = [row for row in unit.keys.page().rows if row.name == "reads"]
        unit.keys.revoke(key.id)
        unit.commit()
    assert browser.get("/audits").status_code == 401


@pytest.mark.parametrize(
    "header",
    ["", "Bearer", "Bearer ", "Basic abc", "Bearer ehk_", "Bearer ehk_x_y", "Bearer " + "e" * 5000,
     "Bearer ehk_é_x", "Bearer null", "Bearer ehk_0_'; drop table api_keys; --"],
)  # fmt: skip
def test_a_key_of_the_wrong_shape_is_only_wrong(place: Place, header: str) -> None:
    answer = place.client.get("/v1/audits", headers={"Authorization": header})
    assert answer.status_code == 401
