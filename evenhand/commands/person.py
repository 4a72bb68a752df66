"""`evenhand person`: people who sign in with a name and a password, beside the database."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evenhand.beside import Beside
    from service.records.tables import User

NAME = "person"
HELP = "Make, list or change people who sign in (on the machine that has the database)."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to do."""
    from evenhand import beside
    from service.roles import ABOUT, ROLES

    actions = parser.add_subparsers(title="actions", required=True, metavar="ACTION", dest="action")
    roles = "; ".join(f"{name} {ABOUT[name]}" for name in ROLES)
    make = actions.add_parser("make", help="somebody who may sign in from now on")
    make.add_argument("name", help="how they sign in, e.g. ada")
    make.add_argument("--role", choices=tuple(ROLES), default="viewer", help=roles)
    actions.add_parser("list", help="list people with their roles")
    role = actions.add_parser("role", help="give somebody another role; their sessions end")
    role.add_argument("name", help="whose")
    role.add_argument("role", choices=tuple(ROLES), help=roles)
    password = actions.add_parser("password", help="set somebody's password; their sessions end")
    password.add_argument("name", help="whose")
    for action in (make, password):
        action.add_argument(
            "--password-file", type=Path, metavar="FILE",
            help="file with the password; left out, it is asked for",
        )  # fmt: skip
    for name, text in (("disable", "let somebody in no more"), ("enable", "let them in again")):
        actions.add_parser(name, help=text).add_argument("name", help="whom")
    for action in actions.choices.values():
        beside.add_arguments(action)


def run(arguments: argparse.Namespace) -> int:
    """Carry it out on the database that the settings name."""
    from evenhand import beside, exit_codes

    with beside.opened(arguments) as context:
        _ACTIONS[arguments.action](context, arguments)
    return exit_codes.PASS


def _make(context: "Beside", arguments: argparse.Namespace) -> None:
    from evenhand.beside import BY
    from service.administering import make_person, password_hash

    records, tenant = context.records, context.tenant
    password = _password(arguments.password_file)
    hashed = password_hash(records, tenant, password, name=arguments.name)
    with records.writing(tenant) as unit:
        row = make_person(
            unit, tenant, arguments.name, role=arguments.role, password_argon2=hashed,
            by=BY, operates=True,
        )  # fmt: skip
        unit.commit()
    sys.stdout.write(f"{row.id}  {row.role}  {row.name}\n")


def _list(context: "Beside", arguments: argparse.Namespace) -> None:
    cursor = None
    with context.records.reading(context.tenant) as unit:
        while True:
            page = unit.users.page(cursor=cursor, limit=200)
            for row in page.rows:
                standing = "live" if row.disabled_at is None else "disabled"
                role = row.role or ",".join(row.scopes)
                sys.stdout.write(f"{row.id}  {standing:<8}  {role:<13}  {row.name}\n")
            cursor = page.cursor
            if cursor is None:
                return


def _change(context: "Beside", arguments: argparse.Namespace) -> None:
    from evenhand.beside import BY
    from service.administering import change_person, password_hash

    action, records, tenant = arguments.action, context.records, context.tenant
    with records.reading(tenant) as unit:
        person = _named([*unit.users.page(limit=10_000).rows], arguments.name).id
    hashed = None
    if action == "password":
        hashed = password_hash(records, tenant, _password(arguments.password_file), person=person)
    role = arguments.role if action == "role" else None
    disabled = action == "disable" if action in ("disable", "enable") else None
    with records.writing(tenant) as unit:
        change_person(
            unit, tenant, person, by=BY, role=role, password_argon2=hashed, disabled=disabled,
            operates=True,
        )  # fmt: skip
        unit.commit()
    sys.stdout.write(f"{arguments.name}: done, and signed out everywhere\n")


def _named(rows: "list[User]", name: str) -> "User":
    from service.records.errors import NoRow

    for row in rows:
        if name in (row.name, row.id):
            return row
    raise NoRow(name)


def _password(file: Path | None) -> str:
    from getpass import getpass

    from audits.errors import Refused

    if file is None:
        return getpass("password: ")
    try:
        return file.read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, ValueError) as error:
        raise Refused.because(
            "--password-file", "cannot be read", "check the path", "not_found"
        ) from error


_ACTIONS: dict[str, Callable[["Beside", argparse.Namespace], None]] = {
    "make": _make,
    "list": _list,
    "role": _change,
    "password": _change,
    "disable": _change,
    "enable": _change,
}
