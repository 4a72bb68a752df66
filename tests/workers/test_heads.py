"""The ends of trails are signed, so that lines missing there are noticed."""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete

from audits.report.trust import key_set
from evenhand import cli
from service.records.tables import LogEntry, TrailHead
from service.records.unit_of_work import EVERYONE
from service.trail import Trail, dumps
from tests.service.api.test_trail import lines
from tests.service.conftest import Place, migrated, place, settings
from workers.context import WorkerContext
from workers.heads import HeadKeeper

__all__ = ["migrated", "place", "settings"]  # fixtures


@pytest.fixture
def kept(place: Place, tmp_path: Path) -> Any:
    """Export, keys, and what `evenhand verify --trail` makes of them."""
    worker = WorkerContext(records=place.records, store=None, settings=place.settings)  # type: ignore[arg-type]
    tenant = place.tenants["ours"]

    class Kept:
        heads = HeadKeeper(worker)

        def export(self, name: str) -> Path:
            listed = place.client.get("/v1/trail/heads?limit=200", headers=place.headers()).json
            found = Trail(tenant, lines(place, "?limit=200")[::-1], listed["items"][::-1])
            path = tmp_path / name
            path.write_text("".join(f"{line}\n" for line in dumps(found)), encoding="utf-8")
            return path

        def verify(self, path: Path, *more: str) -> int:
            keys = tmp_path / "keys.json"
            with place.records.reading(EVERYONE) as unit:
                keys.write_text(json.dumps(key_set(unit.signing_keys.trusted().values())))
            return cli.main(["verify", "--trail", str(path), "--keys", str(keys), *more])

        def execute(self, statement: Any) -> None:
            with place.records.writing(EVERYONE) as unit:
                unit._session.execute(statement.execution_options(synchronize_session=False))
                unit.commit()

    for _ in range(4):
        place.signed_in()
    found = Kept()
    found.heads.sign()
    return found


def test_lines_missing_at_the_end_are_noticed(kept: Any, capsys: Any, caplog: Any) -> None:
    before = kept.export("before")
    kept.execute(delete(LogEntry).where(LogEntry.position >= 2))
    assert kept.verify(kept.export("trail")) == 1
    assert "MISSING AT THE END" in capsys.readouterr().out
    # Somebody thorough takes the heads away as well: an export from before tells.
    kept.execute(delete(TrailHead))
    assert kept.verify(kept.export("trail")) == 2  # nothing vouches for the end
    assert kept.verify(kept.export("trail"), "--earlier", str(before)) == 1
    assert "MISSING or were changed" in capsys.readouterr().out
    kept.heads.sign()  # and the worker that signed them says so in its log
    assert "lost lines" in caplog.text
