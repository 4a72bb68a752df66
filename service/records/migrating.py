"""Up and down the migrations, from code: no configuration file is needed."""

from pathlib import Path

from alembic import command
from alembic.config import Config

from service.settings import settings_or_exit

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"


def configured(url: str) -> Config:
    """Alembic's configuration for one database."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    return config


def migrate(url: str, to: str = "head") -> None:
    """Bring the database's tables to this revision; from nothing, too."""
    command.upgrade(configured(url), to)


def unmigrate(url: str, to: str = "base") -> None:
    """Take the tables back to this revision. What only newer tables hold is lost."""
    command.downgrade(configured(url), to)


if __name__ == "__main__":
    migrate(settings_or_exit().database_url)
