"""`evenhand token`: API keys, made and revoked beside the database."""

import argparse
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from evenhand import options

if TYPE_CHECKING:
    from service.records.tables import ApiKey
    from service.records.unit_of_work import Records

NAME = "token"
TENANT = "default"
HELP = "Make, list or revoke API keys (on the machine that has the database)."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to do."""
    actions = parser.add_subparsers(title="actions", required=True, metavar="ACTION", dest="action")
    make = actions.add_parser("make", help="make a key and show it once")
    make.add_argument("name", help="what it is for, e.g. nightly-pipeline")
    make.add_argument(
        "--scopes",
        default="read,write",
        help="some of read,write,approve,admin,operate (default: read,write)",
    )
    make.add_argument(
        "--days",
        type=options.number(unit="days", above=0, at_most=36_525, example="90"),
        help="it expires after so many days (default: never)",
    )
    actions.add_parser("list", help="list the keys")
    revoke = actions.add_parser("revoke", help="revoke a key")
    revoke.add_argument("id", help="the key's id, e.g. key_0192...")
    for action in actions.choices.values():
        action.add_argument("--home", metavar="DIR", help="the service's folder (EVENHAND_HOME)")
        action.add_argument("--tenant", default=TENANT, help="organisation (default: default)")


def run(arguments: argparse.Namespace) -> int:
    """Carry it out on the database that the settings name."""
    from audits.errors import Refused
    from evenhand import exit_codes
    from evenhand.database import check_there, unusable
    from service.records.errors import NoRow, RecordsError
    from service.records.unit_of_work import EVERYONE, Records
    from service.settings import Settings

    settings = Settings.from_environment(home=arguments.home)
    check_there(settings.database_url)
    try:
        with Records(settings.database_url, connections=1) as records:
            with records.writing(EVERYONE) as unit:
                tenant = unit.tenants.named(arguments.tenant)
                if tenant is None and arguments.tenant == TENANT and arguments.action == "make":
                    tenant = unit.tenants.add(TENANT)  # a fresh database of a production setup
                    unit.commit()
            if tenant is None:
                raise Refused.because(
                    "--tenant", f"there is no organisation {arguments.tenant!r}",
                    "start the service once with `evenhand up`", "not_found",
                )  # fmt: skip
            _ACTIONS[arguments.action](records, tenant.id, arguments)
    except NoRow as error:
        raise Refused.because(
            "id", f"there is no live key {error}", "see `evenhand token list`", "not_found"
        ) from error
    except RecordsError as error:
        raise unusable(error) from error
    return exit_codes.PASS


def _make(records: "Records", tenant: str, arguments: argparse.Namespace) -> None:
    from audits.errors import Refused
    from service.roles import SCOPES

    scopes = [scope.strip() for scope in arguments.scopes.split(",") if scope.strip()]
    if not scopes or set(scopes) - set(SCOPES):
        raise Refused.because(
            "--scopes", f"{arguments.scopes!r} is not a choice of scopes",
            f"give some of {','.join(SCOPES)}", "unknown_scope",
        )  # fmt: skip
    with records.writing(tenant) as unit:
        expires = None if arguments.days is None else unit.now() + 86_400 * arguments.days
        key, text = unit.keys.mint(
            arguments.name, scopes, expires_at=expires, created_by="command line"
        )
        unit.log.append(tenant, "command line", "key.made", key.id)
        unit.commit()
    sys.stderr.write(f"{key.id}; the key is shown once:\n")
    sys.stdout.write(f"{text}\n")


def _list(records: "Records", tenant: str, arguments: argparse.Namespace) -> None:
    cursor = None
    with records.reading(tenant) as unit:
        now = unit.now()
        while True:
            page = unit.keys.page(cursor=cursor)
            for key in page.rows:
                sys.stdout.write(
                    f"{key.id}  {_standing(key, now):<8}  {','.join(key.scopes):<17}  "
                    f"made {_day(key.created_at)}  {key.name}\n"
                )
            cursor = page.cursor
            if cursor is None:
                return


def _revoke(records: "Records", tenant: str, arguments: argparse.Namespace) -> None:
    with records.writing(tenant) as unit:
        unit.keys.revoke(arguments.id)
        unit.log.append(tenant, "command line", "key.revoked", arguments.id)
        unit.commit()
    sys.stdout.write(f"{arguments.id} opens nothing any more\n")


def _standing(key: "ApiKey", now: float) -> str:
    if key.revoked_at is not None:
        return "revoked"
    return "expired" if key.expires_at is not None and key.expires_at <= now else "live"


def _day(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).date().isoformat()


_ACTIONS: dict[str, Callable[["Records", str, argparse.Namespace], None]] = {
    "make": _make,
    "list": _list,
    "revoke": _revoke,
}
