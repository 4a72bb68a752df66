"""A database that takes no writes, a broker that evicts: real servers, named with the remedy."""

import logging
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import redis
from flask.testing import FlaskClient
from sqlalchemy import make_url, text

from evenhand import checkup
from service.app import create_app
from service.queue import Queue
from service.records.engine import open_engine
from service.records.errors import DatabaseAway, ReadOnly
from service.records.migrating import migrate
from service.records.unit_of_work import EVERYONE, Records
from service.settings import Settings
from tests.integration.servers import Valkey
from tests.local_hosts import LOCAL
from workers.monitors import warn_of_eviction

pytestmark = pytest.mark.allow_hosts(LOCAL)


@dataclass
class Frozen:
    settings: Settings
    records: Records
    client: FlaskClient
    key: str

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}"}


@pytest.fixture
def frozen(database_url: str, tmp_path: Path) -> Iterator[Frozen]:
    """A service whose database has become read-only."""
    migrate(database_url)
    with Records(database_url) as records, records.writing(EVERYONE) as unit:
        tenant = unit.tenants.add("one").id
        _, key = unit.keys.mint("k", ["read", "write", "admin"], tenant=tenant)
        unit.commit()
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite":
        database_url = f"sqlite:///file:{url.database}?mode=ro&uri=true"
    else:
        engine = open_engine(database_url)
        with engine.connect() as connection:
            name = url.database
            connection.execute(
                text(f"alter database {name} set default_transaction_read_only = on")
            )
            connection.commit()
        engine.dispose()
    settings = Settings.from_environment(
        {"EVENHAND_HOME": str(tmp_path), "DATABASE_URL": database_url}
    )
    with Records(database_url) as records:
        app = create_app(settings, records=records)
        yield Frozen(settings, records, app.test_client(), key)


def test_what_can_be_read_is_read_and_a_write_is_refused_by_name(frozen: Frozen) -> None:
    assert frozen.client.get("/v1/audits", headers=frozen.headers).status_code == 200
    answer = frozen.client.post(
        "/v1/policies", json={"name": "p", "policy": {"rules": []}}, headers=frozen.headers
    )
    assert answer.status_code == 503
    assert answer.json["code"] == "database_read_only"
    assert "default_transaction_read_only" in answer.json["hint"]
    assert "writable" in answer.json["hint"]
    assert answer.headers["Retry-After"]
    assert frozen.client.post("/v1/models", data=b"m", headers=frozen.headers).status_code == 503


def test_it_is_not_ready_and_says_why(frozen: Frozen) -> None:
    answer = frozen.client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json["checks"] == {"database": "takes no writes"}
    assert frozen.client.get("/healthz").status_code == 200


def test_workers_wait_as_for_a_database_that_is_away(frozen: Frozen) -> None:
    def say() -> None:
        with frozen.records.writing(EVERYONE) as unit:
            unit.presence.beat("w", queues=[], devices=[], threads=1, serves_gpu=False)
            unit.commit()

    with pytest.raises(ReadOnly, match="writable"):
        say()
    assert issubclass(ReadOnly, DatabaseAway)  # what every worker's write retries upon


def test_doctor_names_it(frozen: Frozen) -> None:
    found = checkup.database(frozen.settings)
    assert (found.state, "takes no writes" in found.detail) == ("wrong", True)
    assert "default_transaction_read_only" in found.remedy


def test_doctor_names_a_file_that_may_not_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings.from_environment({"EVENHAND_HOME": str(tmp_path)})
    migrate(settings.database_url)
    assert checkup.database(settings).state == "ok"
    # The superuser, as whom tests may run, is allowed everything.
    monkeypatch.setattr("service.records.engine.os.access", lambda _, mode: mode != os.W_OK)
    found = checkup.database(settings)
    assert (found.state, "takes no writes" in found.detail) == ("wrong", True)
    assert "writable" in found.remedy


def test_a_broker_that_evicts_is_named(
    broker: Valkey, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    settings = Settings.from_environment({"EVENHAND_HOME": str(tmp_path), "REDIS_URL": broker.url})
    queue = Queue(settings)
    assert queue.eviction() is None
    assert checkup.broker(settings).state == "ok"
    with redis.Redis(unix_socket_path=str(broker.socket)) as client:
        client.config_set("maxmemory-policy", "allkeys-lru")
    with caplog.at_level(logging.WARNING):
        assert warn_of_eviction(queue) == "allkeys-lru"
    assert "noeviction" in caplog.text
    found = checkup.broker(settings)
    assert (found.state, "allkeys-lru" in found.detail) == ("warning", True)
