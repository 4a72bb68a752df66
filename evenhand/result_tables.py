"""Whether a table holds results of systems, and what names and cells say of where they stand.

A number with another behind its plus-minus sign stands in no other table, so cells of that kind are
a sure sign, as are columns whose names say a system and the spread of its scores.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from audits.claims.cells import printed_value
from audits.specification.profiles import ColumnProfile, DatasetProfile
from audits.specification.roles import Kind

SYSTEMS = frozenset({"system", "method", "approach", "model", "algorithm", "classifier", "variant"})
SETS = frozenset({"dataset", "data set", "task", "benchmark", "corpus", "domain"})
# Beside which numbers can hardly be anything but scores; a task or a domain has others as well.
SURE_SETS = frozenset({"dataset", "data set", "benchmark"})
UNITS = frozenset({"run", "seed", "fold", "trial", "repeat", "repetition", "item", "split"})
RUNS = frozenset({"n", "runs", "n runs", "num runs", "seeds", "n seeds", "repeats", "folds"})
BASELINES = ("baseline", "majority", "random", "vanilla", "default", "control")
KINDS = {
    "std": "standard deviation", "sd": "standard deviation", "stdev": "standard deviation",
    "se": "standard error", "sem": "standard error", "stderr": "standard error",
}  # fmt: skip
OVER = {"runs": "runs", "seeds": "runs", "repeats": "runs", "folds": "folds"}
# Words in the name of a column behind whose numbers no score is meant.
_ERRORS = re.compile(r"\b(std|sd|stdev|se|sem|stderr|ci|error bar|plus minus|uncertainty)\b|±")
_NO_SCORES = re.compile(
    r"\b(params|parameters|flops|epochs?|trials?|size|year|rank|seconds?|hours?|time|rows?)\b"
)
_SCORES = re.compile(
    r"\b(acc|accuracy|f1|auc|auroc|bleu|rouge|precision|recall|score|loss|perplexity|rmse|mae)\b"
)
_NOTHING = frozenset({"-", "–", "—", ""})


class Shape(StrEnum):
    """What a row of the table is."""

    SYSTEM = "a system"
    SET = "a data set"
    UNIT = "a run"
    SCORE = "a score"


@dataclass(frozen=True, slots=True)
class ResultTable:
    """Where results stand. names: the column that says what a row is, None where there is none.

    values: columns of scores, one a system or one a data set. errors: numbers behind ±, one column
    for each of values or none. runs: of how many values each mean is. unit: a run, seed or fold.
    sets: the data set, where a row is of a score. has_bars: whether cells or columns say errors.
    others: columns of numbers that are left out. is_sure: whether it can be nothing else.
    """

    shape: Shape
    names: str | None
    values: tuple[str, ...]
    errors: tuple[str, ...] = ()
    runs: str | None = None
    unit: str | None = None
    sets: str | None = None
    has_bars: bool = False
    others: tuple[str, ...] = ()
    is_sure: bool = False


def result_table(dataset: DatasetProfile) -> ResultTable | None:
    """What the table holds as results; None where it has no two numbers that could be compared."""
    columns = {column.name: column for column in dataset.columns}
    words = {name: _spelled(name) for name in columns}
    system = _named(words, SYSTEMS)
    sets, unit, runs = _named(words, SETS), _named(words, UNITS), _named(words, RUNS)
    named = {system, sets, unit, runs}
    numbers = [n for n, column in columns.items() if n not in named and _is_of_scores(column)]
    bars = [name for name in numbers if _ERRORS.search(words[name])]
    scores = [n for n in numbers if n not in bars and not _NO_SCORES.search(words[n])]
    if not scores:
        return None
    others = [name for name in numbers if name not in (*bars, *scores)]
    errors = _paired(bars, scores, words)
    printed = any(_has_bars(columns[name]) for name in scores)
    rest = [n for n in columns if n not in (*named, *numbers)]
    repeats = system is not None and columns[system].distinct < dataset.rows
    if repeats and len(scores) == 1 and not rest:
        return ResultTable(
            Shape.SCORE, system, tuple(scores), errors, runs, unit, sets, printed or bool(errors),
            (*others, *(() if errors else bars)), is_sure=True,
        )  # fmt: skip
    shape: Shape
    names: str | None
    if system is not None and not repeats:
        shape, names = Shape.SYSTEM, system
    elif sets is not None or unit is not None:
        shape, names = (Shape.SET, sets) if sets is not None else (Shape.UNIT, unit)
    else:
        shape, names = Shape.SYSTEM, rest[0] if rest else None
    if shape is not Shape.SYSTEM and len(scores) < 2:
        return None
    if shape is Shape.SYSTEM and names is None:
        return None
    is_sure = printed or (bool(errors) and system is not None)
    if shape is Shape.SET and not rest and words[names or ""] in SURE_SETS:
        is_alone = columns[names or ""].distinct == dataset.rows
        are_scores = not others or all(_SCORES.search(words[name]) for name in scores)
        is_sure = is_sure or (is_alone and are_scores)
    return ResultTable(
        shape, names, tuple(scores), errors, runs, unit if shape is Shape.UNIT else None, None,
        printed or bool(errors), (*others, *(() if errors else bars)), is_sure,
    )  # fmt: skip


def likely_baseline(systems: Sequence[str]) -> tuple[str, str]:
    """The system that others are likely held against, and why. systems: at least one."""
    for word in BASELINES:
        for name in systems:
            if word in _spelled(name).split():
                return name, f"its name says {word}"
    return systems[0], "the first one, a guess: check it"


def likely_bar(table: ResultTable) -> tuple[str | None, str | None]:
    """What columns of errors, and the column of how many values, say by their names.

    The kind of the error bar, and what it is over; None where nothing says it.
    """
    kinds = {kind for name in table.errors for word, kind in KINDS.items()
             if word in _spelled(name).split()}  # fmt: skip
    counted = "" if table.runs is None else _spelled(table.runs)
    over = next((over for word, over in OVER.items() if word in counted), None)
    return (kinds.pop() if len(kinds) == 1 else None), over


def _spelled(name: str) -> str:
    return " ".join(re.split(r"[\s_\-.]+", name.casefold())).strip()


def _named(words: dict[str, str], listed: frozenset[str]) -> str | None:
    return next((name for name, spelled in words.items() if spelled in listed), None)


def _cells(column: ColumnProfile) -> Iterator[str]:
    return (value for value in column.values if value.strip() not in _NOTHING)


def _is_of_scores(column: ColumnProfile) -> bool:
    """Numbers, or numbers with another behind ± or in brackets."""
    if column.kind is Kind.NUMBER:
        return True
    cells = list(_cells(column))
    return bool(cells) and all(printed_value(cell) is not None for cell in cells)


def _has_bars(column: ColumnProfile) -> bool:
    read = [printed_value(cell) for cell in _cells(column) if column.kind is not Kind.NUMBER]
    return any(cell is not None and cell.error is not None for cell in read)


def _paired(bars: list[str], scores: list[str], words: dict[str, str]) -> tuple[str, ...]:
    """A column of errors for each column of scores, in their order; () where that is not clear."""
    if len(bars) != len(scores):
        return ()
    if len(scores) == 1:
        return tuple(bars)
    ordered = []
    for score in scores:
        own = [bar for bar in bars if set(words[score].split()) & set(words[bar].split())]
        if len(own) != 1:
            return ()
        ordered += own
    return tuple(ordered) if len(set(ordered)) == len(ordered) else ()
