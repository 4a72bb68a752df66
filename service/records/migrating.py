"""The migrations, from code: no configuration file is needed."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy.exc import SQLAlchemyError

from service.records.engine import translated
from service.records.grants import grant
from service.settings import settings_or_exit

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"


def configured(url: str) -> Config:
    """Alembic's configuration for one database."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    return config


def migrate(url: str, to: str = "head") -> None:
    """Bring the database's tables to this revision; from nothing, too.

    Raises `RecordsError` where the database cannot be used.
    """
    try:
        command.upgrade(configured(url), to)
    except SQLAlchemyError as error:
        known = translated(error)
        if known is None:
            raise
        raise known from error


if __name__ == "__main__":
    database_url = settings_or_exit().database_url
    migrate(database_url)
    grant(database_url)
