"""An app over a fresh SQLite database, keys of two tenants, and a queue that only listens."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_bytes, token_hex

import pytest
from flask.testing import FlaskClient
from flask_openapi3.openapi import OpenAPI

from service.app import create_app
from service.artifacts import ArtifactStore, open_store
from service.queue import Queue
from service.records.migrating import migrate
from service.records.unit_of_work import EVERYONE, Records
from service.secrets import key_ring
from service.settings import Settings
from tests.service.worker_hands import (
    DOCUMENT_COLUMNS,
    RULE,
    claimed,
    finished,
    inspected,
    measured,
)

ORIGIN = "http://localhost"


class ListeningQueue(Queue):
    """In place of the broker: remembers what was rung for, and where."""

    most_queued = 100

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self.audits: list[str] = []
        self.places: list[str] = []
        self.inspections: list[str] = []

    def enqueue(self, audit_id: str, *, queue: str = "audits") -> bool:
        self.audits.append(audit_id)
        self.places.append(queue)
        return True

    def enqueue_inspection(self, version_id: str) -> bool:
        self.inspections.append(version_id)
        return True


@dataclass
class Place:
    """One app with two tenants; `keys` by what they may do."""

    app: OpenAPI
    settings: Settings
    records: Records
    queue: ListeningQueue
    tenants: dict[str, str] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)

    @property
    def client(self) -> FlaskClient:
        return self.app.test_client()

    @property
    def store(self) -> ArtifactStore:
        return open_store(self.settings)

    def upload(self, kind: str = "dataset", content: bytes = b"sex,label\n", **query: str) -> str:
        """Id of an uploaded version that a worker has looked into."""
        answer = self.client.post(
            f"/v1/{kind}s", query_string=query, data=content, headers=self.headers()
        )
        assert answer.status_code == 201, answer.text
        version = str(answer.json["id"])
        inspected(self.records, version)
        return version

    def audit(self, key: str = "full", **changes: object) -> str:
        """Id of a queued audit of a fresh dataset."""
        data = self.upload(content=token_bytes(8), name=f"people-{token_hex(4)}")
        document = {
            "dataset": {"id": data, "columns": DOCUMENT_COLUMNS},
            "policy": {"rules": [RULE]},
            **changes,
        }
        answer = self.client.post("/v1/audits", json=document, headers=self.headers(key))
        assert answer.status_code == 202, answer.text
        return str(answer.json["id"])

    def completed_audit(self, **options: str) -> str:
        """Id of an audit that was measured, judged and reported."""
        audit = self.audit()
        claim = claimed(self.records, audit)
        measured(self.records, claim)
        finished(self.records, self.store, claim, **options)
        return audit

    def signed_in(self, key: str = "full") -> FlaskClient:
        """A browser with a session."""
        client = self.client
        answer = client.post("/login", data={"key": self.keys[key]}, headers={"Origin": ORIGIN})
        assert answer.status_code == 303
        return client

    def headers(self, key: str = "full") -> dict[str, str]:
        return {"Authorization": f"Bearer {self.keys[key]}"}


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with all tables, to copy."""
    path = tmp_path_factory.mktemp("migrated") / "evenhand.sqlite"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture
def settings(tmp_path: Path, migrated: Path) -> Settings:
    shutil.copy(migrated, tmp_path / "evenhand.sqlite")
    return Settings.from_environment({"EVENHAND_HOME": str(tmp_path)})


@pytest.fixture
def place(settings: Settings) -> Iterator[Place]:
    with Records(settings.database_url, ring=key_ring(settings)) as records:
        queue = ListeningQueue(settings)
        app = create_app(settings, records=records, store=open_store(settings), queue=queue)
        found = Place(app, settings, records, queue)
        with records.writing(EVERYONE) as unit:
            for name in ("ours", "theirs"):
                found.tenants[name] = unit.tenants.add(name).id
            now = unit.now()

            def mint(name: str, scopes: list[str], tenant: str = "ours", **options: float) -> str:
                row, text = unit.keys.mint(name, scopes, tenant=found.tenants[tenant], **options)  # type: ignore[arg-type]
                found.keys[name] = text
                return row.id

            mint("full", ["read", "write", "approve", "admin", "operate"])
            mint("reads", ["read"])
            mint("writes", ["write"])
            mint("administers", ["admin"])
            mint("operates", ["operate"])
            mint("stranger", ["read", "write", "approve", "admin"], "theirs")
            mint("expired", ["read", "write", "admin"], expires_at=now - 1)
            unit.keys.revoke(mint("revoked", ["read", "write", "admin"]))
            unit.commit()
        yield found
