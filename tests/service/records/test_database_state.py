"""What an operator asks of a database."""

from pathlib import Path

import pytest
from alembic import command

from service.records.database_state import shown_url, state_of
from service.records.migrating import configured, migrate


def test_a_database_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    assert state_of(f"sqlite:///{tmp_path}/none.sqlite") is None
    assert list(tmp_path.iterdir()) == []


def test_a_migrated_one_takes_writes_and_has_this_machines_clock(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/evenhand.sqlite"
    migrate(url)
    found = state_of(url)
    assert found is not None
    assert found.revision == found.newest is not None
    assert found.takes_writes
    assert abs(found.clock_seconds) < 5
    command.downgrade(configured(url), "base")
    older = state_of(url)
    assert older is not None
    assert older.revision is None
    assert older.newest == found.newest


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://ada:secret@db/evenhand", "postgresql://ada:***@db/evenhand"),
        ("sqlite:////var/lib/evenhand.sqlite", "sqlite:////var/lib/evenhand.sqlite"),
    ],
)
def test_an_address_is_shown_without_its_password(url: str, shown: str) -> None:
    assert shown_url(url) == shown
