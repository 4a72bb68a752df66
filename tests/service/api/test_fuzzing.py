"""Generated requests: no answer is a 5xx, and each has a status that is documented.

Requests for every operation come from the OpenAPI document (schemathesis), half of them about what
is there; audit documents, which it knows only as objects, from a grammar of their own. The suite
runs some hundreds; with `EVENHAND_LONG=1` twenty thousand.
"""

import json
import os
import re
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st

from audits.specification.roles import Role
from service.answers import reports
from service.api.description import describe
from service.app import create_app
from service.artifacts import open_store
from service.records.migrating import migrate
from service.settings import Settings
from tests.integration.conftest import postgresql
from tests.service.conftest import DOCUMENT_COLUMNS, Place

__all__ = ["postgresql"]  # a fixture

IS_LONG = bool(os.environ.get("EVENHAND_LONG"))
OPERATIONS = 17_500 if IS_LONG else 300
POSTGRESQL_PART = 5  # one in so many goes to it
# Operations without parameters have few requests to make; the others make theirs.
LOST_TO_SMALL_OPERATIONS = 1.15
DOCUMENTS = 3_000 if IS_LONG else 60
QUIET = {
    "deadline": None, "derandomize": True, "database": None,
    "suppress_health_check": list(HealthCheck),
}  # fmt: skip

NAMES = st.sampled_from(
    ["sex", "label", "age", "", "x" * 300, "é", "\u202e", "<b>", "a.b", "null", "=1+1", "\n", "0"]
)
ODD = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**70), 2**70), st.floats(), st.text(max_size=20), NAMES
)
ANY = st.recursive(
    ODD,
    lambda part: st.lists(part, max_size=3) | st.dictionaries(NAMES, part, max_size=3),
)
ROLES = st.sampled_from([role.value for role in Role])
KINDS = st.sampled_from(["number", "category", "text", "image"])


def maybe(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """A mapping of some of the fields, now and then with a value that does not belong there."""
    return st.fixed_dictionaries({}, optional={key: mostly(one) for key, one in fields.items()})


def mostly(given: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """What belongs there, and one time in twenty anything."""
    return st.integers(0, 19).flatmap(lambda number: ANY if number == 7 else given)


COLUMN = maybe(
    role=ROLES, kind=KINDS, map=st.dictionaries(NAMES, NAMES, max_size=3), reference=NAMES,
    cut=st.lists(st.floats(allow_nan=False), max_size=4), favourable=NAMES, positive=NAMES,
    rename=NAMES, threshold=st.floats(0, 1),
)  # fmt: skip
RULE = maybe(
    metric=st.sampled_from(
        ["impact_ratio", "selection_rate", "demographic_parity_difference", "accuracy", "nothing"]
    ),
    attribute=NAMES | st.lists(NAMES, max_size=3), group=st.dictionaries(NAMES, NAMES, max_size=2),
    at_least=st.floats(-2, 2), at_most=st.floats(-2, 2), above=st.floats(-2, 2),
    within=st.floats(-1, 1) | st.lists(st.floats(-1, 1), max_size=3), one_sided=st.booleans(),
    probe=NAMES, smallest_share=st.floats(-1, 2),
)  # fmt: skip
POLICY = maybe(
    rules=st.lists(RULE, max_size=4), on_inconclusive=st.sampled_from(["block", "pass"]),
    waivers=st.lists(maybe(finding=NAMES, until=st.dates().map(str), reason=NAMES), max_size=2),
    name=NAMES,
)  # fmt: skip
PROBE = st.sampled_from(
    ["fairness.selection_rate", "fairness.error_rates", "fairness.adjusted", "explanations.lime",
     "confounds.dependence", "translation.gendered_pronouns", "nothing.here"]
)  # fmt: skip


def documents(dataset: str) -> st.SearchStrategy[Any]:
    """Audit documents: mostly of the right shape, of an existing dataset, and never quite sane."""
    sane = st.just({"sex": {"role": "protected"}, "label": {"role": "label", "favourable": "1"}})
    columns = (
        sane
        | st.fixed_dictionaries({"sex": COLUMN, "label": COLUMN})
        | st.dictionaries(NAMES, COLUMN, max_size=4)
    )
    source = st.sampled_from(
        [{"id": dataset}] * 6 + [{"name": "people"}, {"path": "/etc/passwd"}, {}]
    )
    data = st.builds(lambda named, cols, more: {**named, "columns": cols, **more}, source, columns,
                     maybe(name=NAMES, version=NAMES))  # fmt: skip
    model = maybe(
        id=NAMES, name=NAMES, version=NAMES, format=st.sampled_from(["onnx", "endpoint"]),
        url=st.sampled_from(["https://[::1", "https://x/\n", "http://127.0.0.1/", "https://a@b/"]),
        task=st.sampled_from(["classification", "translation", "fill-mask"]), endpoint=ANY,
        inputs=st.dictionaries(NAMES, st.lists(NAMES, max_size=2), max_size=2), output=ANY,
        preprocessing=ANY, device=NAMES, precision=NAMES,
    )  # fmt: skip
    return st.builds(
        lambda dataset, rest: {"dataset": dataset, **rest}, data, rest_of_a_document(model)
    )


def rest_of_a_document(model: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """What stands beside the dataset."""
    return maybe(
        model=model, policy=POLICY,
        probes=st.lists(PROBE | maybe(name=PROBE, parameters=ANY), max_size=4),
        settings=maybe(confidence=st.floats(0, 1), seed=st.integers(), smallest_group=st.integers(),
                       budget=NAMES, per_row=ANY),
        names=ANY, rows=ANY, name=NAMES,
    )  # fmt: skip


def things(place: Place, number: int) -> dict[str, str]:
    """One of each thing that a path can name, by the name of its parameter."""
    client, headers = place.client, place.headers()

    def made(path: str, **sent: Any) -> Any:
        answer = client.post(path, headers={**headers, **sent.pop("headers", {})}, **sent)
        assert answer.status_code == 201, answer.text
        return answer.json

    dataset = place.upload(content=b"sex,label\nfemale,%d\n" % number)
    document = {"dataset": {"id": dataset, "columns": DOCUMENT_COLUMNS}}
    schedule = made(
        "/v1/schedules",
        json={"name": f"s{number}", "document": document, "expression": "0 3 * * *"},
    )["id"]
    policy = {"name": f"p{number}", "policy": {"rules": []}}
    with place.records.writing(place.tenants["ours"]) as unit:
        person = unit.users.add(f"somebody {number}", "no hash", ["read"]).id
        key, _ = unit.keys.mint(f"spare {number}", ["read"])
        session, _ = unit.sessions.open(seconds=60, scopes=["read"], tenant=place.tenants["ours"])
        unit.commit()
    audit = place.completed_audit()
    model = place.upload("model", b"m%d" % number)
    badge = client.get(f"/v1/models/{model}/badge", headers=headers).json["url"]
    waiver = {"finding": "f1", "owner": "Risk", "reason": "known", "until": "2999-12-31"}
    return {
        "audit_id": audit,
        "dataset_id": dataset,
        "hook_id": made("/v1/inbound", json={"name": f"i{number}", "schedule": schedule})["id"],
        "key_id": key.id,
        "model_id": model,
        "object_id": audit,
        "organisation_id": place.tenants["theirs"],
        "person_id": person,
        "policy_id": made("/v1/policies", json=policy)["id"],
        "probe_name": "fairness.selection_rate",
        "schedule_id": schedule,
        "session_id": session.id,
        "token": badge.rpartition("/")[2].removesuffix(".svg"),
        "upload_id": made("/v1/datasets", headers={"Upload-Length": "8"})["upload"]["id"],
        "waiver_id": made(f"/v1/audits/{audit}/waivers", json=waiver)["id"],
        "webhook_id": made("/v1/webhooks", json={"url": "https://93.184.215.14/x"})["id"],
    }


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.long)])
def settings(request: pytest.FixtureRequest, tmp_path: Path, migrated: Path) -> Settings:
    """A home on either database: what one of them takes, the other may refuse."""
    named = {"EVENHAND_HOME": str(tmp_path)}
    if request.param == "sqlite":
        shutil.copy(migrated, tmp_path / "evenhand.sqlite")
    else:
        named["DATABASE_URL"] = request.getfixturevalue("postgresql").new_database()
        migrate(named["DATABASE_URL"])
    return Settings.from_environment(named)


@pytest.fixture
def boundless(place: Place, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The app without rate limits: here they would answer for everything else.

    Nor does it wait for PDFs, which nobody draws here.
    """
    monkeypatch.setattr(reports, "WAIT_SECONDS", 0.0)
    free = place.settings.model_copy(
        update={"key_requests": 0, "tenant_requests": 0, "address_requests": 0}
    )
    app = create_app(free, records=place.records, store=open_store(free), queue=place.queue)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return app


def is_sqlite(place: Place) -> bool:
    return place.settings.database_url.startswith("sqlite")


@pytest.mark.slow
@pytest.mark.enable_socket
@pytest.mark.timeout(7200 if IS_LONG else 600)
def test_no_generated_request_gets_a_5xx_or_an_undocumented_status(
    place: Place, boundless: Any
) -> None:
    # Seconds to import: not for collecting the tests.
    import schemathesis
    from schemathesis.checks import not_a_server_error
    from schemathesis.specs.openapi.checks import (
        response_schema_conformance,
        status_code_conformance,
    )

    schema = schemathesis.openapi.from_wsgi("/openapi.json", boundless)
    operations = [result.ok() for result in schema.get_all_operations()]
    # An event stream stays open for as long as its audit runs.
    operations = [one for one in operations if not one.path.endswith("/events")]
    named = {name for one in operations for name in re.findall(r"{(\w+)}", one.path)}
    known = things(place, 0)
    assert named == {*known}
    most = OPERATIONS // (1 if is_sqlite(place) else POSTGRESQL_PART)
    each = max(3, round(LOST_TO_SMALL_OPERATIONS * most / len(operations)))
    answered: Counter[int] = Counter()
    for number, operation in enumerate(operations, start=1):
        if IS_LONG:  # what an operation before has deleted is there again
            known.update(things(place, number))

        @given(case=operation.as_strategy(), is_there=st.booleans())
        @how(max_examples=each, **QUIET)
        def ask(case: Any, is_there: bool) -> None:
            case.headers = {**(case.headers or {}), **place.headers()}
            if is_there:
                asked = case.path_parameters or {}
                case.path_parameters = {name: known[name] for name in asked}
            answer = case.call()
            answered[answer.status_code] += 1
            case.validate_response(
                answer,
                checks=[not_a_server_error, status_code_conformance, response_schema_conformance],
            )

        ask()
    assert sum(answered.values()) >= (most if IS_LONG else len(operations) * 2)
    assert not [code for code in answered if code >= 500]
    print(dict(answered))


@pytest.mark.slow
@pytest.mark.enable_socket
@pytest.mark.timeout(3600 if IS_LONG else 600)
def test_no_generated_document_gets_a_5xx_or_an_undocumented_status(
    place: Place, boundless: Any
) -> None:
    most = DOCUMENTS // (1 if is_sqlite(place) else POSTGRESQL_PART)
    dataset = place.upload()
    client = boundless.test_client()
    paths = describe(boundless)["paths"]
    answered: Counter[int] = Counter()

    @given(document=documents(dataset), as_yaml=st.booleans(), path=st.sampled_from(
        ["/v1/audits", "/v1/schedules", "/v1/policies"]))  # fmt: skip
    @how(max_examples=most, **QUIET)
    def send(document: Any, as_yaml: bool, path: str) -> None:
        body = {
            "/v1/audits": document,
            "/v1/policies": {"name": "p", "policy": document.get("policy")},
            "/v1/schedules": {"name": "s", "document": document, "trigger": "cron",
                              "expression": "0 0 * * *", "zone": "UTC"},
        }[path]  # fmt: skip
        kind = "yaml" if as_yaml else "json"
        data = yaml.safe_dump(body) if as_yaml else json.dumps(body)
        answer = client.post(
            path, data=data.encode("utf-8", "surrogatepass"),
            headers={**place.headers(), "Content-Type": f"application/{kind}"},
        )  # fmt: skip
        answered[answer.status_code] += 1
        assert str(answer.status_code) in paths[path]["post"]["responses"], answer.text
        assert answer.status_code < 500, answer.text
        if answer.status_code >= 400:
            assert answer.mimetype == "application/problem+json"

    send()
    assert sum(answered.values()) >= most
    print(dict(answered))
