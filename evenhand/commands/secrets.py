"""`evenhand secrets`: the keys that encrypt what lies at rest, beside the database."""

import argparse
import sys

NAME = "secrets"
HELP = "Rotate the keys that encrypt webhooks' secrets at rest (beside the database)."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to do."""
    actions = parser.add_subparsers(title="actions", required=True, metavar="ACTION", dest="action")
    actions.add_parser(
        "rotate", help="encrypt every secret anew, with a new key; former keys stay in the file"
    )
    actions.add_parser("forget", help="take former keys out of the file; nothing needs them then")
    for action in actions.choices.values():
        action.add_argument("--home", metavar="DIR", help="the service's folder (EVENHAND_HOME)")


def run(arguments: argparse.Namespace) -> int:
    """Carry it out on the database and key file that the settings name."""
    from audits.errors import Refused
    from evenhand import exit_codes
    from evenhand.database import check_there, unusable
    from service.records.errors import RecordsError
    from service.records.unit_of_work import EVERYONE, Records
    from service.secrets import CannotOpen, key_ring
    from service.settings import Settings

    settings = Settings.from_environment(home=arguments.home)
    check_there(settings.database_url)
    ring = key_ring(settings)
    forgets = arguments.action == "forget"
    if forgets and settings.encrypt_artifacts:
        raise Refused.because(
            "EVENHAND_ENCRYPT_ARTIFACTS", "stored artifacts may need the former keys",
            "keep them; artifacts are not encrypted anew", "still_needed",
        )  # fmt: skip
    if not forgets and ring.file is not None:
        ring = ring.with_new_key()
    try:
        with (
            Records(settings.database_url, connections=1) as records,
            records.writing(EVERYONE) as unit,
        ):
            changed = unit.secrets.seal_anew(ring)
            for tenant in unit.tenants.all():
                unit.log.append(tenant.id, "command line", f"secrets.{arguments.action}", None)
            unit.commit()
    except CannotOpen as error:
        raise Refused.because(
            "EVENHAND_SECRETS_KEY", "a secret was encrypted with a key that is not here",
            "put that key back, after the others", "missing_key",
        ) from error  # fmt: skip
    except RecordsError as error:
        raise unusable(error) from error
    if forgets:
        ring = ring.with_newest_alone()
    sys.stdout.write(f"{changed} secrets encrypted anew; {len(ring.keys)} keys are known\n")
    return exit_codes.PASS
