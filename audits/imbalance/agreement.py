"""Scores of how label and prediction agree: Matthews correlation and Cohen's kappa."""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audits.data.arrays import Floats
from audits.data.cluster_likeness import effective_of_each
from audits.data.tallies import Tally
from audits.measurement import Group, Measurement, Undetermined
from audits.probing.probe import Subject
from audits.probing.used_cells import UsedCells
from audits.statistics.bootstrap import grid_of
from audits.statistics.effective_shares import matched_trials
from audits.statistics.many_classes import scores_of_draws
from audits.statistics.matrix_scores import (
    as_fiducial,
    cohen_kappa,
    drawn_cells,
    fiducial,
    matthews_correlation,
)
from audits.statistics.shares import Share, Stated, share_of
from audits.statistics.with_interval import stated_value

Measure = Callable[[NDArray[Any]], Floats]
SCORES: Mapping[str, Measure] = MappingProxyType(
    {"matthews_correlation": matthews_correlation, "cohen_kappa": cohen_kappa}
)
# With more classes hardly any cell holds rows, and those that do are drawn apart.
MANY_CLASSES = 30


def agreement(
    subject: Subject, group: Group, tally: Tally, cells: UsedCells, stated: Stated, draws: int
) -> Iterator[Measurement]:
    """Both scores of one group.

    tally: shape (classes, classes), label first. cells: those of it that hold rows. draws: of
    either limit.
    """
    rows = int(tally.rows.sum())
    amounts = tally.rows if tally.weights is None else tally.weights
    right = share_of(cells.tally, cells.right, cells.anything)
    undetermined_reason = right.undetermined_reason(stated.smallest_group)
    constant = min(np.count_nonzero(amounts.sum(0)), np.count_nonzero(amounts.sum(1))) < 2
    if rows < 2 or constant:
        for metric in SCORES:
            yield Undetermined(metric, group, undetermined_reason or _constant(metric), rows)
        return
    effective = None if right.clusters is None else _fewest_effective(cells, right)
    named = "".join(f"{name}={level};" for name, level in group)
    values = {metric: float(measure(amounts)) for metric, measure in SCORES.items()}
    if len(cells.classes) > MANY_CLASSES:
        rng = subject.rng(f"agreement {named}")
        evidences = _of_many_classes(values, tally, draws, rng, effective)
    else:
        evidences = {
            metric: fiducial(
                values[metric], tally, measure, draws, subject.rng(f"{metric} {named}"),
                effective=effective,
            )
            for metric, measure in SCORES.items()
        }  # fmt: skip
    for metric, (method, evidence) in evidences.items():
        yield stated_value(
            metric, group, values[metric], method, evidence, rows, undetermined_reason, stated
        )


def _of_many_classes(
    values: Mapping[str, float],
    tally: Tally,
    draws: int,
    rng: np.random.Generator,
    effective: float | None,
) -> dict[str, tuple[str, tuple[float, ...]]]:
    """Method and evidence of both scores, made of the same draws."""
    cells, scale = drawn_cells(tally, effective)
    low, high = scores_of_draws(cells, scale, draws, rng)
    return {
        metric: as_fiducial(value, grid_of(below), grid_of(above), draws)
        for (metric, value), below, above in zip(values.items(), low, high, strict=True)
    }


def _fewest_effective(cells: UsedCells, right: Share) -> float | None:
    """As few rows as the least precise of the shares that both scores are made of.

    Clusters of one label each tell as little of how frequent the classes are as they are few,
    however precise the accuracy is; and of that a cluster that was not seen is reckoned with.
    """
    if cells.tally.clustered is None or not right.possible or right.effective is None:
        return right.effective
    rows = float(right.rows) if right.worth is None else right.worth
    inside = cells.tally.clustered.within(cells.anything)
    of_classes = [
        effective_of_each(inside, classes).min() for classes in (cells.label, cells.prediction)
    ]
    return min(matched_trials(right.evidence), rows, *map(float, of_classes))


def _constant(metric: str) -> str:
    reason = "all labels, or all predictions, are the same: "
    if metric == "matthews_correlation":
        return reason + "nothing to correlate"
    return reason + "agreement beyond chance is 0 by definition, whatever the model knows"
