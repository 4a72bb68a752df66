"""To look at a database must not make one."""

from pathlib import Path

import pytest

from audits.errors import Refused
from evenhand.database import check_there
from service.records.migrating import migrate


def test_a_database_that_is_not_there_is_refused_and_not_made(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/e.sqlite"
    with pytest.raises(Refused) as refusal:
        check_there(url)
    assert refusal.value.problems[0].field == "DATABASE_URL"
    assert list(tmp_path.iterdir()) == []


def test_one_that_is_there_is_fine(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/e.sqlite"
    migrate(url)
    check_there(url)
