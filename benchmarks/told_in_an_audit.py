"""What a whole audit tells of a table, each sentence with the function that made it.

Inspection, plan, reading, choice of rows and every probe run in this process. A sentence's maker is
the innermost function of `audits` that yielded or returned it, or called `warn` with it: found
while it runs, so that a new sentence joins by itself.
"""

import csv
import sys
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from inspect import getdoc
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

from audits.data.reading import profile_dataset, read_dataset
from audits.errors import Refused
from audits.planning.plan import make_plan
from audits.planning.table_notes import table_notes
from audits.probing.subject import Subject
from audits.running.heads import rows_of
from audits.running.label_sets import AnsweredHeads
from audits.running.row_filter import choose
from audits.running.run import run
from audits.specification.document import AuditDocument

ROOM = str(Path(__file__).parents[1] / "audits")
# Helpers that join words make parts of sentences, and no sentence.
_SHORTEST = 25


@dataclass(frozen=True, eq=False)
class Tabled:
    """A table as a user gives it.

    name: of its kind. family: what is audited: classes, numbers, lists ... columns: cells by name,
    None where missing. roles: what the document says of columns. true: words of sentences that are
    right to be told of it. more: other keys of the document.
    """

    name: str
    family: str
    columns: Mapping[str, Sequence[Any]]
    roles: Mapping[str, Mapping[str, Any]]
    true: tuple[str, ...] = ()
    more: Mapping[str, Any] = field(default_factory=dict)

    def write(self, path: Path) -> None:
        """A CSV file of the columns."""
        with path.open("w", encoding="utf-8", newline="") as file:
            out = csv.writer(file)
            out.writerow(self.columns)
            rows = zip(*self.columns.values(), strict=True)
            out.writerows(["" if cell is None else cell for cell in row] for row in rows)


@dataclass(frozen=True)
class Told:
    """maker: `room.module.function`; of a refusal the question's code, behind `plan`."""

    maker: str
    sentence: str


# What was done with the rows, or could not be: right of whatever table it is told of.
_DONE = (
    "intervals count the", "side measurements", "without the weights", "nothing says which",
    "too few rows", "cells read as missing", "measured on",
    "no NDCG counts it", "Breslow-Day", "so their rows count as wrong",
)  # fmt: skip


def doubts(table: Tabled, folder: Path) -> dict[str, str]:
    """A sentence of each maker that doubts the table as it stands, or stops its plan."""
    right = (*_DONE, *table.true)
    return {
        one.maker: one.sentence
        for one in told(table, folder)
        if not any(words in one.sentence for words in right)
    }


def told(table: Tabled, folder: Path, *, probes: Sequence[str] | None = None) -> list[Told]:
    """Every sentence of an audit of the table, and every question that stops its plan.

    probes: those that run; None, as the table's document says, or all that fit.
    """
    path = folder / "table.csv"
    table.write(path)
    document = AuditDocument.model_validate(
        {
            **table.more,
            **({} if probes is None else {"probes": list(probes)}),
            "dataset": {"path": path.name, "columns": dict(table.roles)},
        }
    )
    with warnings.catch_warnings(), _makers() as makers:
        warnings.simplefilter("ignore")
        try:
            sentences = list(dict.fromkeys(_sentences(path, document)))
        except Refused as refused:
            return [Told(f"plan.{one.code}", f"{one.field}: {one.reason}; {one.remedy}")
                    for one in refused.problems]  # fmt: skip
    return [Told(makers.get(text, "unknown"), text) for text in sentences]


def _sentences(path: Path, document: AuditDocument) -> Iterator[str]:
    dataset = profile_dataset(path)
    plan = make_plan(document, dataset=dataset)
    yield from table_notes(document, plan, dataset)
    data = read_dataset(path, plan.columns, guessed_kinds=plan.guessed_kinds)
    chosen = choose(data, plan.rows, plan.columns, partial(read_dataset, path))
    yield from chosen.notes
    yield from data.notes
    answered = AnsweredHeads()
    joined = {name for one in plan.heads.values() for name in one.of}
    for head, own in plan.of_each().items():
        rows, whole = chosen.data, chosen.whole
        if head is not None:
            rows, whole = rows_of(rows, own), None if whole is None else rows_of(whole, own)
            rows = answered.joined(rows, plan.heads[head].of) if plan.heads[head].of else rows
        at_end = partial(answered.add, head) if head is not None and head in joined else None
        for result in run(own, rows, whole=whole, at_end=at_end):
            assert result.status != "error", result.reason
            yield from result.warnings


@contextmanager
def _makers() -> Iterator[dict[str, str]]:
    """The maker of each sentence that is made meanwhile."""
    makers: dict[str, str] = {}
    depths: dict[str, bool] = {}
    warn = Subject.warn

    def seen(frame: FrameType, event: str, value: object) -> None:
        if event != "return" or not frame.f_code.co_filename.startswith(ROOM):
            return
        if type(value) is str and len(value) >= _SHORTEST:
            yields = _is_generator(frame.f_code)
            # What a helper returns belongs to whoever yields it.
            if value not in makers or (yields and not depths[value]):
                makers[value], depths[value] = _name(frame.f_code), yields
        elif type(value) in (list, tuple) and len(value) < 30:  # type: ignore[arg-type]
            for text in value:  # type: ignore[attr-defined]
                if type(text) is str and len(text) >= _SHORTEST and text not in makers:
                    makers[text], depths[text] = _name(frame.f_code), True

    def told_by(subject: Subject, message: str) -> None:
        code = sys._getframe(1).f_code
        if message not in makers or not depths[message]:
            makers[message], depths[message] = _name(code), True
        warn(subject, message)

    Subject.warn = told_by  # type: ignore[method-assign]
    before = sys.getprofile()
    sys.setprofile(seen)
    try:
        yield makers
    finally:
        sys.setprofile(before)
        Subject.warn = warn  # type: ignore[method-assign]


def _is_generator(code: CodeType) -> bool:
    return bool(code.co_flags & 0x20)


def _name(code: CodeType) -> str:
    place = Path(code.co_filename).relative_to(ROOM).with_suffix("")
    return ".".join([*place.parts, code.co_name])


def question(maker: str) -> str:
    """What a notice asks about: the first line of its maker's docstring, or its module's."""
    module, _, function = maker.rpartition(".")
    if module == "plan":
        return f"Refused with the code `{function}`."
    __import__(f"audits.{module}")
    place = sys.modules[f"audits.{module}"]
    text = getdoc(getattr(place, function, place)) or getdoc(place) or ""
    return text.splitlines()[0]
