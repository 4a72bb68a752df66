"""Where is the model worst, once the nuisance is looked at?"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audits.confounds.binning import APART, binned
from audits.confounds.simpson_reversals import reversal
from audits.confounds.split_scopes import written_out
from audits.confounds.testability import entangled, useless
from audits.confounds.variables import Variable, present, variable
from audits.confounds.worst_groups import Cell, heat_map, reversal_exhibit, reversed_in, worst
from audits.data.clusters import clusters_repeat
from audits.data.dataset import Categories, Column, Dataset
from audits.data.row_weights import weights_differ
from audits.errors import NotApplicable
from audits.measurement import Exhibit, Group, Measurement, Undetermined
from audits.probing.probe import Asks, Metric, Scale, Subject, probe
from audits.specification.parameter_bounds import Confidence, SmallestGroup
from audits.specification.roles import Kind, Role
from audits.statistics.minimum_of_shares import Cells
from audits.statistics.share_measurements import Stated
from audits.statistics.with_interval import estimate

METRIC = "worst_group_accuracy"
# Classes a number is cut into; more would leave too few rows in a cell.
CUT = 3
# Beyond this many cells a heat map is no picture any more.
MOST_CELLS = 400


@probe(
    metrics=(
        Metric(
            METRIC,
            "Accuracy in the worst cell of label x nuisance: the lowest of those with enough rows; "
            "a rule is about all.",
            Scale.SHARE,
            overall=False,
        ),
    ),
    honours=(Role.COUNT,),
    needs=(Role.NUISANCE,),
    asks=Asks.PREDICTION,
    label=Kind.CATEGORY,
    version=6,
)
def worst_cells(
    subject: Subject, *, smallest_group: SmallestGroup = 30, confidence: Confidence = 0.95
) -> Iterator[Measurement | Exhibit]:
    """Accuracy in every cell of label and nuisance, the worst of them, and reversed gaps.

    The worst cell is a minimum over cells, so its interval holds for all of them at once, those of
    every nuisance. Cells with fewer rows than `smallest_group` are shown and not ranked; a rule is
    about them too, so that one of which too little is known keeps it from passing. Where a gap
    between groups points the other way within the nuisance's values (Simpson's paradox), both are
    shown. With unequal weights, or clusters of several rows, it accuses no cell, since each row
    counts alike and by itself here.

    smallest_group: cells with fewer rows are not ranked, and accuse nobody.
    confidence: of the interval.
    """
    stated = Stated(confidence, smallest_group)
    predictions = subject.predictions
    data = _with_rows(subject.data, predictions)
    answers = variable(data[_ANSWER].values, _ANSWER)
    label = data.one(Role.LABEL)
    nuisances = [
        column
        for column in data.having(Role.NUISANCE)
        if column.kind in (Kind.CATEGORY, Kind.NUMBER)
    ]
    looked = [_looked_at(column, label, answers, stated) for column in nuisances]
    cells = sum(len(look.ranked) for look in looked)
    # Its test takes rows as independent and alike: of others it accuses nobody.
    accuses = not (weights_differ(subject.data) or clusters_repeat(subject.data))
    for look in looked:
        _warn_of_small(look, subject)
        for shown in _of_nuisance(look, cells, stated, subject.advice[METRIC].level):
            if accuses or not (isinstance(shown, Exhibit) and shown.kind == "statement"):
                yield shown
    yield from _reversals(subject, data, nuisances, answers)


_ANSWER = " answer"


def _with_rows(data: Dataset, predictions: Categories) -> Dataset:
    """The table with the answers beside it and a count column written out."""
    column = Column(_ANSWER, Role.PREDICTION, predictions)
    others = tuple(other for other in data.columns if other.role is not Role.PREDICTION)
    return written_out(Dataset((*others, column)))


@dataclass(frozen=True, eq=False)
class _Looked:
    """One nuisance's cells.

    whole: right answers and rows. cells: every label with every value, also without rows.
    ranked: those with enough rows; small: the others. undetermined_reason: why there is nothing to
    rank.
    """

    nuisance: str
    label: str
    whole: tuple[int, int]
    cells: list[Cell]
    ranked: list[Cell]
    small: list[Cell]
    undetermined_reason: str | None


def _looked_at(column: Column, label: Column | None, answers: Variable, stated: Stated) -> _Looked:
    if label is None:
        unlabelled = "no column has the role label, so no answer is right or wrong"
        return _Looked(column.name, "", (0, 0), [], [], [], unlabelled)
    truth, nuisance = (
        variable(label.values, label.name),
        variable(column.values, column.name),
    )
    rows = np.flatnonzero(present(truth) & present(nuisance) & present(answers))
    truth, levels = truth.take(rows), nuisance.take(rows)
    reason = useless(levels.used()) or entangled(truth.used(), levels.used())
    if reason is not None:
        return _Looked(column.name, label.name, (0, len(rows)), [], [], [], reason)
    right = _right(truth, answers.take(rows))
    cells = _counted(truth.used(), binned(levels.used(), CUT, apart=APART), right)
    ranked = [cell for cell in cells if cell.rows >= stated.smallest_group]
    small = [cell for cell in cells if cell.rows < stated.smallest_group]
    undetermined_reason = None
    if not ranked:
        most = max((cell.rows for cell in cells), default=0)
        undetermined_reason = (
            f"no cell of label x nuisance has {stated.smallest_group} rows (the largest: {most})"
        )
    whole = (int(right.sum()), len(rows))
    return _Looked(column.name, label.name, whole, cells, ranked, small, undetermined_reason)


def _warn_of_small(look: _Looked, subject: Subject) -> None:
    """Say so where cells are not ranked, and which has the fewest rows."""
    if look.undetermined_reason is None and look.small:
        fewest = min(look.small, key=lambda cell: cell.rows)
        message = (
            f"{METRIC}: {len(look.small)} of {len(look.cells)} cells of {look.label} x "
            f"{look.nuisance} have too few rows to be ranked (the fewest: {fewest.label} x "
            f"{fewest.value}, {fewest.rows}); a rule passes only if it would in them too"
        )
        subject.warn(message)


def _of_nuisance(
    look: _Looked, looked_at: int, stated: Stated, level: float
) -> Iterator[Measurement | Exhibit]:
    """looked_at: cells ranked over all nuisances; the lowest is the lowest of them all."""
    group: Group = (("nuisance", look.nuisance),)
    if look.undetermined_reason is not None:
        yield Undetermined(METRIC, group, look.undetermined_reason, look.whole[1])
    else:
        lowest = min(look.ranked, key=lambda cell: (cell.share, cell.label, cell.value))
        evidence = _evidence(look, looked_at)
        method = f"exact-worst-cell ({lowest.label} x {lowest.value}, of {looked_at} cells)"
        measured = estimate(METRIC, group, lowest.share, method, evidence, lowest.rows, stated)
        yield measured
        yield worst(
            look.nuisance, look.label, lowest, measured, look.whole, look.cells, look.ranked,
            looked_at, level,
        )  # fmt: skip
    if look.cells and len(look.cells) <= MOST_CELLS:
        yield heat_map(look.nuisance, look.label, look.cells, look.whole, stated)


def _evidence(looked: _Looked, looked_at: int) -> tuple[float, ...]:
    small = {(float(cell.right), float(cell.rows)) for cell in looked.small}
    return Cells(
        tuple((float(cell.right), float(cell.rows)) for cell in looked.ranked),
        tuple(sorted(small)),
        len(looked.small),
        looked_at,
    ).evidence()


def _right(truth: Variable, answers: Variable) -> NDArray[np.bool_]:
    """Where the answer is the label, by name."""
    assert truth.levels is not None
    assert answers.levels is not None
    code_of = {level: code for code, level in enumerate(answers.levels)}
    expected = np.array([code_of.get(level, -1) for level in truth.levels])
    return np.asarray(expected[truth.codes] == answers.codes)


def _counted(truth: Variable, nuisance: Variable, right: NDArray[np.bool_]) -> list[Cell]:
    assert truth.levels is not None
    assert nuisance.levels is not None
    shape = (len(truth.levels), len(nuisance.levels))
    code = truth.codes * shape[1] + nuisance.codes
    rows = np.bincount(code, minlength=shape[0] * shape[1]).reshape(shape)
    hits = np.bincount(code, right, minlength=shape[0] * shape[1]).reshape(shape)
    return [
        Cell(truth.levels[i], nuisance.levels[j], int(hits[i, j]), int(rows[i, j]))
        for i in range(shape[0])
        for j in range(shape[1])
    ]


def _reversals(
    subject: Subject, data: Dataset, nuisances: list[Column], answers: Variable
) -> Iterator[Exhibit]:
    """Each group against each other's largest, over each nuisance."""
    groups = [column for column in data.having(Role.PROTECTED) if column.kind is Kind.CATEGORY]
    if not groups or not nuisances:
        return
    try:
        favoured = subject.favoured
    except NotApplicable:
        return
    assert answers.levels is not None
    given = np.array([level in favoured for level in answers.levels], dtype=bool)
    for column in groups:
        for other in nuisances:
            strata = binned(variable(other.values, other.name), 5)
            assert strata.levels is not None
            known = np.flatnonzero(
                present(strata) & present(answers) & (column.categories.codes >= 0)
            )
            tables = _by_stratum(column.categories, strata, given[answers.codes], known)
            sizes = tables[:, :, 1].sum(axis=1)
            if not sizes.any():
                continue
            named = column.reference
            base = (
                column.categories.levels.index(named)
                if named in column.categories.levels
                else int(np.argmax(sizes))
            )
            for level_code, level in enumerate(column.categories.levels):
                if level_code == base or not sizes[level_code] or not sizes[base]:
                    continue
                turned = reversal(list(strata.levels), tables[level_code], tables[base])
                if turned is not None and turned.is_shown:
                    against = column.categories.levels[base]
                    yield reversal_exhibit(turned, column.name, level, against, other.name)
                    yield reversed_in(turned, level, against, other.name)


def _by_stratum(
    group: Categories, strata: Variable, given: NDArray[np.bool_], rows: NDArray[np.intp]
) -> NDArray[np.int64]:
    """Shape (groups, strata, 2): given the favourable answer, and all."""
    assert strata.levels is not None
    shape = (len(group.levels), len(strata.levels))
    code = group.codes[rows].astype(np.intp) * shape[1] + strata.codes[rows]
    every = np.bincount(code, minlength=shape[0] * shape[1])
    some = np.bincount(code, given[rows], minlength=shape[0] * shape[1])
    return np.stack([some, every], axis=-1).reshape(*shape, 2).astype(np.int64)
