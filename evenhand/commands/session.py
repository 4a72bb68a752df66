"""`evenhand session`: browsers that are signed in, beside the database."""

import argparse
import sys
from datetime import UTC, datetime

NAME = "session"
HELP = "List browsers that are signed in, or sign them out (beside the database)."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to do."""
    from evenhand import beside

    actions = parser.add_subparsers(title="actions", required=True, metavar="ACTION", dest="action")
    actions.add_parser("list", help="list them, newest first")
    end = actions.add_parser("end", help="sign one out, or all of them")
    end.add_argument("id", help="the session's id, e.g. ses_0192..., or `all`")
    for action in actions.choices.values():
        beside.add_arguments(action)


def run(arguments: argparse.Namespace) -> int:
    """Carry it out on the database that the settings name."""
    from evenhand import beside, exit_codes
    from service.administering import end_session

    with beside.opened(arguments) as context, context.records.writing(context.tenant) as unit:
        rows = unit.sessions.page(limit=10_000).rows
        names = unit.requester_names.names(row.user_id or row.key_id for row in rows)
        if arguments.action == "list":
            for row in rows:
                of = row.user_id or row.key_id or ""
                since = datetime.fromtimestamp(row.created_at, UTC).isoformat(timespec="minutes")
                sys.stdout.write(
                    f"{row.id}  since {since}  {row.address or 'unknown'}  {names.get(of, of)}\n"
                )
            return exit_codes.PASS
        ended = [row.id for row in rows] if arguments.id == "all" else [arguments.id]
        for session in ended:
            end_session(unit, context.tenant, session, by=beside.BY)
        unit.commit()
    sys.stdout.write(f"{len(ended)} signed out\n")
    return exit_codes.PASS
