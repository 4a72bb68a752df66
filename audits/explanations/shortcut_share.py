"""How much of an answer's support lies where it should not: nuisances, words, background."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np

from audits.data.dataset import Categories, Column, Images, Picture
from audits.data.pixels import resized
from audits.errors import NotApplicable, Refused
from audits.explanations.background_unit import GroundReplacer, grounded, spread_colours
from audits.explanations.explanation import Explanation, Weights
from audits.explanations.lime import Lime
from audits.explanations.method_evaluation import Method
from audits.explanations.prediction_difference import PredictionDifference
from audits.explanations.replacers import replacer_for
from audits.explanations.subject_to_explain import ExplanationTask
from audits.explanations.text_tokens import TextInstance
from audits.perturbations.background_guess import Behind, behind, colour_of
from audits.specification.roles import Kind, Role

BACKGROUND = "background"
# Other pictures' backgrounds tried for an absent one.
COLOURS = 8

# All nuisances together; no column has an empty name.
ALL = ""

# Shares of one row by nuisance name, and of all.
Shares = Mapping[str, float]


@dataclass(frozen=True, eq=False)
class RowShares:
    """The shares of one row, and what they were without each block's words to replace any."""

    shares: Shares
    without: Sequence[Shares] = ()


@dataclass(eq=False)
class Shortcuts:
    """Explains rows by LIME and by prediction difference, and adds up what is on nuisances.

    Differences are of probabilities here: from .99999 to .999 is much evidence and no change.

    tokens: words that should not matter, for texts. samples: LIME's draws a row.
    """

    task: ExplanationTask
    tokens: tuple[str, ...]
    samples: int

    @cached_property
    def nuisances(self) -> tuple[str, ...]:
        """What is looked at; `NotApplicable` where nothing was declared."""
        data, reads = self.task.subject.data, self.task.model.reads
        if self.task.kind is Kind.IMAGE:
            return (BACKGROUND,)
        if self.task.kind is Kind.TEXT:
            names = tuple(c.name for c in self._spoken)
            if not names and not self.tokens:
                raise NotApplicable(
                    "nothing says which words should not matter",
                    "name them in `tokens`, or give a column the role nuisance",
                )
            return ("tokens", *names) if self.tokens else names
        if self.task.kind is not Kind.CATEGORY:
            raise NotApplicable(
                "nothing says which spans of time should not matter",
                "ask `confounds.dataset`, which compares answers with loudness, length and silence",
            )
        read = set(reads)
        declared = data.having(Role.NUISANCE)
        names = tuple(c.name for c in declared if c.name in read or c.source in read)
        if not names:
            raise NotApplicable(
                "the model reads no column with the role nuisance",
                "give the role nuisance to columns that the model reads and should not need",
            )
        return names

    @cached_property
    def _spoken(self) -> list[Column]:
        """Nuisance columns whose values are words that a text may hold."""
        columns = self.task.subject.data.having(Role.NUISANCE)
        return [column for column in columns if isinstance(column.values, Categories)]

    def by_method(self, rows: Sequence[int]) -> Mapping[str, Callable[[int], RowShares]]:
        """For each method, the shares of a row's weight; `NotApplicable` where it has none.

        rows: those whose mean is wanted.
        """
        rng = self.task.subject.rng
        if self.task.kind is Kind.IMAGE:
            methods: dict[str, Method] = {
                "lime": Lime(self.samples),
                "prediction_difference": PredictionDifference(GroundReplacer(), evidence=False),
            }
            return {
                name: partial(
                    self._of_picture,
                    explain=method.prepare(self.task.asker(), rng(f"shortcut {name}")),
                )
                for name, method in methods.items()
            }
        table = self.task.table if self.task.kind is Kind.CATEGORY else None
        asker = self.task.asker()
        lime = Lime(self.samples, table=table).prepare(asker, rng("shortcut lime"))
        replacer = replacer_for(
            self.task, samples=30, conditional=False, window=None, step=None, explained=rows
        )
        difference = PredictionDifference(replacer, evidence=False).prepare(
            asker, rng("shortcut difference")
        )
        return {
            "lime": partial(self._of_units, explain=lime),
            "prediction_difference": partial(self._of_units, explain=difference),
        }

    def _of_units(self, row: int, explain: Callable[..., Explanation]) -> RowShares:
        instance = self.task.instance(row)
        explanation = explain(instance, int(self.task.answers[row].argmax()))
        size = _sizes(explanation.signed_weights)
        if size is None:
            raise NotApplicable(f"no unit speaks for the answer to row {row}", "explain another")
        units_by_name = {name: self._units_of(name, instance, row) for name in self.nuisances}
        # A word may be declared twice; it counts once.
        units_by_name[ALL] = sorted({unit for units in units_by_name.values() for unit in units})

        def shares_of(size: Weights) -> Shares:
            return {name: float(size[units].sum()) for name, units in units_by_name.items()}

        fewer = [_sizes(signed_weights) for signed_weights in explanation.without_blocks]
        return RowShares(
            shares_of(size), [shares_of(size if one is None else one) for one in fewer]
        )

    def _units_of(self, name: str, instance: object, row: int) -> list[int]:
        data = self.task.subject.data
        if not isinstance(instance, TextInstance):
            source = data[name].source
            units = list(self.task.model.reads)
            return [index for index, unit in enumerate(units) if unit in (name, source)]
        if name == "tokens":
            words = {word.lower() for word in self.tokens}
        else:
            values = data[name].categories
            code = int(values.codes[row])
            words = set(values.levels[code].lower().split()) if code >= 0 else set()
        return [index for index, unit in enumerate(instance.units) if unit.lower() in words]

    def _of_picture(self, row: int, explain: Callable[..., Explanation]) -> RowShares:
        picture = self._picture(row)
        background = self._behind(row, picture)
        if background.all() or not background.any():
            raise NotApplicable(
                f"row {row} shows no object on a background", "give a column with the role mask"
            )
        grounded_row = grounded(row, self.task.model.reads[0], picture, background, self._colours)
        explanation = explain(grounded_row, int(self.task.answers[row].argmax()))
        size = _sizes(explanation.signed_weights)
        if size is None:
            raise NotApplicable(f"no unit speaks for the answer to row {row}", "explain another")
        return RowShares({BACKGROUND: float(size[0]), ALL: float(size[0])})

    def _picture(self, row: int) -> Picture:
        data, reads = self.task.subject.data, self.task.model.reads
        return np.asarray(data.features(reads, np.array([row]))[reads[0]][0])

    def _behind(self, row: int, picture: Picture) -> Behind:
        mask = self.task.subject.data.one(Role.MASK)
        if mask is None or not isinstance(mask.values, Images):
            return behind(picture)
        try:
            (mask_picture,) = mask.values.take(np.array([row])).decoded()
        except Refused:  # a missing or damaged mask is none
            return behind(picture)
        # White is object, black is background.
        return np.asarray(resized(mask_picture, picture.shape[:2]).mean(axis=2) < 128)

    @cached_property
    def _colours(self) -> np.ndarray:
        """Shape (COLOURS, 3): backgrounds of the dataset's pictures, from dark to bright."""
        colours = np.stack([colour_of(p, behind(p)) for p in self.task.pictures])
        return spread_colours(colours, COLOURS)


def _sizes(signed_weights: Weights) -> Weights | None:
    """Shape (units,): shares of the support for the answer; None where there is none.

    Units that speak against the answer are not what it rests on (the energy of Wang et al. 2020,
    Score-CAM).
    """
    support = np.maximum(signed_weights, 0.0)
    total = float(support.sum())
    return np.asarray(support / total) if total > 1e-6 else None
