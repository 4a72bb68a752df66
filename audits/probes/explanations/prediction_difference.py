"""Prediction difference: what an answer would be if a column, word or window were unknown."""

from collections.abc import Iterator
from functools import partial
from typing import Literal

from audits.data.dataset import Picture
from audits.explanations.image_regions import Regions, squares, window_side
from audits.explanations.metric_names import Names, card_metrics
from audits.explanations.prediction_difference import PredictionDifference
from audits.explanations.probe_body import Asked, report
from audits.explanations.replacers import replacer_for
from audits.explanations.row_selection import choose_rows
from audits.explanations.subject_to_explain import Cutting, ExplanationTask
from audits.measurement import Exhibit, Measurement
from audits.models import Classifier
from audits.planning import forward_passes
from audits.probing.probe import Subject, probe
from audits.specification.parameter_bounds import (
    Confidence,
    HowMany,
    Pixels,
    RowNumbers,
    Samples,
    Seeds,
)
from audits.specification.roles import Kind

NAMES = Names("prediction_difference")


@probe(
    metrics=card_metrics(NAMES, "prediction difference"),
    model=Classifier,
    passes=forward_passes.prediction_difference,
    sampled=(
        {"how_many": 3},
        {"how_many": 3, "seeds": 3},
        {"how_many": 3, "seeds": 3, "samples": 15},
        {"how_many": 3, "seeds": 3, "samples": 8},
    ),
    version=3,
)
def prediction_difference(
    subject: Subject,
    *,
    rows: RowNumbers = (),
    how_many: HowMany | None = None,
    sampling: Literal["conditional", "marginal"] = "conditional",
    samples: Samples | None = None,
    seeds: Seeds = 4,
    window: Pixels | None = None,
    step: Pixels | None = None,
    confidence: Confidence = 0.95,
) -> Iterator[Measurement | Exhibit]:
    """What each answer would be if a unit were unknown, as weight of evidence, with its card.

    Zintgraf et al. 2017. A unit is replaced by what it could have been and the answers are
    averaged: log2 odds with it minus log2 odds without it. Columns are replaced as other rows
    have them, words as the dataset's texts, windows as its pictures.

    rows: numbers of the rows to explain, counted from 0; left out, a mixture is chosen.
    how_many: rows to choose; left out, 8 of a table and 4 texts or pictures.
    sampling: conditional draws a unit given the rest of the row (columns: rows that agree
        elsewhere or are nearest; words: other words between the same neighbours, or after the
        same word, where five were seen there; windows: a normal distribution given their
        frame); marginal draws it as it varies over the dataset. A word is never replaced by
        itself.
    samples: values tried for a unit; left out, 100 for a table and 30 else. A column with no
        more different values is summed over exactly.
    seeds: other seeds each row is explained with, to see whether the explanation stands.
    window: side of the square windows of a picture, in pixels; left out, an eighth of its
        shorter side.
    step: pixels between windows; left out, the window's side.
    confidence: of every interval.
    """
    across = partial(_cell, window=window, step=step)
    task = ExplanationTask(subject, Cutting(regions=across), purpose="prediction_difference")
    tabular = task.kind is Kind.CATEGORY
    count = how_many or (8 if tabular else 4)
    explained = () if tabular else choose_rows(subject, rows, count, task.answers)
    replacer = replacer_for(
        task,
        samples=samples or (100 if tabular else 30),
        conditional=sampling == "conditional",
        window=window,
        step=step,
        explained=[choice.row for choice in explained],
    )
    method = PredictionDifference(replacer)
    asked = Asked(rows, count, seeds, confidence)
    yield from report(task, method, NAMES, asked)


def _cell(picture: Picture, *, window: int | None, step: int | None) -> Regions:
    """Units are the squares between window starts."""
    return squares(picture, side=step or window_side(picture, window))
