"""`evenhand trail`: who did what on a service; to read it, and to keep it."""

import argparse
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from evenhand import options, serving

if TYPE_CHECKING:
    from evenhand.client import Client

NAME = "trail"
HELP = "Read the trail of who did what on a service, or export it to be verified."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to do."""
    actions = parser.add_subparsers(title="actions", required=True, metavar="ACTION", dest="action")
    show = actions.add_parser("list", help="show lines, newest first")
    show.add_argument(
        "--of", metavar="ACTION", help="e.g. session.opened, or session for all of it"
    )
    show.add_argument("--by", metavar="ID", help="lines of this key or person")
    show.add_argument("--about", metavar="ID", help="lines about this audit, model, schedule ...")
    show.add_argument("--most", type=options.lines, default=50, help="how many at most (50)")
    export = actions.add_parser(
        "export", help="write all lines and signed heads, for `evenhand verify --trail`"
    )
    export.add_argument("file", type=Path, help="the file to write, JSON lines")
    for action_parser in actions.choices.values():
        serving.add_place(action_parser)


def run(arguments: argparse.Namespace) -> int:
    """Ask the service for it."""
    from evenhand import exit_codes

    with serving.connect(arguments) as client:
        if arguments.action == "list":
            _list(client, arguments)
        else:
            _export(client, arguments.file)
    return exit_codes.PASS


def _list(client: "Client", arguments: argparse.Namespace) -> None:
    filters = {"action": arguments.of, "actor": arguments.by, "object": arguments.about}
    for number, line in enumerate(_items(client, "/v1/trail", filters)):
        if number >= arguments.most:
            return
        moment = datetime.fromtimestamp(line["at"], UTC).isoformat(timespec="seconds")
        details = dict(line["details"])
        address = details.pop("address", "")
        details.pop("request_id", None)
        text = " ".join(f"{key}={value}" for key, value in details.items())
        sys.stdout.write(
            f"{line['position']:>6}  {moment}  {line['action']:<20}  {line['actor']}  "
            f"{line['object'] or ''}  {address}  {text}".rstrip()
            + "\n"
        )


def _export(client: "Client", target: Path) -> None:
    from audits.errors import Refused
    from service.trail import Trail, dumps

    # The heads first: lines that come meanwhile are more than was signed, never less.
    heads = list(_items(client, "/v1/trail/heads", {}))
    lines = list(_items(client, "/v1/trail", {}))
    tenant = client.ask("GET", "/v1/trail?limit=1")["organisation"]
    trail = Trail(tenant, lines[::-1], heads[::-1])
    try:
        with target.open("w", encoding="utf-8") as file:
            file.writelines(f"{line}\n" for line in dumps(trail))
    except OSError as error:
        raise Refused.because(
            "file", f"cannot be written: {error.strerror}", "choose another file"
        ) from error
    sys.stdout.write(f"{len(lines)} lines and {len(heads)} signed heads in {target}\n")


def _items(client: "Client", path: str, filters: dict[str, Any]) -> Iterator[dict[str, Any]]:
    cursor = None
    while True:
        query = {key: value for key, value in filters.items() if value} | {"limit": 200}
        if cursor is not None:
            query["cursor"] = cursor
        page = client.ask("GET", f"{path}?{urlencode(query)}")
        yield from page["items"]
        cursor = page["cursor"]
        if cursor is None:
            return
