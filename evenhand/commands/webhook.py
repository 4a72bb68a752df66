"""`evenhand webhook`: who is told of audits on a service."""

import argparse
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from evenhand import exit_codes, serving

if TYPE_CHECKING:
    from evenhand.client import Client

NAME = "webhook"
HELP = "Make, list, test or remove addresses that a service tells of its audits."
EVENTS = ("audit_completed", "gate_changed", "audit_failed", "schedule_missed")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to do."""
    actions = parser.add_subparsers(title="actions", required=True, metavar="ACTION", dest="action")
    make = actions.add_parser("make", help="tell an address; its secret is shown once")
    make.add_argument("url", help="https://..., or mailto:name@host")
    make.add_argument(
        "--event", action="append", choices=EVENTS, dest="events",
        help="of what it is told; give it again for another (all but audit_completed)",
    )  # fmt: skip
    make.add_argument(
        "--shape", choices=("evenhand", "slack"), default="evenhand",
        help="slack: a body that chat rooms take (evenhand)",
    )  # fmt: skip
    actions.add_parser("list", help="list them")
    for action, text in (("test", "send it a test"), ("remove", "tell it no more")):
        actions.add_parser(action, help=text).add_argument("id", help="its id, from the list")
    for action_parser in actions.choices.values():
        serving.add_place(action_parser)


def run(arguments: argparse.Namespace) -> int:
    """Ask the service for it."""
    with serving.connect(arguments) as client:
        for line in _ACTIONS[arguments.action](client, arguments):
            sys.stdout.write(f"{line}\n")
    return exit_codes.PASS


def _make(client: "Client", arguments: argparse.Namespace) -> Iterator[str]:
    events = {} if arguments.events is None else {"events": arguments.events}
    body = {"url": arguments.url, "shape": arguments.shape, **events}
    made = client.ask("POST", "/v1/webhooks", body)
    yield _line(made)
    yield f"secret  {made['secret']}  (signs what is sent; shown this once)"


def _list(client: "Client", arguments: argparse.Namespace) -> Iterator[str]:
    cursor: str | None = None
    while True:
        page = client.ask("GET", "/v1/webhooks" + (f"?cursor={cursor}" if cursor else ""))
        yield from map(_line, page["items"])
        cursor = page["cursor"]
        if cursor is None:
            return


def _test(client: "Client", arguments: argparse.Namespace) -> Iterator[str]:
    client.ask("POST", f"/v1/webhooks/{arguments.id}/test")
    yield f"{arguments.id} is sent a test"


def _remove(client: "Client", arguments: argparse.Namespace) -> Iterator[str]:
    client.ask("DELETE", f"/v1/webhooks/{arguments.id}")
    yield f"{arguments.id} is told no more"


def _line(webhook: dict[str, Any]) -> str:
    return f"{webhook['id']}  {webhook['url']}  {', '.join(webhook['events'])}"


_ACTIONS: dict[str, Callable[["Client", argparse.Namespace], Iterator[str]]] = {
    "make": _make,
    "list": _list,
    "test": _test,
    "remove": _remove,
}
