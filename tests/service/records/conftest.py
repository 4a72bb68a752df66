"""Records over a fresh SQLite file, with two organisations and a dataset of one of them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

import pytest
from sqlalchemy import text

from service.records.claims import Claim, Outcome
from service.records.unit_of_work import EVERYONE, Records, UnitOfWork
from service.settings import Settings

Answer = TypeVar("Answer")
SHA = "a" * 64


@dataclass
class Home:
    """`write` and `read` do one thing in a unit of its own, as ours or as whoever is named."""

    records: Records
    url: str
    ours: str = ""
    theirs: str = ""
    dataset: str = ""

    def write(self, do: Callable[[UnitOfWork], Answer], tenant: str | None = None) -> Answer:
        with self.records.writing(tenant or self.ours) as unit:
            answer = do(unit)
            unit.commit()
        return answer

    def read(self, do: Callable[[UnitOfWork], Answer], tenant: str | None = None) -> Answer:
        with self.records.reading(tenant or self.ours) as unit:
            return do(unit)

    def everyone(self, do: Callable[[UnitOfWork], Answer]) -> Answer:
        return self.write(do, EVERYONE)

    def age(self, table: str, column: str, seconds: float, where: str = "1 = 1") -> None:
        """As if the moments in a column had been so much earlier."""
        statement = f"update {table} set {column} = {column} - {seconds} where {where}"
        self.everyone(lambda unit: unit._session.execute(text(statement)))

    def audit(self, name: str = "nightly", **fields: Any) -> str:
        """Id of a queued audit."""
        fields = {"document": {}, "plan": {}, "dataset_version_id": self.dataset, **fields}
        return self.write(lambda unit: unit.audits.add(name=name, **fields).id)

    def claim(self, audit: str, lease: float = 30.0) -> Claim:
        found = self.everyone(
            lambda unit: unit.claims.take(audit, worker="w", lease_seconds=lease, attempts=3)
        )
        assert found is not None
        return found

    def completed(
        self, name: str = "nightly", gate: str = "pass", findings: Any = None, **fields: Any
    ) -> str:
        """Id of an audit that a worker finished."""
        audit = self.audit(name, **fields)
        claim = self.claim(audit)
        self.everyone(lambda unit: unit.claims.finish(claim, outcome(gate, findings)))
        return audit


def outcome(gate: str = "pass", findings: Any = None) -> Outcome:
    return Outcome(
        gate=gate, blocking=False, findings=findings or [{"id": "f1", "verdict": gate}],
        canonical_sha256=SHA, json_sha256=SHA, article_sha256=SHA, page_sha256=SHA,
    )  # fmt: skip


@pytest.fixture
def home(settings: Settings) -> Iterator[Home]:
    with Records(settings.database_url) as records:
        found = Home(records, settings.database_url)
        found.ours = found.everyone(lambda unit: unit.tenants.add("ours").id)
        found.theirs = found.everyone(lambda unit: unit.tenants.add("theirs").id)
        found.dataset = found.write(
            lambda unit: (
                unit.datasets.add_version(
                    found.ours, name="people", sha256=SHA, filename="p.csv", size_bytes=10
                )[0].id
            )
        )
        yield found
