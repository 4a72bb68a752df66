"""A table's profile as a plan reads its cells: its missing words, its way of writing numbers."""

import json
from collections.abc import Mapping
from dataclasses import replace

from audits.errors import Problem
from audits.planning.amounts import is_open, with_unit
from audits.specification.counts import counted
from audits.specification.document import AuditDocument, ColumnSpec
from audits.specification.missing_words import Words
from audits.specification.profiles import Amounts, Cells, ColumnProfile, DatasetProfile
from audits.specification.roles import Kind, Role, kind_of_role


def as_read(document: AuditDocument, dataset: DatasetProfile) -> DatasetProfile:
    """The profile with the words missing that the document lists, and only those."""
    columns, counts = [], dict(dataset.counts)
    for profile in dataset.columns:
        read = _column(profile, _missing(document, profile.name))
        if profile.name in counts and read.values != profile.values:
            rows_of = dict(zip(profile.values, counts[profile.name], strict=False))
            rows_of |= dict(profile.cells.missing_words)
            counts[profile.name] = tuple(rows_of[value] for value in read.values)
            known = sum(counts[profile.name])
            if read.distinct == len(read.values):
                read = replace(read, missing=dataset.rows - known)
        columns.append(read)
    return replace(dataset, columns=tuple(columns), counts=tuple(counts.items()))


def reading_of(
    document: AuditDocument, name: str, spec: ColumnSpec, profile: ColumnProfile
) -> ColumnSpec:
    """The column's spec with how its cells are read: stated, for all columns, or found out."""
    reading: dict[str, object] = {}
    missing = _missing(document, name)
    if missing is not None:
        reading["missing"] = missing
    amounts, cells = profile.amounts, profile.cells
    if amounts is not None and (spec.unit or (spec.percent and amounts.units == ("%",))):
        reading |= _unsaid(spec, amounts) or {}
    elif spec.kind is Kind.NUMBER or spec.cut is not None:
        unsaid = _unsaid(spec, cells)
        reading |= unsaid or {}
        if unsaid is not None and cells.percent and spec.percent is None:
            reading["percent"] = "share"
    return spec.model_copy(update=reading) if reading else spec


def _unsaid(spec: ColumnSpec, written: Cells | Amounts) -> dict[str, str] | None:
    """The signs that the document leaves out and the cells settle beside those it states.

    None where the cells are not written as it says.
    """
    if written.doubtful:
        mark = "." if written.thousands == "." else ","
        # What is not the stated decimal sign can only part thousands; so it does in a count.
        is_count = spec.role is Role.COUNT and spec.decimal is None
        parts = (is_count or spec.decimal not in (None, mark)) and spec.thousands is None
        return {"thousands": mark} if parts else {}
    differs = spec.decimal not in (None, written.decimal) or spec.thousands == written.decimal
    if differs or (spec.thousands and written.thousands not in ("", spec.thousands)):
        return None
    signs = {}
    if spec.decimal is None and written.decimal != ".":
        signs["decimal"] = written.decimal
    if spec.thousands is None and written.thousands:
        signs["thousands"] = written.thousands
    return signs


def read_all(
    document: AuditDocument, columns: Mapping[str, ColumnSpec], dataset: DatasetProfile
) -> dict[str, ColumnSpec]:
    """Every column with how its cells are read."""
    profiles = {profile.name: profile for profile in dataset.columns}
    return {
        name: reading_of(document, name, spec, profiles[name]) if name in profiles else spec
        for name, spec in columns.items()
    }


def check_encoding(
    document: AuditDocument, dataset: DatasetProfile, problems: list[Problem]
) -> None:
    """A table on a service was looked into when it came, in the encoding that was guessed then."""
    stated = document.dataset.encoding
    if stated is None or stated == (dataset.encoding or "utf-8"):
        return
    problems.append(
        Problem(
            "dataset.encoding",
            f"the table was read as {dataset.encoding or 'UTF-8'} when it was uploaded, not as "
            f"{stated}",
            f"upload it again with `POST /v1/datasets?encoding={stated}` and leave `encoding` out "
            "of the document; `evenhand submit` does both",
            "wrong_encoding",
        )
    )


def ambiguous(name: str, profile: ColumnProfile, *, classes: bool = False) -> Problem:
    """The question that numbers raise which could be read as two.

    classes: whether they may also be meant as names.
    """
    mark, sign = (",", "comma") if profile.cells.thousands != "." else (".", "dot")
    example = next((value for value in profile.values if mark in value), f"1{mark}234")
    return Problem(
        f"dataset.columns.{name}",
        f"{example!r} can be read as two numbers"
        + (", since every dot of the column could part thousands" if mark == "." else ""),
        f'say `decimal: "{mark}"` where the {sign} is the decimal sign, or `thousands: "{mark}"` '
        "where it parts groups of three digits"
        + (", or `kind: category` where they are classes" if classes else ""),
        "ambiguous_number",
    )


def spoilt(name: str, profile: ColumnProfile, otherwise: str) -> Problem:
    """The few words among numbers, their rows, and the key that makes them missing.

    otherwise: what helps where they are values like the others; empty where nothing does.
    """
    cells = profile.cells
    described = []
    for text, count, rows in cells.strange[:5]:
        where = ", ".join(f"{row + 1:,}" for row in rows)
        described.append(
            f"{text!r} ({counted(count, 'cell', 'cells')}, first in row {where})"
            if where
            else f"{text!r} ({counted(count, 'cell', 'cells')})"
        )
    words = dict.fromkeys(
        [*(cell[0].strip() for cell in cells.strange), *(word for word, _ in cells.missing_words)]
    )
    key = f"missing: {json.dumps(list(words), ensure_ascii=False)}"
    is_first = [(count, rows) for _, count, rows in cells.strange] == [(1, (0,))]
    rest = f", or {otherwise}" if otherwise else ""
    line = ", delete the first row where it is no row (a second header, units)" if is_first else ""
    return Problem(
        f"dataset.columns.{name}",
        f"the column holds numbers but for {', '.join(described)}",
        f"where they mean that nothing is known say `{key}`{line}, else mend them{rest}",
        "not_a_number",
    )


def is_written(spec: ColumnSpec) -> bool:
    """Whether the document says how the column's numbers are written."""
    return any((spec.decimal, spec.thousands, spec.percent, spec.unit))


def is_in_doubt(spec: ColumnSpec, cells: Cells) -> bool:
    """Whether the column's numbers could be read as two, and neither key nor role says how."""
    return cells.doubtful and not is_written(spec) and spec.role is not Role.COUNT


def asked(name: str, spec: ColumnSpec, profile: ColumnProfile, problems: list[Problem]) -> bool:
    """Whether the column is one of numbers after all: doubtful ones, or spoilt by a few words.

    What is in doubt is put as a question that names the key which answers it.
    """
    cells, amounts = profile.cells, profile.amounts
    if amounts is not None and is_open(spec, amounts):
        problems.append(with_unit(name, spec, profile, amounts))
        return True
    if is_written(spec):
        return True  # the reader says where a cell does not fit
    if is_in_doubt(spec, cells):
        problems.append(ambiguous(name, profile))
    elif cells.strange:
        names = "" if kind_of_role(spec.role) is Kind.NUMBER else "say `kind: category`"
        otherwise = names if spec.cut is None else "leave `cut` out"
        problems.append(spoilt(name, profile, otherwise))
    return cells.doubtful or bool(cells.strange)


def _missing(document: AuditDocument, name: str) -> list[str] | None:
    spec = document.dataset.columns.get(name)
    own = None if spec is None else spec.missing
    return document.dataset.missing if own is None else own


def _column(profile: ColumnProfile, listed: list[str] | None) -> ColumnProfile:
    if listed is None:
        return profile
    words, cells = Words.of(listed), profile.cells
    gone = {text: count for text, count, _ in cells.strange if words.holds(text)}
    back = {word: count for word, count in cells.missing_words if not words.holds(word)}
    values = tuple(value for value in profile.values if not words.holds(value))
    lost = len(profile.values) - len(values)
    strange = tuple(cell for cell in cells.strange if cell[0] not in gone)
    strange += tuple((word, count, ()) for word, count in back.items())
    kind = profile.kind
    if kind is Kind.NUMBER and back:
        kind = Kind.CATEGORY
    elif gone and not strange and not cells.doubtful:
        kind = Kind.NUMBER
    return replace(
        profile,
        kind=kind,
        values=(*values, *back)[: len(profile.values) + len(back)],
        distinct=profile.distinct - lost + len(back),
        missing=profile.missing + sum(gone.values()) - sum(back.values()),
        cells=replace(
            cells,
            strange=strange,
            # A remedy that lists words must list these too.
            missing_words=(
                *(cell for cell in cells.missing_words if cell[0] not in back),
                *((text.strip(), count) for text, count in gone.items()),
            ),
        ),
    )
