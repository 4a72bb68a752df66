"""The service's own database, for commands that work beside it."""

from audits.errors import Refused


def check_there(url: str) -> None:
    """Raises `Refused` where there is none: to look must not leave an empty file behind."""
    from service.records.engine import has_database

    if not has_database(url):
        raise Refused.because(
            "DATABASE_URL", f"there is no database at {url}",
            "start the service once with `evenhand up`, or name its folder with --home",
            "not_found",
        )  # fmt: skip
