"""What is said of an exported trail, and whom the reader believes."""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, text, update

from audits.report.trust import key_set
from evenhand import cli
from service.records.tables import LogEntry
from service.records.unit_of_work import EVERYONE
from tests.service.conftest import Place, migrated, place, settings
from tests.workers.test_heads import kept

__all__ = ["kept", "migrated", "place", "settings"]  # fixtures


def test_a_whole_trail_is_verified(kept: Any, place: Place, capsys: Any) -> None:
    assert kept.verify(kept.export("trail")) == 0
    assert kept.heads.sign() == 0  # nothing grew
    place.signed_in()
    assert kept.verify(kept.export("trail")) == 0
    assert "the last 1 came since" in capsys.readouterr().out


@pytest.mark.parametrize(
    "changed",
    [{"actor": "somebody else"}, {"details": {}}, {"at": 1.0}, {"object_id": "x"},
     {"action": "session.closed"}, {"hash": "0" * 64}, {"previous_hash": "0" * 64}],
)  # fmt: skip
def test_a_changed_line_is_noticed(kept: Any, changed: dict[str, Any], capsys: Any) -> None:
    kept.execute(update(LogEntry).where(LogEntry.position == 1).values(**changed))
    assert kept.verify(kept.export("trail")) == 1
    assert "was changed" in capsys.readouterr().out


def test_a_trail_written_anew_to_its_end_is_noticed(kept: Any, place: Place, capsys: Any) -> None:
    """Every hash right, another history: the head was signed over the true one."""
    kept.execute(delete(LogEntry).where(text("1=1")))
    with place.records.writing(EVERYONE) as unit:
        for _ in range(10):
            unit.log.append(place.tenants["ours"], "nobody", "nothing", None)
        unit.commit()
    assert kept.verify(kept.export("trail")) == 1
    assert "is not the one that was signed" in capsys.readouterr().out


def test_a_head_of_a_strangers_key_is_not_believed(kept: Any, tmp_path: Path, capsys: Any) -> None:
    path = kept.export("trail")
    keys = tmp_path / "other.json"
    keys.write_text(json.dumps(key_set([])))
    assert cli.main(["verify", "--trail", str(path), "--keys", str(keys)]) == 1
    assert "NO KEY" in capsys.readouterr().out
