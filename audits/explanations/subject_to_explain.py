"""What is explained: the model, its answers, and rows cut into columns, words or regions."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Literal

import numpy as np

from audits.data.content_order import evenly
from audits.data.dataset import Images, Picture, Sequences, Signals, Sounds, Texts
from audits.data.pixels import like
from audits.errors import NotApplicable
from audits.explanations.cached_inference import Answers, Asker
from audits.explanations.explanation import Instance
from audits.explanations.image_regions import (
    Fill,
    PictureInstance,
    Regions,
    average,
    hide,
    superpixels,
)
from audits.explanations.table_features import Table, TableInstance, read_table, row_values
from audits.explanations.text_tokens import TextInstance
from audits.explanations.time_spans import mean_step, span_instance
from audits.models import Classifier
from audits.probing.subject import Subject
from audits.specification.roles import Kind

Words = Literal["delete", "mask"]

# Shuffled models to explain, of a table.
TABLE_SHUFFLES = 8
# Rows that stand for an absent value of a table.
BACKGROUND = 8
# Pictures read to learn what a place looks like.
MOST_PICTURES = 200
# Sequences read to learn what a step is in the mean.
MOST_SEQUENCES = 2_000
# Answers to the same input may differ by rounding in batches of other sizes, not by more.
STEADY = 1e-3


@dataclass(frozen=True)
class Cutting:
    """How a row is cut into units.

    words: what happens to an absent word. regions: how a picture is divided, and hide: what is
    seen instead of a region. together: equal words of a text are one unit.
    """

    words: Words = "delete"
    together: bool = True
    regions: Callable[[Picture], Regions] = field(default=partial(superpixels, about=50))
    hide: Fill = "average"


@dataclass(eq=False)
class ExplanationTask:
    """The subject of a study. Raises `NotApplicable` where there is nothing to explain."""

    subject: Subject
    cutting: Cutting = field(default_factory=Cutting)
    purpose: str = "explanations"
    model: Classifier = field(init=False)

    def __post_init__(self) -> None:
        model = self.subject.model
        if not isinstance(model, Classifier):
            raise NotApplicable(
                "there is no classifier to ask again", "give a model that answers with classes"
            )
        if not model.reads:
            raise NotApplicable("the model reads no column", "name its `inputs`")
        if len(self.subject.data) == 0:
            raise NotApplicable("there are no rows", "give a dataset with rows to explain")
        self.model = model

    @cached_property
    def kind(self) -> Kind:
        """What the units are: columns (`category`), words (`text`), regions (`image`) or spans."""
        if len(self.model.reads) == 1:
            values = self.subject.data.fed_values(self.model.reads[0])
            if isinstance(values, Images):
                return Kind.IMAGE
            if isinstance(values, Texts):
                return Kind.TEXT
            if isinstance(values, Signals):
                return Kind.AUDIO if isinstance(values, Sounds) else Kind.SEQUENCE
        return Kind.CATEGORY

    @cached_property
    def answers(self) -> Answers:
        """Shape (rows, classes), for every row; 1 for the class answered without probabilities.

        Rows without an answer have 0 for every class then."""
        known = self.subject.probabilities
        if known is not None:
            return known
        codes = self.subject.answered_codes
        answers = np.zeros((len(codes), len(self.model.classes)))
        answered = np.flatnonzero(codes >= 0)
        answers[answered, codes[answered]] = 1.0
        return answers

    @cached_property
    def table(self) -> Table:
        """The rows as columns, where the model reads a table."""
        rng = self.subject.rng(f"{self.purpose} table")
        return read_table(self.subject.data, self.model.reads, self.subject.content_order, rng)

    @cached_property
    def _background(self) -> dict[str, np.ndarray]:
        """Rows spread over the table, the same for every seed and every row."""
        rows = np.unique(np.linspace(0, len(self.table) - 1, BACKGROUND).astype(int))
        order = np.argsort(self._middling, kind="stable")
        return {name: values[order[rows]] for name, values in self.table.columns.items()}

    @cached_property
    def _middling(self) -> np.ndarray:
        """A value by which rows are spread: the sum of their places in each column."""
        total = np.zeros(len(self.table))
        for name in self.table.names:
            levels, codes = self.table.levels(name)
            total += codes / max(1, len(levels) - 1)
        return total

    def instance(self, row: int) -> Instance:
        """The row cut into units; `NotApplicable` says why it cannot be."""
        data, reads = self.subject.data, self.model.reads
        if self.kind is Kind.CATEGORY:
            if any(isinstance(data.fed_values(name), Signals) for name in reads):
                raise NotApplicable(
                    "the model reads sounds or sequences beside other columns",
                    "give a model that reads one column of them, or a table",
                )
            return TableInstance(row, row_values(data, reads, row), self._background)
        content = data.features(reads, np.array([row]))[reads[0]][0]
        if self.kind in (Kind.AUDIO, Kind.SEQUENCE):
            return span_instance(row, reads[0], content, self._hidden_step)
        if self.kind is Kind.TEXT:
            mask = None
            if self.cutting.words == "mask":
                mask = str(getattr(self.model, "mask_token", None) or "[MASK]")
            text = "" if content is None else str(content)
            instance = TextInstance(row, reads[0], text, self.cutting.together, mask)
            if not instance.units:
                raise NotApplicable(f"row {row} is an empty text", "explain a row with words")
            return instance
        return self._picture(row, np.asarray(content))

    def _picture(self, row: int, picture: Picture) -> PictureInstance:
        regions = self.cutting.regions(picture)
        if self.cutting.hide == "average":
            height, width = picture.shape[:2]
            if (height, width) not in self._averages:
                self._averages[height, width] = average(self.pictures, (height, width))
            hidden = like(self._averages[height, width], picture)
        else:
            hidden = hide(picture, regions, self.cutting.hide)
        return PictureInstance(row, self.model.reads[0], picture, regions, hidden)

    @cached_property
    def _hidden_step(self) -> np.ndarray:
        """What stands for an absent step, shape (channels,): silence, or the dataset's mean."""
        values = self.subject.data.fed_values(self.model.reads[0])
        if not isinstance(values, Sequences):
            return np.zeros(1)
        return mean_step(values.take(evenly(self.subject.content_order, MOST_SEQUENCES)).fed())

    @cached_property
    def _averages(self) -> dict[tuple[int, int], Picture]:
        return {}

    @cached_property
    def pictures(self) -> list[Picture]:
        """Some of the dataset's pictures: the same whatever the seed and the order of rows."""
        values = self.subject.data.fed_values(self.model.reads[0])
        assert isinstance(values, Images)
        order = self.subject.content_order
        named = order[[values.names[row] is not None for row in order]]
        return values.take(evenly(named, MOST_PICTURES)).fed()

    def asker(self) -> Asker:
        """A fresh way to ask the model."""
        return Asker(self.model, batch=getattr(self.model, "batch_rows", None))

    @property
    def shuffles(self) -> int:
        """Shuffled models to explain. A table's has few weights, of which one shuffle may move
        little by chance; its rows cost little. Texts and pictures have many weights."""
        return TABLE_SHUFFLES if self.kind is Kind.CATEGORY else 1

    @property
    def one_answer(self) -> str | None:
        """Why there is nothing to explain for any row, or None."""
        if len(self.model.classes) < 2:
            return "the model knows one class only, so no input can change its answer"
        return None

    def unsteadiness(self, rows: Sequence[int]) -> float:
        """The largest difference between answers to the same rows, asked again."""
        asker = self.asker()
        data, reads = self.subject.data, self.model.reads
        worst = 0.0
        for _ in range(2):
            again = asker.probabilities(data.features(reads, np.array(rows)))
            worst = max(worst, float(np.abs(again - self.answers[list(rows)]).max()))
        return worst

    def pool(self, most: int = 100) -> list[int]:
        """Rows spread evenly over the model's confidence; the same whatever the seed.

        Of rows that the model is equally sure of, their values decide.
        """
        order = np.lexsort((self.subject.content_ranks, self.answers.max(axis=1)))
        return [int(row) for row in evenly(order, most)]
