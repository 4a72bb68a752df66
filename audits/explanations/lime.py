"""LIME: a small linear model that answers as the model does near one row.

Ribeiro, Singh & Guestrin 2016, KDD, doi:10.1145/2939672.2939778.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import isnan

import numpy as np

from audits.explanations.cached_inference import Answers, Asker
from audits.explanations.explanation import Explanation, Instance
from audits.explanations.image_regions import PictureInstance
from audits.explanations.lime_samples import (
    TableDraws,
    absent_regions,
    absent_words,
    cosine_distances,
    draw_table,
    place_of,
)
from audits.explanations.surrogate import Surrogate, fit_surrogate, nearness_of
from audits.explanations.table_features import Table, TableInstance

# Kernel widths of the reference implementation; its text distances are multiplied by 100.
TEXT_WIDTH, PICTURE_WIDTH = 0.25, 0.25

Explain = Callable[[Instance, int], Explanation]


@dataclass(frozen=True)
class Lime:
    """How LIME draws and fits.

    samples: draws a row. discretised: a table's numbers enter as "in the same quarter or not"
    instead of as slopes. table: the background, where the model reads a table.
    """

    samples: int
    discretised: bool = False
    table: Table | None = None
    ridge: float = 1.0
    name: str = "lime"
    draws_at_random: bool = True
    title: str = "LIME"
    unit: str = "weight"
    samples_units: bool = True

    def prepare(self, asker: Asker, rng: np.random.Generator) -> Explain:
        """A function of a row and a class; a table's draws are made and asked once, here."""
        if self.table is not None:
            return _TableLime(self, self.table, asker, rng).explain
        return lambda instance, target: self._masked(instance, target, asker, rng)

    def _masked(
        self, instance: Instance, target: int, asker: Asker, rng: np.random.Generator
    ) -> Explanation:
        count = len(instance.units)
        draw = absent_regions if isinstance(instance, PictureInstance) else absent_words
        width = PICTURE_WIDTH if isinstance(instance, PictureInstance) else TEXT_WIDTH
        masks = draw(count, self.samples, rng)
        answers = asker.of_masks(instance, masks, target)
        nearness = nearness_of(cosine_distances(masks), width)
        surrogate = fit_surrogate(masks.astype(np.float64), answers, nearness, ridge=self.ridge)
        return _explanation(instance.row, target, surrogate, float(answers[0]))


class _TableLime:
    """One set of draws and answers for every row."""

    def __init__(self, lime: Lime, table: Table, asker: Asker, rng: np.random.Generator) -> None:
        self.lime, self.table, self.asker = lime, table, asker
        self.drawn: TableDraws = draw_table(table, lime.samples, rng, discretised=lime.discretised)
        self.answers: Answers = asker.probabilities(self.drawn.features)

    def explain(self, instance: Instance, target: int) -> Explanation:
        assert isinstance(instance, TableInstance)
        drawn, table = self.drawn, self.table
        own = np.empty(len(table.names))
        for column, name in enumerate(table.names):
            spread, value = drawn.spreads[column], instance.values[name]
            if drawn.slopes[column]:
                number = float(value[0])
                # A row's gap in a column that has none elsewhere counts as the average.
                own[column] = 0.0 if isnan(number) else (number - spread.mean) / spread.scale
            else:
                own[column] = place_of(table, name, spread, value)[0]
        slopes = drawn.slopes
        units = (
            drawn.places if slopes.all() else np.where(slopes, drawn.places, drawn.places == own)
        )
        self_units = np.where(slopes, own, 1.0)
        # The row itself is the first draw, as in the reference implementation.
        units = np.concatenate([self_units[None, :], units[1:]])
        away = units - self_units
        distances = np.sqrt(np.einsum("nd,nd->n", away, away))
        itself = self.asker.probabilities(instance.original(1))[0, target]
        answers = np.concatenate([[itself], self.answers[1:, target]])
        if self.asker.distort is not None:
            answers = self.asker.distort(answers)
        nearness = nearness_of(distances, drawn.width)
        surrogate = fit_surrogate(units, answers, nearness, ridge=self.lime.ridge)
        return _explanation(instance.row, target, surrogate, float(itself), own, slopes)


def _explanation(
    row: int,
    target: int,
    surrogate: Surrogate,
    answer: float,
    own: np.ndarray | None = None,
    slopes: np.ndarray | None = None,
) -> Explanation:
    effects = surrogate.weights
    if own is not None and slopes is not None:
        # A slope speaks for this row as far as the row lies from the average.
        effects = np.where(slopes, surrogate.weights * own, surrogate.weights)
    return Explanation(
        row=row,
        target=target,
        weights=surrogate.weights,
        answer=answer,
        base=surrogate.intercept,
        errors=surrogate.errors,
        fit=surrogate.fit,
        held_out=surrogate.held_out,
        effects=effects,
    )
