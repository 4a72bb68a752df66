"""What a model that answers only where it is sure gets wrong, by how much it answers.

The risk of the surest rows against the share of rows that they are, and the area under that curve
(AURC): Geifman & El-Yaniv 2017 (NeurIPS), "Selective classification for deep neural networks", and
2019 (ICLR), "Bias-reduced uncertainty estimation for deep neural classifiers". Of rows that are
equally sure the expected order is taken, so that the file's does not matter.
"""

from dataclasses import dataclass
from math import log

import numpy as np

from audits.data.arrays import Flags, Floats, Rows
from audits.measurement import Group, Measurement, Undetermined
from audits.probing.class_probabilities import class_probabilities, codes_among
from audits.probing.subject import Subject
from audits.specification.roles import Role
from audits.statistics.bounded_means import bounded
from audits.statistics.shares import Stated, too_few
from audits.statistics.with_interval import stated_value


@dataclass(frozen=True, eq=False)
class Curve:
    """coverage, risk: shape (rows,), the share of rows answered and of them the share wrong."""

    coverage: Floats
    risk: Floats


def how_sure(subject: Subject) -> Floats | None:
    """How sure the model is of its own answer, shape (rows,), NaN where unknown; None: it says not.

    The probability of the class that it answers; of a score that is none, how far it lies from its
    threshold.
    """
    answers = subject.predictions
    levels = {*subject.model_classes, *answers.levels}
    label = subject.data.one(Role.LABEL)
    if label is not None:
        levels |= {*label.categories.levels}
    classes = tuple(sorted(levels))
    probabilities = class_probabilities(subject, classes)
    if probabilities is not None:
        codes = codes_among(answers, classes)
        sure = probabilities[np.arange(len(codes)), codes]
        return np.where(codes >= 0, sure, np.nan)
    score = subject.data.one(Role.SCORE)
    if score is None or score.threshold is None:
        return None
    return np.abs(score.numbers - score.threshold)


def curve_of(sure: Floats, wrong: Flags) -> Curve:
    """The risk-coverage curve. sure, wrong: shape (rows,), of at least one row."""
    _, losses = _surest_first(sure, wrong)
    number = np.arange(1, len(losses) + 1)
    return Curve(number / len(losses), np.cumsum(losses) / number)


def area(metric: str, group: Group, sure: Floats, wrong: Flags, stated: Stated) -> Measurement:
    """The area under the curve with its interval, from the influence of each row.

    sure, wrong: shape (rows,). A row's influence is its part in each of the means that the area is
    the mean of. A row that was not seen may be among the surest, where it weighs 1 + ln n times
    what it does in a mean, so the interval knows of one in that many rows fewer. Of 60 to 1,000
    rows it held the truth in .97 and more of simulated samples, where a t interval did in .81.
    """
    rows = len(sure)
    if rows < 2:
        return Undetermined(metric, group, too_few(rows, stated.smallest_group), rows)
    order, losses = _surest_first(sure, wrong)
    number = np.arange(1, rows + 1)
    risk = np.cumsum(losses) / number
    value = float(risk.mean())
    tail = np.cumsum((1 / number)[::-1])[::-1]
    later = np.cumsum((risk / number)[::-1])[::-1]
    blocks = _blocks(sure[order])
    risk, tail, later = (_averaged(values, blocks) for values in (risk, tail, later))
    influence = risk - value + wrong[order] * tail - later
    variance = float(influence.var(ddof=1)) / rows
    evidence = bounded(value, variance, rows / (1 + log(rows)))
    reason = too_few(rows, stated.smallest_group) if rows < stated.smallest_group else None
    return stated_value(
        metric, group, value, "gaffke (risk-coverage)", evidence, rows, reason, stated
    )


def _surest_first(sure: Floats, wrong: Flags) -> tuple[Rows, Floats]:
    """Positions from sure to unsure, and the losses in that order, equal ones averaged."""
    order = np.argsort(-sure, kind="stable")
    return order, _averaged(wrong[order].astype(np.float64), _blocks(sure[order]))


def _blocks(ordered: Floats) -> Rows:
    """Shape (rows,): the number of the run of equal values that each is in."""
    starts = np.concatenate([[0], (np.diff(ordered) != 0).astype(np.intp)])
    return np.cumsum(starts).astype(np.intp)


def _averaged(values: Floats, blocks: Rows) -> Floats:
    sizes = np.bincount(blocks)
    return np.asarray((np.bincount(blocks, values) / sizes)[blocks])
