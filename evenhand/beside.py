"""Commands that work beside the database: open it, find the organisation, say what went wrong."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from audits.errors import Refused
from evenhand.database import check_there, unusable

if TYPE_CHECKING:  # every command adds its arguments here; few open a database
    from service.records.unit_of_work import Records

BY = "command line"  # who the trail says it was


@dataclass(frozen=True)
class Beside:
    """An open database, and the organisation that is meant."""

    records: "Records"
    tenant: str


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which database, and which organisation."""
    parser.add_argument("--home", metavar="DIR", help="the service's folder (EVENHAND_HOME)")
    parser.add_argument("--tenant", default="default", help="organisation (default: default)")


@contextmanager
def opened(arguments: argparse.Namespace) -> Iterator[Beside]:
    """The database that the settings name; what it says becomes `Refused`."""
    from service.records.errors import ConflictingWrite, NoRow, RecordsError
    from service.records.unit_of_work import EVERYONE, Records
    from service.settings import Settings

    settings = Settings.from_environment(home=arguments.home)
    check_there(settings.database_url)
    try:
        with Records(settings.database_url, connections=1) as records:
            with records.reading(EVERYONE) as unit:
                tenant = unit.tenants.named(arguments.tenant)
            if tenant is None:
                raise Refused.because(
                    "--tenant", f"there is no organisation {arguments.tenant!r}",
                    "see `evenhand tenant list`, or make it with `evenhand tenant make`",
                    "not_found",
                )  # fmt: skip
            yield Beside(records, tenant.id)
    except NoRow as error:
        raise Refused.because(
            "id", f"there is no {error} in {arguments.tenant}", "look at the list", "not_found"
        ) from error
    except ConflictingWrite as error:
        raise Refused.because("name", "it is taken", "choose another", error.code) from error
    except RecordsError as error:
        raise unusable(error) from error
