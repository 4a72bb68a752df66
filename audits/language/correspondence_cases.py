"""Cases in which only the person is exchanged: those that come with Evenhand, and your own.

The correspondence study: Bertrand & Mullainathan 2004, American Economic Review 94:991.
"""

import csv
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import StringIO

from audits.data.dataset import Categories, Column, Dataset, Texts
from audits.data.texts import texts
from audits.errors import NotApplicable
from audits.language.files_of_commands import explained_end, rows_of
from audits.specification.roles import Role

SLOT = "{person}"


@dataclass(frozen=True, slots=True)
class Case:
    """kind: hiring, credit, housing or triage. text: with the slot once."""

    kind: str
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Person:
    """signal: what is exchanged. groups: attribute and group, each. phrase: goes into the slot."""

    signal: str
    groups: tuple[tuple[str, str], ...]
    phrase: str


@cache
def cases() -> tuple[Case, ...]:
    """Every case of `texts/correspondence/cases.tsv`."""
    return tuple(Case(*row) for row in _rows("cases.tsv"))


@cache
def persons() -> tuple[Person, ...]:
    """Every name and phrase of `texts/correspondence/persons.tsv`."""
    rows = []
    for signal, groups, phrase in _rows("persons.tsv"):
        pairs = [pair.split("=") for pair in groups.split(",")]
        rows.append(Person(signal, tuple((key, value) for key, value in pairs), phrase))
    return tuple(rows)


@cache
def sentences() -> tuple[Case, ...]:
    """Every sentence of `texts/correspondence/sentences.tsv`, in which a name is to be found."""
    return tuple(Case("sentence", name, text) for name, text in _rows("sentences.tsv"))


def checked(own: Sequence[Case]) -> Sequence[Case]:
    """The same; `NotApplicable` where a case has not exactly one slot, or two cases one name."""
    for number, case in enumerate(own, start=1):
        if case.text.count(SLOT) != 1:
            raise NotApplicable(
                f"case {case.name!r} (row {number}) has {case.text.count(SLOT)} slots for a person",
                f"write {SLOT} once where the name is to stand, or give whole prompts with columns "
                "of the roles `protected` (the group) and `id` (the name)",
            )
    twice = [case.name for case in own]
    for name in set(twice):
        if twice.count(name) > 1:
            raise NotApplicable(
                f"{twice.count(name)} cases are called {name!r}", "give each a `cluster` of its own"
            )
    return own


def filled(own: Sequence[Case], signal: str) -> Dataset:
    """Each case with each person of this signal: a row each, as a dataset would have them.

    own: cases with a slot. Columns: `prompt` (feature), `case` (cluster), `person` (id), and the
    attributes that the signal tells (protected; the reference is the first of the list).
    """
    people = [person for person in persons() if person.signal == signal]
    rows = [(case, person) for case in own for person in people]
    attributes = [
        Column(
            attribute, Role.PROTECTED,
            Categories.of([dict(person.groups)[attribute] for _, person in rows]),
            reference=group,
        )
        for attribute, group in people[0].groups
    ]  # fmt: skip
    return Dataset(
        (
            Column("prompt", Role.FEATURE,
                   Texts.of([case.text.replace(SLOT, person.phrase) for case, person in rows])),
            Column("case", Role.CLUSTER, Categories.of([case.name for case, _ in rows])),
            Column("person", Role.ID, Categories.of([person.phrase for _, person in rows])),
            *attributes,
        )
    )  # fmt: skip


def _rows(name: str) -> list[list[str]]:
    text = files("audits.texts").joinpath(f"correspondence/{name}").read_text("utf-8")
    return [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]


def as_csv(signal: str = "name", own: Sequence[Case] = ()) -> str:
    """Every prompt of a study as a table: case, person, its groups, prompt.

    own: cases with a slot; none means those that come with Evenhand. So written, the groups are
    columns of the dataset, and rules may name them.
    """
    data = filled(checked(own or cases()), signal)
    columns = [column for column in data if column.role is not Role.FEATURE]
    columns.append(data.require(Role.FEATURE))
    written = StringIO()
    table = csv.writer(written, lineterminator="\n")
    table.writerow([column.name for column in columns])
    table.writerows(zip(*(texts(column) for column in columns), strict=True))
    return written.getvalue()


def main() -> None:
    """Write the prompts of a signal: [SIGNAL] [FILE with the columns case and text]."""
    signal, file = ([*sys.argv[1:], "", ""])[:2]
    known = list(dict.fromkeys(person.signal for person in persons()))
    if signal not in known:
        raise SystemExit(
            "usage: python -m audits.language.correspondence_cases "
            f"{{{','.join(known)}}} [FILE with the columns case and text]"
        )
    own = []
    if file:
        own = [Case("own", row["case"], row["text"]) for row in rows_of(file, ("case", "text"))]
    with explained_end(file):
        sys.stdout.write(as_csv(signal, own))


if __name__ == "__main__":
    main()
