"""Tables brought up and taken back, from code."""

from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import create_engine, inspect

from service.records.errors import RecordsError
from service.records.migrating import MIGRATIONS, configured, migrate
from service.records.tables import Audit


def tables(url: str) -> set[str]:
    return set(inspect(create_engine(url)).get_table_names())


def test_up_is_done_once_and_down_leaves_nothing_of_ours(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/evenhand.sqlite"
    migrate(url)
    first = tables(url)
    assert Audit.__tablename__ in first
    migrate(url)
    assert tables(url) == first
    command.downgrade(configured(url), "base")
    assert tables(url) == {"alembic_version"}


def test_a_percent_sign_in_a_password_is_no_interpolation() -> None:
    url = "postgresql://ada:50%25@db/evenhand"
    assert configured(url).get_main_option("sqlalchemy.url") == url
    assert (MIGRATIONS / "env.py").is_file()


def test_a_place_that_cannot_be_used_is_refused_in_the_records_words(tmp_path: Path) -> None:
    (tmp_path / "file.sqlite").mkdir()
    with pytest.raises(RecordsError):
        migrate(f"sqlite:///{tmp_path}/file.sqlite")
