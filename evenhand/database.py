"""The service's own database, for commands that work beside it."""

from typing import TYPE_CHECKING

from audits.errors import Refused

if TYPE_CHECKING:  # every command adds its arguments here; few open a database
    from service.records.errors import RecordsError


def check_there(url: str) -> None:
    """Raises `Refused` where there is none: to look must not leave an empty file behind."""
    from service.records.engine import has_database

    if not has_database(url):
        raise Refused.because(
            "DATABASE_URL", f"there is no database at {url}",
            "start the service once with `evenhand up`, or name its folder with --home",
            "not_found",
        )  # fmt: skip


def unusable(error: "RecordsError") -> Refused:
    """What stands in for an error of the database itself."""
    return Refused.because(
        "DATABASE_URL", f"the database cannot be used: {error}", "look at `evenhand doctor`",
        error.code,
    )  # fmt: skip
