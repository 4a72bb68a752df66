"""A real PostgreSQL with a role a part: each part works, and none can do the other's."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import ProgrammingError

from service.app import create_app
from service.artifacts import open_store
from service.records.grants import API, ROLES, SCHEDULER, WORKER, grant
from service.records.migrating import migrate
from service.records.unit_of_work import EVERYONE, Records
from service.secrets import key_ring
from service.settings import Settings
from tests.integration.conftest import postgresql
from tests.integration.servers import PostgreSQL
from tests.service.conftest import DOCUMENT_COLUMNS, ORIGIN, ListeningQueue, Place
from tests.service.worker_hands import claimed, finished, inspected, measured
from workers.context import WorkerContext
from workers.garbage_collection import seal_what_is_clear, sweep_old, versions_kept
from workers.heads import HeadKeeper

__all__ = ["postgresql"]  # a fixture

pytestmark = pytest.mark.enable_socket
ROLES_FILE = Path(__file__).parents[2] / "deploy" / "postgresql" / "roles.sql"
PASSWORD = "plum lantern otter quay"


@pytest.fixture(scope="module")
def url(postgresql: PostgreSQL) -> str:
    place = postgresql.new_database()
    psql = shutil.which("psql", path=str(postgresql._bin))
    assert psql is not None
    passwords = {f"POSTGRES_{part}_PASSWORD": "it's" for part in ("API", "WORKER", "SCHEDULER")}
    plain = place.replace("postgresql+psycopg", "postgresql")
    subprocess.run(
        [psql, "--set=ON_ERROR_STOP=1", f"--dbname={plain}", "--file", str(ROLES_FILE)],
        check=True, capture_output=True, env={**os.environ, **passwords},
    )  # fmt: skip
    migrate(place)
    assert grant(place)
    assert grant(place)  # the same again changes nothing
    return place


def as_role(url: str, role: str) -> str:
    return url.replace("//evenhand@", f"//{role}@")


@pytest.fixture
def parts(url: str, tmp_path: Path) -> Iterator[dict[str, Records]]:
    ring = key_ring(Settings.from_environment({"EVENHAND_HOME": str(tmp_path)}))
    found = {
        API: Records(as_role(url, API), ring=ring),
        WORKER: Records(as_role(url, WORKER)),
        SCHEDULER: Records(as_role(url, SCHEDULER), ring=ring),
        "owner": Records(url, ring=ring),
    }
    yield found
    for records in found.values():
        records.close()


def test_every_part_does_its_work(parts: dict[str, Records], tmp_path: Path) -> None:
    settings = Settings.from_environment({"EVENHAND_HOME": str(tmp_path)})
    queue, store = ListeningQueue(settings), open_store(settings)
    app = create_app(settings, records=parts[API], store=store, queue=queue)
    place = Place(app, settings, parts[API], queue)
    with parts["owner"].writing(EVERYONE) as unit:
        place.tenants["ours"] = tenant = unit.tenants.add("ours").id
        scopes = ["read", "write", "approve", "admin", "operate"]
        _, place.keys["full"] = unit.keys.mint("full", scopes, tenant=tenant)
        unit.commit()

    def ask(method: str, path: str, **options: object) -> dict:
        answer = place.client.open(path, method=method, headers=place.headers(), **options)
        assert answer.status_code < 300, f"{path}: {answer.text}"
        return answer.json or {}

    # The API: uploads, audits, people, keys, policies, hooks, schedules; the worker between.
    data = ask("POST", "/v1/datasets?filename=people.csv&name=people", data=b"a,b\n1,2\n")["id"]
    inspected(parts[WORKER], data)
    person = {"name": "ada", "role": "administrator", "password": PASSWORD}
    ada = ask("POST", "/v1/people", json=person)["id"]
    ask("PATCH", f"/v1/people/{ada}", json={"role": "author"})
    key = ask("POST", "/v1/keys", json={"name": "k", "scopes": ["read"]})["id"]
    ask("DELETE", f"/v1/keys/{key}")
    ask("POST", "/v1/policies", json={"name": "p", "policy": {"rules": []}})
    hook = ask("POST", "/v1/webhooks", json={"url": "https://93.184.215.14/x"})["id"]
    ask("POST", f"/v1/webhooks/{hook}/test")
    document = {"dataset": {"id": data, "columns": DOCUMENT_COLUMNS}}
    schedule = ask(
        "POST", "/v1/schedules", json={"name": "s", "document": document, "expression": "0 3 * * *"}
    )["id"]
    inbound = ask("POST", "/v1/inbound", json={"name": "i", "schedule": schedule})["id"]
    audit = ask("POST", "/v1/audits", json=document)["id"]
    claim = claimed(parts[WORKER], audit)
    measured(parts[WORKER], claim)
    finished(parts[WORKER], store, claim)
    ask("GET", f"/v1/audits/{audit}/report.json")
    said = {"tenant": "ours", "name": "ada", "password": PASSWORD}
    answer = place.client.post("/login", data=said, headers={"Origin": ORIGIN})
    assert answer.status_code == 303
    # The worker: keys and heads. The scheduler: what sweeps, seals, expires.
    worker = WorkerContext(records=parts[WORKER], store=store, settings=settings)
    assert HeadKeeper(worker).sign() == 1
    with parts[WORKER].writing(EVERYONE) as unit:
        unit.presence.beat("w", queues=["audits"], devices=[], threads=1, serves_gpu=False)
        unit.commit()
    with parts[SCHEDULER].writing(EVERYONE) as unit:
        assert unit.reconciling.elect("reconciler", holder="s", lease_seconds=9)
        unit.uploads.sweep(older_than_seconds=1)
        unit.sessions.sweep()
        unit.presence.sweep(older_than_seconds=100)
        for row in unit.deliveries.take_due(lease_seconds=9, limit=10):
            assert unit.webhooks.find(row.webhook_id).secret
            attempt = {"at": 1.0, "status": 200, "error": None, "seconds": 0.1}
            unit.deliveries.note_attempt(row, attempt, retry_in=None)
        unit.commit()
    assert len(ask("GET", "/.well-known/evenhand-keys")["keys"]) == 1
    assert ask("GET", "/v1/trail/heads")["items"]
    with parts["owner"].writing(EVERYONE) as unit:
        unit._session.execute(text("update webhooks set secret = 'plain'"))
        unit.commit()
    assert seal_what_is_clear(parts[SCHEDULER], key_ring(settings)) == 1
    confirm = ask("GET", f"/v1/erasures/{audit}")["confirm"]
    ask("POST", f"/v1/erasures/{audit}", json={"confirm": confirm})
    ask("DELETE", f"/v1/inbound/{inbound}")
    ask("DELETE", f"/v1/schedules/{schedule}")
    kept = versions_kept(models=1e-9, datasets=1e-9)
    sweep_old(parts[SCHEDULER], store, keep_days=1e-9, keep_versions=kept)
    assert ask("GET", "/v1/datasets")["items"] == []
    ask("DELETE", f"/v1/webhooks/{hook}")
    confirm = ask("GET", f"/v1/erasures/{ada}")["confirm"]
    ask("POST", f"/v1/erasures/{ada}", json={"confirm": confirm})
    with parts[WORKER].writing(EVERYONE) as unit:
        unit.spending.add(tenant, 1.5)
        unit.commit()
    assert ask("GET", "/v1/usage")["cpu_seconds"] == 1.5
    other = ask("POST", "/v1/organisations", json={"name": "other"})
    ask("PATCH", f"/v1/organisations/{other['id']}", json={"most_bytes": 9})
    policy = {"name": "p", "policy": {"rules": []}}
    bearer = {"Authorization": f"Bearer {other['key']}"}
    assert place.client.post("/v1/policies", json=policy, headers=bearer).status_code == 201
    confirm = ask("GET", f"/v1/erasures/{other['id']}")["confirm"]
    ask("POST", f"/v1/erasures/{other['id']}", json={"confirm": confirm})
    assert [one["name"] for one in ask("GET", "/v1/organisations")["items"]] == ["ours"]
    with parts["owner"].reading(tenant) as unit:
        assert unit.log.first_broken(tenant) is None


DENIED = [
    *((role, statement) for role in ROLES for statement in (
        "update audit_log set actor = 'nobody'",
        "delete from audit_log",
        "truncate audit_log",
        "delete from trail_heads",
        "update trail_heads set hash = ''",
        "update signing_keys set public_key = ''",
        "update signing_keys set revoked_at = null",
        "delete from signing_keys",
        "delete from tenants",
        "delete from alembic_version",
        "drop table audits",
        "create table x (y int)",
        "alter table audit_log disable trigger all",
    )),
    *((role, statement) for role in (WORKER, SCHEDULER) for statement in (
        "delete from users",
        "delete from api_keys",
        "delete from policy_versions",
        "update tenants set name = 'x'",
        "insert into tenants (id, name, created_at) values ('x', 'x', 0)",
        "select password_argon2 from users",
        "select * from users",
        "select secret_sha256 from api_keys",
        "update users set role = 'administrator'",
        "insert into api_keys (id, tenant_id, name, secret_sha256, scopes, created_at) "
        "values ('k', 't', 'n', 'x', '[]', 0)",
        "update policy_versions set body = '{}'",
    )),
    (WORKER, "select * from sessions"),
    (WORKER, "select secret from inbound_hooks"),
    (WORKER, "update webhooks set url = 'https://elsewhere'"),
    (WORKER, "update schedules set document = '{}'"),
    (SCHEDULER, "update webhooks set url = 'https://elsewhere'"),
    (SCHEDULER, "insert into signing_keys values ('a', 'b', null, null, null, 0)"),
    (API, "insert into signing_keys values ('a', 'b', null, null, null, 0)"),
    (API, "insert into trail_heads (position, hash, envelope, created_at, tenant_id) "
          "values (0, '', '{}', 0, 't')"),
    (API, "update policy_versions set body = '{}'"),
]  # fmt: skip


@pytest.mark.parametrize(("role", "statement"), DENIED)
def test_what_is_another_parts_or_nobodys_is_denied(url: str, role: str, statement: str) -> None:
    engine = create_engine(as_role(url, role))
    with (
        pytest.raises(ProgrammingError, match=r"permission denied|must be owner"),
        engine.begin() as connection,
    ):
        connection.execute(text(statement))
    engine.dispose()
