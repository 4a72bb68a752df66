"""`evenhand key`: the keys that reports are signed with, beside the database."""

import argparse
import base64
import json
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from service.records.unit_of_work import Records
    from service.settings import Settings

NAME = "key"
HELP = "List, rotate or revoke the keys that reports are signed with (beside the database)."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to do."""
    actions = parser.add_subparsers(title="actions", required=True, metavar="ACTION", dest="action")
    actions.add_parser("list", help="list present, former and revoked keys")
    actions.add_parser("export", help="write the keys as `evenhand verify --keys` reads them")
    actions.add_parser(
        "rotate", help="sign with a new key from now on; what the former signed stays good"
    )
    revoke = actions.add_parser("revoke", help="a key was stolen: nothing it signed is believed")
    revoke.add_argument("fingerprint", help="as `evenhand key list` shows it")
    revoke.add_argument("--reason", required=True, help="what happened; it is shown to operators")
    for action in actions.choices.values():
        action.add_argument("--home", metavar="DIR", help="the service's folder (EVENHAND_HOME)")


def run(arguments: argparse.Namespace) -> int:
    """Carry it out on the database and key file that the settings name."""
    from audits.errors import Refused
    from evenhand import exit_codes
    from evenhand.database import check_there, unusable
    from service.records.errors import NoRow, RecordsError
    from service.records.unit_of_work import Records
    from service.settings import Settings

    settings = Settings.from_environment(home=arguments.home)
    check_there(settings.database_url)
    try:
        with Records(settings.database_url, connections=1) as records:
            _ACTIONS[arguments.action](records, settings, arguments)
    except NoRow as error:
        raise Refused.because(
            "fingerprint", f"there is no key {error} that is not revoked yet",
            "see `evenhand key list`", "not_found",
        ) from error  # fmt: skip
    except RecordsError as error:
        raise unusable(error) from error
    return exit_codes.PASS


def _list(records: "Records", settings: "Settings", arguments: argparse.Namespace) -> None:
    from service.records.unit_of_work import EVERYONE

    with records.reading(EVERYONE) as unit:
        keys = unit.signing_keys.trusted()
    for name, key in keys.items():
        until = f" until {key.until}" if key.until else ""
        sys.stdout.write(f"{name}  {key.status:<7}  since {key.since}{until}\n")
    if not keys:
        sys.stderr.write("no report was signed yet\n")


def _export(records: "Records", settings: "Settings", arguments: argparse.Namespace) -> None:
    from audits.report.trust import key_set
    from service.records.unit_of_work import EVERYONE

    with records.reading(EVERYONE) as unit:
        keys = unit.signing_keys.trusted()
    sys.stdout.write(json.dumps(key_set(keys.values()), indent=1) + "\n")


def _rotate(records: "Records", settings: "Settings", arguments: argparse.Namespace) -> None:
    from audits.report.signing import fingerprint_of, new_signing_key, public_key, signing_key
    from service.records.unit_of_work import EVERYONE

    path = settings.signing_key
    with records.writing(EVERYONE) as unit:
        # The key there may never have signed; its name is kept all the same.
        for key in (signing_key(path), new_signing_key(path)):
            public = public_key(key)
            name = fingerprint_of(public)
            unit.signing_keys.note(name, base64.b64encode(public).decode())
        for tenant in unit.tenants.all():
            unit.log.append(tenant.id, "command line", "signing_key.rotated", None, key=name)
        unit.commit()
    sys.stdout.write(f"{name} signs from now on ({path})\n")


def _revoke(records: "Records", settings: "Settings", arguments: argparse.Namespace) -> None:
    from service.records.unit_of_work import EVERYONE

    with records.writing(EVERYONE) as unit:
        unit.signing_keys.revoke(arguments.fingerprint, arguments.reason)
        for tenant in unit.tenants.all():
            unit.log.append(
                tenant.id, "command line", "signing_key.revoked", None,
                key=arguments.fingerprint, reason=arguments.reason,
            )  # fmt: skip
        unit.commit()
    sys.stdout.write(
        f"nothing that {arguments.fingerprint} signed is believed any more; if it is the present "
        "one, `evenhand key rotate` makes another\n"
    )


_ACTIONS: dict[str, Callable[["Records", "Settings", argparse.Namespace], None]] = {
    "list": _list,
    "export": _export,
    "rotate": _rotate,
    "revoke": _revoke,
}
