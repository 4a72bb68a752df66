"""What an upload turned out to be. Plans and pages read these, so numpy-free and JSON-able."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from audits.errors import Problem
from audits.specification.roles import Kind, Role

# Columns that are left out, named where a column is not found: it may stand inside of them.
_MOST_UNREAD = 2
_STEP = re.compile(r"\.([^.\[\]]+)|\[(\d+)\]")


@dataclass(frozen=True, slots=True)
class Cells:
    """How a column's cells are written, beyond what its values say.

    decimal, thousands, percent: of numbers that are not plainly written (`1.234,5`, `45 %`).
    doubtful: the same cells could be read as two numbers: `1,234` is 1.234 and 1234.
    strange: (text, cells, first rows from 0) of the few cells that are no numbers, where the
        others are.
    missing_words: (word, cells) that were read as missing.
    """

    decimal: str = "."
    thousands: str = ""
    percent: bool = False
    doubtful: bool = False
    strange: tuple[tuple[str, int, tuple[int, ...]], ...] = ()
    missing_words: tuple[tuple[str, int], ...] = ()

    @property
    def is_written_otherwise(self) -> bool:
        """Whether numbers are read that no language of programming would read."""
        plainly = (".", "", False)
        written = (self.decimal, self.thousands, self.percent)
        return not (self.doubtful or self.strange) and written != plainly

    @classmethod
    def from_json(cls, written: Mapping[str, Any]) -> "Cells":
        """What `asdict` and JSON made of it."""
        return cls(
            **{
                **written,
                "strange": tuple((text, count, tuple(r)) for text, count, r in written["strange"]),
                "missing_words": tuple((word, count) for word, count in written["missing_words"]),
            }
        )


# Between the currency before an amount and the thousands or millions behind it: `$…M`.
BESIDE = "…"


@dataclass(frozen=True, slots=True)
class Amounts:
    """Numbers that stand with their unit: `€ 252,100`.

    units: those seen, at most a few; `$…M` is of `$1.2M`. decimal, thousands, doubtful: of what is
    left without them, as of `Cells`. is_alike: whether one unit and one way of writing read them
    all. minimum, maximum: where they can be read.
    """

    units: tuple[str, ...]
    decimal: str = "."
    thousands: str = ""
    doubtful: bool = False
    is_alike: bool = True
    minimum: float | None = None
    maximum: float | None = None

    @classmethod
    def from_json(cls, written: Mapping[str, Any]) -> "Amounts":
        """What `asdict` and JSON made of it."""
        return cls(**{**written, "units": tuple(written["units"])})


@dataclass(frozen=True, slots=True)
class ColumnProfile:
    """One column of a table, as inspected.

    role: a guess a person may overrule, or None.
    distinct: distinct values found, counted up to a cap (`audits.data.reading.profiling`).
    values: the most frequent values as text (at most 50), most frequent first.
    minimum, maximum: of numbers; None for everything else.
    amounts: where the cells are numbers with a unit; such a column is not one of numbers yet.
    """

    name: str
    kind: Kind
    role: Role | None
    distinct: int
    missing: int
    values: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    cells: Cells = Cells()
    amounts: Amounts | None = None

    def to_json(self) -> dict[str, Any]:
        """Plain JSON; `from_json` reads it back. `cells` stands there only where it says more.

        `amounts` stands beside all columns, which an earlier release reads key by key.
        """
        written = {**asdict(self), "values": list(self.values)}
        del written["amounts"]
        if self.cells == Cells():
            del written["cells"]
        return written

    @classmethod
    def from_json(cls, written: Mapping[str, Any]) -> "ColumnProfile":
        """The profile that `to_json` wrote."""
        role = written["role"]
        return cls(
            **{
                **written,
                "kind": Kind(written["kind"]),
                "role": None if role is None else Role(role),
                "values": tuple(written["values"]),
                "cells": Cells.from_json(written["cells"]) if "cells" in written else Cells(),
            }
        )


@dataclass(frozen=True, slots=True)
class UnreadColumn:
    """A column that no audit can read. name: empty of columns that have none.

    holds: what stands in it. remedy: what would make it readable.
    """

    name: str
    holds: str
    remedy: str

    def problem(self, field: str) -> Problem:
        """Why it cannot be used. field: where the document names it."""
        return Problem(field, f"holds {self.holds}", self.remedy, "unread_column")

    def inside(self, path: str) -> str:
        """What makes a column of a value in it. path: from the column on, as `data.picked[0]`."""
        steps = _STEP.findall(path.removeprefix(self.name))
        reached = "".join(f".str[{i}]" if i else f".str.get({key!r})" for key, i in steps)
        return f"in pandas `frame[{path!r}] = frame[{self.name!r}]{reached}`"


@dataclass(frozen=True, slots=True)
class Pooled:
    """A column of few values of which each has the very same rows in the columns named.

    is_even: whether each combination of them is there as often as any other, as in a design: more
        than once, or as each combination of two of the columns or more.
    """

    column: str
    same: tuple[str, ...]
    is_even: bool


@dataclass(frozen=True, slots=True)
class Margin:
    """A value of a column that counts as many as others of it in each combination of the rest.

    value: as it is compared; empty where the missing cells are that. count: the column of counts.
    of: the others; () where it counts as many as all of them.
    """

    column: str
    value: str
    count: str
    of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Repeated:
    """Rows that repeat each other: those that agree in two columns of many values, or in a number.

    by: the two, or the one that numbers people. same: other columns, in which they then agree too,
        as people would not by chance.
    different: how many combinations there are.
    """

    by: tuple[str, ...]
    same: tuple[str, ...]
    different: int


# How notes begin that say which sheet of several was read, and what parts values instead of marks.
SHEET, BLANKS = "the sheet ", "blanks part the values"


@dataclass(frozen=True, slots=True)
class DatasetProfile:
    """A table. sha256: the file's.

    format: csv, parquet, feather, spreadsheet, jsonl, markdown, latex or images.
    encoding: that its texts were read in, None of UTF-8 and where nobody noted it.
    counts: (column, rows of each of its `values`) of the columns whose values are all there.
    unread: its columns that have a name and are not among `columns`.
    beside_combinations: the column of whole numbers beside which each row is another combination
        of the others, which is no accident: as of counts. None where there is none or two.
    text_lengths: (column, characters of a cell on average) of the columns of texts.
    pooled: columns of which each value has the same rows, as answers of several models have.
    repeated: by which columns rows repeat each other.
    margins: values of which the rows sum the others', where a column says how many each row counts.
    merged: columns whose empty cells mean the value above them, where a column counts so.
    """

    format: str
    rows: int
    columns: tuple[ColumnProfile, ...]
    sha256: str
    warnings: tuple[str, ...] = ()
    encoding: str | None = None
    counts: tuple[tuple[str, tuple[int, ...]], ...] = ()
    unread: tuple[UnreadColumn, ...] = ()
    beside_combinations: str | None = None
    text_lengths: tuple[tuple[str, float], ...] = ()
    pooled: tuple[Pooled, ...] = ()
    repeated: tuple[Repeated, ...] = ()
    margins: tuple[Margin, ...] = ()
    merged: tuple[str, ...] = ()

    def no_column(self, name: str, field: str, hint: str) -> Problem:
        """Why this name is none of the columns. field: where the document names it.

        hint: what may have been meant, where the table has no such column at all.
        """
        for column in self.unread:
            if column.name == name:
                return column.problem(field)
        hint = self.or_elsewhere(name, hint)
        return Problem(field, "the dataset has no such column", hint, "unknown_column")

    def or_elsewhere(self, name: str, hint: str) -> str:
        """The hint, what of a column that is left out may be meant, and which sheet was read."""
        inside = [column for column in self.unread if name.startswith(f"{column.name}.")]
        for column in inside or self.unread[:_MOST_UNREAD]:
            remedy = column.inside(name) if inside else column.remedy
            hint += f"; {column.name!r} is left out, as it holds {column.holds}: {remedy}"
        return self.or_another_sheet(hint)

    def or_another_sheet(self, hint: str) -> str:
        """The hint, and which sheet of a workbook was read, where there are others.

        So it says where blanks part the values of a text, which is then one column.
        """
        notes = [text for text in self.warnings if text.startswith((SHEET, BLANKS))]
        if any("with rows" in text for text in notes):
            notes.append("columns of several sheets are joined first, in pandas `pd.merge`")
        return "; ".join([hint, *notes])

    def to_json(self) -> dict[str, Any]:
        """Plain JSON; `from_json` reads it back."""
        amounts = {column.name: asdict(column.amounts) for column in self.columns if column.amounts}
        return {
            "format": self.format,
            "rows": self.rows,
            "columns": [column.to_json() for column in self.columns],
            "sha256": self.sha256,
            "warnings": list(self.warnings),
            # Left out of UTF-8, so that such a profile's text stays what it was.
            **({"encoding": self.encoding} if self.encoding else {}),
            # Beside the columns, which a release before this one reads key by key.
            **({"counts": {name: list(n) for name, n in self.counts}} if self.counts else {}),
            **({"amounts": amounts} if amounts else {}),
            **({"unread": [asdict(column) for column in self.unread]} if self.unread else {}),
            **(
                {"beside_combinations": self.beside_combinations}
                if self.beside_combinations
                else {}
            ),
            **({"text_lengths": dict(self.text_lengths)} if self.text_lengths else {}),
            **({"pooled": [asdict(one) for one in self.pooled]} if self.pooled else {}),
            **({"repeated": [asdict(one) for one in self.repeated]} if self.repeated else {}),
            **({"margins": [asdict(one) for one in self.margins]} if self.margins else {}),
            **({"merged": list(self.merged)} if self.merged else {}),
        }

    @classmethod
    def from_json(cls, written: Mapping[str, Any]) -> "DatasetProfile":
        """The profile that `to_json` wrote."""
        columns = map(ColumnProfile.from_json, written["columns"])
        amounts = {
            name: Amounts.from_json(of_column)
            for name, of_column in written.get("amounts", {}).items()
        }
        return cls(
            format=written["format"],
            rows=written["rows"],
            columns=tuple(replace(column, amounts=amounts.get(column.name)) for column in columns),
            sha256=written["sha256"],
            warnings=tuple(written["warnings"]),
            encoding=written.get("encoding"),
            counts=tuple((name, tuple(n)) for name, n in written.get("counts", {}).items()),
            unread=tuple(UnreadColumn(**column) for column in written.get("unread", ())),
            beside_combinations=written.get("beside_combinations"),
            text_lengths=tuple(written.get("text_lengths", {}).items()),
            pooled=tuple(
                Pooled(one["column"], tuple(one["same"]), one["is_even"])
                for one in written.get("pooled", ())
            ),
            repeated=tuple(
                Repeated(tuple(one["by"]), tuple(one["same"]), one["different"])
                for one in written.get("repeated", ())
            ),
            margins=tuple(
                Margin(one["column"], one["value"], one["count"], tuple(one.get("of", ())))
                for one in written.get("margins", ())
            ),
            merged=tuple(written.get("merged", ())),
        )


@dataclass(frozen=True, slots=True)
class InputProfile:
    """One input or output of a model.

    kind: what it takes; None where only a person can say.
    dtype: as the file spells it, e.g. "float32", "string", "int64".
    shape: sizes; None where the size is free (the batch, as a rule).
    """

    name: str
    kind: Kind | None
    dtype: str
    shape: tuple[int | None, ...]

    def to_json(self) -> dict[str, Any]:
        """Plain JSON; `from_json` reads it back."""
        return {**asdict(self), "shape": list(self.shape)}

    @classmethod
    def from_json(cls, written: Mapping[str, Any]) -> "InputProfile":
        """The profile that `to_json` wrote."""
        kind = written["kind"]
        return cls(
            name=written["name"],
            kind=None if kind is None else Kind(kind),
            dtype=written["dtype"],
            shape=tuple(written["shape"]),
        )


@dataclass(frozen=True, slots=True)
class AnswerProfile:
    """What one of several outputs answers, where it is the one that is chosen.

    output: its name. The rest as of `ModelProfile`.
    """

    output: str
    task: str
    classes: tuple[str, ...]
    capabilities: tuple[str, ...]
    probabilities: bool
    alternatives: tuple[str, ...] = ()

    @classmethod
    def from_json(cls, written: Mapping[str, Any]) -> "AnswerProfile":
        """What `asdict` and JSON made of it."""
        lists = ("classes", "capabilities", "alternatives")
        return cls(**{**written, **{name: tuple(written[name]) for name in lists}})


@dataclass(frozen=True, slots=True)
class LabelColumns:
    """An output that may answer several labels at once, a column each.

    output: its name. count: of its columns, None where the file does not say. names: of the labels,
    () where it does not. is_sure: whether it can be nothing else, so that it must be asked for so.
    """

    output: str
    count: int | None
    names: tuple[str, ...] = ()
    is_sure: bool = False

    @classmethod
    def from_json(cls, written: Mapping[str, Any]) -> "LabelColumns":
        """What `asdict` and JSON made of it."""
        return cls(**{**written, "names": tuple(written["names"])})


@dataclass(frozen=True, slots=True)
class ModelProfile:
    """A model: what it takes, what it answers and what may be asked of it.

    format: onnx, huggingface, endpoint or recorded.
    task: classification, regression, translation ...
    classes: as the file names them; () where it does not say (the plan's `labels` do then).
    capabilities: protocol names of `audits.models`, e.g. "Classifier".
    probabilities: whether a classifier gives P(class) beside its answer.
    parameters: trained numbers; None where the file does not say.
    alternatives: other tasks that the same answer could serve; the label column decides.
    choices: names of outputs that could each be the answer; one must be chosen by name.
    reading: what is read of the model and as what, as (what, how), as far as it is known.
    answers: of a model with several outputs, what each could answer alone; () of one with one.
    label_columns: outputs that may answer several labels at once.
    """

    format: str
    task: str
    inputs: tuple[InputProfile, ...]
    outputs: tuple[InputProfile, ...]
    classes: tuple[str, ...]
    capabilities: tuple[str, ...]
    probabilities: bool
    sha256: str
    parameters: int | None = None
    warnings: tuple[str, ...] = ()
    alternatives: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    reading: tuple[tuple[str, str], ...] = ()
    answers: tuple[AnswerProfile, ...] = ()
    label_columns: tuple[LabelColumns, ...] = ()

    def answering(self, output: str) -> "ModelProfile | None":
        """The profile with this output as the answer; None where it cannot be one."""
        for one in self.answers:
            if one.output == output:
                return replace(
                    self, task=one.task, classes=one.classes, capabilities=one.capabilities,
                    probabilities=one.probabilities, alternatives=one.alternatives, choices=(),
                )  # fmt: skip
        return None

    def to_json(self) -> dict[str, Any]:
        """Plain JSON; `from_json` reads it back."""
        return {
            "format": self.format,
            "task": self.task,
            "inputs": [profile.to_json() for profile in self.inputs],
            "outputs": [profile.to_json() for profile in self.outputs],
            "classes": list(self.classes),
            "capabilities": list(self.capabilities),
            "probabilities": self.probabilities,
            "sha256": self.sha256,
            "parameters": self.parameters,
            "warnings": list(self.warnings),
            "alternatives": list(self.alternatives),
            "choices": list(self.choices),
            "reading": [list(pair) for pair in self.reading],
            # Left out of a model with one output, so that its text stays what it was.
            **({"answers": [asdict(one) for one in self.answers]} if self.answers else {}),
            **(
                {"label_columns": [asdict(o) for o in self.label_columns]}
                if self.label_columns
                else {}
            ),
        }

    @classmethod
    def from_json(cls, written: Mapping[str, Any]) -> "ModelProfile":
        """The profile that `to_json` wrote."""
        return cls(
            format=written["format"],
            task=written["task"],
            inputs=tuple(map(InputProfile.from_json, written["inputs"])),
            outputs=tuple(map(InputProfile.from_json, written["outputs"])),
            classes=tuple(written["classes"]),
            capabilities=tuple(written["capabilities"]),
            probabilities=written["probabilities"],
            sha256=written["sha256"],
            parameters=written["parameters"],
            warnings=tuple(written["warnings"]),
            # Profiles stored by earlier releases lack these.
            alternatives=tuple(written.get("alternatives", ())),
            choices=tuple(written.get("choices", ())),
            reading=tuple((what, how) for what, how in written.get("reading", ())),
            answers=tuple(map(AnswerProfile.from_json, written.get("answers", ()))),
            label_columns=tuple(map(LabelColumns.from_json, written.get("label_columns", ()))),
        )
