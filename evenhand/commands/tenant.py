"""`evenhand tenant`: what each organisation keeps, and how much it may, beside the database."""

import argparse
import re
import sys

NAME = "tenant"
HELP = "Make organisations, show what they store, or set how much one may (beside the database)."
UNITS = {"": 1, "K": 1024, "M": 1024**2, "G": 1024**3, "T": 1024**4}
DEFAULT = "default"
MOST_BYTES = 1024**6


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to do."""
    actions = parser.add_subparsers(title="actions", required=True, metavar="ACTION", dest="action")
    actions.add_parser("list", help="list organisations with their bytes and bounds")
    make = actions.add_parser("make", help="make an organisation; its rows nobody else sees")
    make.add_argument("name", help="e.g. risk-department")
    bound = actions.add_parser("bound", help="set how many bytes an organisation may keep")
    bound.add_argument("name", help="the organisation, e.g. default")
    bound.add_argument(
        "bytes", help="e.g. 500G; 0 for no bound, `default` for the setting EVENHAND_TENANT_BYTES"
    )
    for action in actions.choices.values():
        action.add_argument("--home", metavar="DIR", help="the service's folder (EVENHAND_HOME)")


def run(arguments: argparse.Namespace) -> int:
    """Carry it out on the database that the settings name."""
    from audits.errors import Refused
    from evenhand import exit_codes
    from evenhand.database import check_there, unusable
    from service.administering import bound_organisation, make_organisation
    from service.records.errors import ConflictingWrite, RecordsError
    from service.records.unit_of_work import EVERYONE, Records
    from service.settings import Settings

    settings = Settings.from_environment(home=arguments.home)
    most = read_bytes(arguments.bytes) if arguments.action == "bound" else None
    check_there(settings.database_url)
    try:
        with Records(settings.database_url, connections=1) as records:
            if arguments.action == "make":
                with records.writing(EVERYONE) as unit:
                    made = make_organisation(unit, arguments.name, by="command line")
                    unit.commit()
                sys.stdout.write(f"{made}  {arguments.name}\n")
                return exit_codes.PASS
            with records.reading(EVERYONE) as unit:
                tenants = {row.name: row.id for row in unit.tenants.all()}
            if arguments.action == "bound":
                if arguments.name not in tenants:
                    raise Refused.because(
                        "name", f"there is no organisation {arguments.name!r}",
                        f"there are: {', '.join(sorted(tenants)) or 'none'}", "not_found",
                    )  # fmt: skip
                with records.writing(tenants[arguments.name]) as unit:
                    bound_organisation(unit, tenants[arguments.name], most, by="command line")
                    unit.commit()
                tenants = {arguments.name: tenants[arguments.name]}
            for name, tenant in sorted(tenants.items()):
                with records.reading(tenant) as unit:
                    usage = unit.quotas.usage(settings.tenant_bytes)
                sys.stdout.write(f"{name}: {usage.sentence}\n")
    except ConflictingWrite as error:
        raise Refused.because("name", "it is taken", "choose another", error.code) from error
    except RecordsError as error:
        raise unusable(error) from error
    return exit_codes.PASS


def read_bytes(text: str) -> int | None:
    """`500G` as bytes; None for `default`."""
    from audits.errors import Refused

    if text.lower() == DEFAULT:
        return None
    amount = re.fullmatch(r"(\d+)\s*([KMGT]?)(?:i?B)?", text.strip(), re.IGNORECASE)
    if amount is None:
        raise Refused.because("bytes", f"{text!r} is no size", "give e.g. 500G, 0 or `default`")
    size = int(amount[1][:30]) * UNITS[amount[2].upper()]
    if size > MOST_BYTES:
        raise Refused.because(
            "bytes", f"{text[:40]!r} is more than any disk holds", "give e.g. 500G"
        )
    return size
