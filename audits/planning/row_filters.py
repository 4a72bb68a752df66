"""Which rows of the file are measured: what the document says, else those named test."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from audits.errors import Problem
from audits.planning.column_values import levels, shown_name
from audits.specification.document import AuditDocument, ColumnSpec, Span
from audits.specification.missing_words import MISSING_CELL, Words, normal
from audits.specification.profiles import ColumnProfile, DatasetProfile
from audits.specification.roles import Kind, Role, kind_of_role
from audits.specification.suggestions import listed, nearest
from audits.specification.timestamps import FORM, is_moment

# What the rows that a model was not fitted to are called, the likeliest name first: where a
# split has one of these parts, an audit is about that part unless it says otherwise.
TEST_NAMES = (
    ("test", "testing", "tst"),
    ("holdout", "hold-out", "hold_out", "held-out", "heldout"),
    # Of credit scores, beside a `dev` that is the sample they were developed on.
    ("oot", "out-of-time", "out_of_time"),
    ("oos", "out-of-sample", "out_of_sample"),
    ("eval", "evaluation"),
    ("validation", "validate", "valid", "val", "dev"),
)


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows with one of these values in a column, none of some, or a value in a span with its ends.

    column: by its name in the file. values, left_out: as the audit reads them, after `map` and
    `cut`; an empty text among those left out is the missing cells.
    is_default: nobody asked for it: the split has a part that is named test.
    """

    column: str
    values: tuple[str, ...] | None = None
    start: float | str | None = None
    end: float | str | None = None
    is_default: bool = False
    left_out: tuple[str, ...] | None = None

    def keeps(self, value: str) -> bool:
        """Whether rows with this value are among them; of choices that name values."""
        if self.values is not None:
            return value in self.values
        return value not in (self.left_out or ())

    def to_json(self) -> dict[str, Any]:
        """Plain JSON; what was not said is left out."""
        written: dict[str, Any] = {"column": self.column}
        if self.values is not None:
            written["values"] = list(self.values)
        if self.left_out is not None:
            written["except"] = list(self.left_out)
        for key, value in (("from", self.start), ("to", self.end)):
            if value is not None:
                written[key] = value
        return {**written, "default": True} if self.is_default else written

    @classmethod
    def from_json(cls, written: Mapping[str, Any]) -> "Rows":
        """The filter again, from what `to_json` wrote."""
        values, left_out = written.get("values"), written.get("except")
        return cls(
            written["column"],
            None if values is None else tuple(values),
            written.get("from"),
            written.get("to"),
            bool(written.get("default")),
            None if left_out is None else tuple(left_out),
        )

    def phrase(self, name: str | None = None) -> str:
        """`split is test`; `when is from 2026-01-01 to 2026-06-30`."""
        name = name or self.column
        if self.values is not None:
            return f"{name} is {' or '.join(self.values)}"
        if self.left_out is not None:
            words = ["missing" if value == MISSING_CELL else value for value in self.left_out]
            return f"{name} is not {' or '.join(words)}"
        ends = [
            f"{word} {value}"
            for word, value in (("from", self.start), ("to", self.end))
            if value is not None
        ]
        return f"{name} is {' '.join(ends)}"


def resolve_rows(
    document: AuditDocument,
    columns: Mapping[str, ColumnSpec],
    dataset: DatasetProfile,
    problems: list[Problem],
) -> tuple[Rows, ...]:
    """The document's choice, checked; else the part of the split that is named test."""
    profiles = {profile.name: profile for profile in dataset.columns}
    if document.rows is None:
        return _default(columns, profiles)
    filters = []
    for key, choice in document.rows.items():
        name = _column(key, columns, profiles)
        if name is None:
            known = [*profiles, *(shown_name(n, spec) for n, spec in columns.items())]
            problems.append(dataset.no_column(key, f"rows.{key}", nearest(key, known)))
            continue
        spec = columns.get(name, ColumnSpec())
        if isinstance(choice, Span) and choice.left_out is not None:
            out = choice.left_out
            values = _with_missing((out,) if isinstance(out, str) else tuple(out), spec)
            present = [value for value in values if value != MISSING_CELL]
            _check_values(key, present, levels(spec, profiles[name]), problems)
            filters.append(Rows(name, left_out=values))
        elif isinstance(choice, Span):
            _check_span(key, choice, profiles[name], spec, problems)
            filters.append(Rows(name, None, choice.start, choice.end))
        else:
            values = (choice,) if isinstance(choice, str) else tuple(choice)
            _check_values(key, values, levels(spec, profiles[name]), problems)
            filters.append(Rows(name, values))
    return tuple(filters)


def _with_missing(values: Sequence[str], spec: ColumnSpec) -> tuple[str, ...]:
    """The values to leave out; those that the column reads as missing are the missing cell."""
    if spec.missing is None:
        return tuple(values)
    words = Words.of(spec.missing)
    return tuple(dict.fromkeys(MISSING_CELL if words.holds(one) else one for one in values))


def of_chosen(
    dataset: DatasetProfile, columns: Mapping[str, ColumnSpec], rows: Sequence[Rows]
) -> DatasetProfile:
    """The profile without the values that these choices leave out of their own columns.

    A class of rows that nobody measures is none to be asked about.
    """
    by_column = {choice.column: choice for choice in rows if choice.values or choice.left_out}
    profiles, counts = [], dict(dataset.counts)
    for profile in dataset.columns:
        spec, choice = columns.get(profile.name, ColumnSpec()), by_column.get(profile.name)
        if choice is not None and spec.cut is None and profile.distinct == len(profile.values):
            means = {raw: normal((spec.map or {}).get(raw, raw)) for raw in profile.values}
            left = tuple(raw for raw in profile.values if choice.keeps(means[raw]))
            if profile.name in counts:
                rows_of = dict(zip(profile.values, counts[profile.name], strict=True))
                counts[profile.name] = tuple(rows_of[raw] for raw in left)
            missing = profile.missing if choice.keeps(MISSING_CELL) else 0
            profile = replace(profile, values=left, distinct=len(left), missing=missing)
        profiles.append(profile)
    return replace(dataset, columns=tuple(profiles), counts=tuple(counts.items()))


def part_named_test(parts: Sequence[str]) -> tuple[str, ...]:
    """The parts that are named test, in any case; () where none is."""
    for names in TEST_NAMES:
        test_parts = tuple(name for name in parts if name.strip().lower() in names)
        if test_parts:
            return test_parts
    return ()


def _default(
    columns: Mapping[str, ColumnSpec], profiles: Mapping[str, ColumnProfile]
) -> tuple[Rows, ...]:
    from audits.specification.split_parts import flagged  # a service that starts plans nothing

    for name, spec in columns.items():
        if spec.role is Role.SPLIT:
            parts = levels(spec, profiles[name]) or ()
            test_part = part_named_test(parts) or tuple(flagged(name, parts, "is_test"))
            if test_part and len(test_part) < len(parts):
                return (Rows(name, test_part, is_default=True),)
    return ()


def _column(
    key: str, columns: Mapping[str, ColumnSpec], profiles: Mapping[str, ColumnProfile]
) -> str | None:
    """The column of this name, here or in the file, or else the only one with this role."""
    if key in profiles:
        return key
    for name, spec in columns.items():
        if spec.rename == key:
            return name
    having = [name for name, spec in columns.items() if spec.role == key]
    return having[0] if len(having) == 1 else None


def _holds_numbers(profile: ColumnProfile, spec: ColumnSpec) -> bool:
    """Whether it is one of numbers, also where few of them look like classes, or have a unit."""
    if Kind.NUMBER in (profile.kind, spec.kind, kind_of_role(spec.role)):
        return True
    return bool(profile.values) and all(_is_number(value) for value in profile.values)


def _is_number(value: str) -> bool:
    from audits.specification.written_counts import written_count  # a service plans nothing

    try:
        written_count(value)
    except ValueError:
        return False
    return True


def _check_values(
    key: str, values: Sequence[str], known: Sequence[str] | None, problems: list[Problem]
) -> None:
    for value in values:
        if known is not None and value not in known:
            problems.append(
                Problem(
                    f"rows.{key}",
                    f"no row has the value {value!r}",
                    f"its values are {listed(known)}",
                    "unknown_value",
                )
            )


def _check_span(
    key: str, span: Span, profile: ColumnProfile, spec: ColumnSpec, problems: list[Problem]
) -> None:
    ends = [end for end in (span.start, span.end) if end is not None]
    dates = any(isinstance(end, str) for end in ends)
    if _holds_numbers(profile, spec):
        if dates:
            reason = "the column holds numbers, and the span is one of dates"
            problems.append(Problem(f"rows.{key}", reason, "give `from` and `to` as numbers"))
        return
    strange = next((value for value in profile.values if not is_moment(value)), None)
    if strange is not None:
        reason = f"the column holds {strange!r}, which is no date that can be read"
        problems.append(Problem(f"rows.{key}", reason, FORM, "not_a_date"))
    elif not dates:
        reason = "the column holds dates, and the span is one of numbers"
        problems.append(Problem(f"rows.{key}", reason, "give `from` and `to` as dates"))
