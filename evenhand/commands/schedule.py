"""`evenhand schedule`: audits that come again, on a service."""

import argparse
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from audits.errors import Refused
from audits.specification.suggestions import nearest
from evenhand import serving

if TYPE_CHECKING:
    from evenhand.client import Client

NAME = "schedule"
HELP = "Make, list, run, pause or remove audits that come again."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to do."""
    actions = parser.add_subparsers(title="actions", required=True, metavar="ACTION", dest="action")
    make = actions.add_parser("make", help="audit a document again and again")
    make.add_argument("file", type=Path, help="the audit document; what its paths name is uploaded")
    make.add_argument("--name", required=True, help="what it is called, e.g. nightly-credit")
    when = make.add_mutually_exclusive_group(required=True)
    when.add_argument("--cron", metavar="EXPR", help='e.g. "30 2 * * MON-FRI"')
    when.add_argument("--on", choices=("model", "dataset"), help="with each new version of it")
    make.add_argument(
        "--pin", action="store_true",
        help="audit these very files each time, not the newest version of their names",
    )  # fmt: skip
    make.add_argument("--zone", default="UTC", help="time zone, e.g. Europe/Berlin (UTC)")
    make.add_argument(
        "--overlap", choices=("skip", "queue"), default="skip",
        help="while the audit before has not ended (skip)",
    )  # fmt: skip
    make.add_argument(
        "--catch-up", choices=("latest", "all", "none"), default="latest",
        help="for times at which no scheduler ran (latest)",
    )  # fmt: skip
    actions.add_parser("list", help="list the schedules")
    about = {
        "show": "its next five times and what became of the last ones",
        "run": "audit now, beside its times",
        "pause": "let it rest",
        "resume": "go on; times in between are not made up for",
        "remove": "forget it; the audits it made stay",
    }
    for action, text in about.items():
        actions.add_parser(action, help=text).add_argument("id", help="its name, or sch_0192...")
    for action_parser in actions.choices.values():
        serving.add_place(action_parser)


def run(arguments: argparse.Namespace) -> int:
    """Ask the service for it."""
    from evenhand import exit_codes

    if arguments.action == "make":
        _check_times(arguments)
    with serving.connect(arguments) as client:
        if "id" in arguments:
            arguments.id = _id(client, arguments.id)
        return _ACTIONS[arguments.action](client, arguments) or exit_codes.PASS


def _check_times(arguments: argparse.Namespace) -> None:
    """Told before anything is uploaded; by the names of the options."""
    from service.recurrence import check

    options = {"expression": "--cron", "zone": "--zone"}
    try:
        check(arguments.cron or "0 0 * * *", arguments.zone)
    except Refused as refused:
        problems = [replace(p, field=options.get(p.field, p.field)) for p in refused.problems]
        raise Refused(problems) from None


def _make(client: "Client", arguments: argparse.Namespace) -> None:
    from audits.specification.parsing import read_document
    from evenhand.commands.submit import uploaded
    from evenhand.progress import Progress

    document = read_document(arguments.file)
    with Progress(quiet=False) as progress:
        folder = arguments.file.parent
        body = uploaded(client, document, folder, progress, by_name=not arguments.pin)
    made = client.ask(
        "POST",
        "/v1/schedules",
        {
            "name": arguments.name,
            "document": body,
            "trigger": "cron" if arguments.on is None else f"{arguments.on}_version",
            "expression": arguments.cron,
            "zone": arguments.zone,
            "overlap": arguments.overlap,
            "catch_up": arguments.catch_up,
        },
    )
    _write(made)


def _list(client: "Client", arguments: argparse.Namespace) -> None:
    schedule = None
    for schedule in _all(client):
        _write(schedule)
    if schedule is None:
        sys.stderr.write("there are no schedules; `evenhand schedule make` makes one\n")


def _all(client: "Client") -> Iterator[dict[str, Any]]:
    cursor: str | None = None
    while True:
        query = "" if cursor is None else f"?cursor={cursor}"
        page = client.ask("GET", f"/v1/schedules{query}")
        yield from page["items"]
        cursor = page["cursor"]
        if cursor is None:
            return


def _id(client: "Client", named: str) -> str:
    """The id of the schedule of this name; raises `Refused` where there is none."""
    if named.startswith("sch_"):
        return named
    schedules = {schedule["name"]: schedule["id"] for schedule in _all(client)}
    if named not in schedules:
        raise Refused.because(
            "schedule", f"there is none called {named!r}", nearest(named, schedules), "not_found"
        )
    return str(schedules[named])


def _show(client: "Client", arguments: argparse.Namespace) -> None:
    schedule = client.ask("GET", f"/v1/schedules/{arguments.id}")
    _write(schedule)
    for moment in schedule["next"]:
        sys.stdout.write(f"  next  {_in_zone(moment, schedule['zone'])}\n")
    for done in client.ask("GET", f"/v1/schedules/{arguments.id}/runs?limit=10")["items"]:
        verdict = done["gate"] or done["audit_state"] or ""
        audited = " and ".join(filter(None, (done["model"], done["dataset"])))
        words = (done["state"], verdict, done["audit"], audited, done["note"])
        sys.stdout.write(f"  {done['due']}  {'  '.join(filter(None, words))}\n")


def _run(client: "Client", arguments: argparse.Namespace) -> int:
    """A run that started no audit is no success: a pipeline would wait for its verdict."""
    from evenhand import exit_codes

    done = client.ask("POST", f"/v1/schedules/{arguments.id}/run")
    sys.stdout.write(f"{done['state']}  {done['audit'] or done['note'] or ''}\n")
    return exit_codes.PASS if done["state"] in ("started", "due") else exit_codes.REFUSED


def _pause(client: "Client", arguments: argparse.Namespace) -> None:
    changes = {"paused": arguments.action == "pause"}
    _write(client.ask("PATCH", f"/v1/schedules/{arguments.id}", changes))


def _remove(client: "Client", arguments: argparse.Namespace) -> None:
    client.ask("DELETE", f"/v1/schedules/{arguments.id}")
    sys.stdout.write(f"{arguments.id} is forgotten\n")


def _write(schedule: dict[str, Any]) -> None:
    when = schedule["expression"] or schedule["trigger"].replace("_", " ")
    zone = f" {schedule['zone']}" if schedule["expression"] else ""
    upcoming = [_in_zone(moment, schedule["zone"]) for moment in schedule["next"]]
    state = "paused" if schedule["paused"] else upcoming[0] if upcoming else "waiting"
    sys.stdout.write(f"{schedule['id']}  {when}{zone}  {state}  {schedule['name']}\n")


def _in_zone(moment: str, zone: str) -> str:
    """`2026-12-01 02:30 Europe/Berlin`: as the schedule was written, with the zone said."""
    try:
        local = datetime.fromisoformat(moment).astimezone(ZoneInfo(zone))
    except ZoneInfoNotFoundError:  # the service knows it, this machine does not: UTC, by its Z
        return moment
    return f"{local:%Y-%m-%d %H:%M} {zone}"


# Each returns its exit code, None for success.
_ACTIONS: dict[str, Callable[["Client", argparse.Namespace], int | None]] = {
    "make": _make,
    "list": _list,
    "show": _show,
    "run": _run,
    "pause": _pause,
    "resume": _pause,
    "remove": _remove,
}
