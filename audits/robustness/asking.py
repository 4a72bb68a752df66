"""Who is attacked: pictures as the model sees them, and its answers to changed ones, counted."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from audits.data.dataset import Features, Images, Texts
from audits.errors import NotApplicable
from audits.models import Answers, Classifier, PixelClassifier
from audits.models.batches import Pace, Rows, in_batches
from audits.perturbations.norm_balls import Pixels
from audits.probing.subject import Subject

BATCH = 64
OTHERS = "this attack changes pixels; for tables and texts there is `robustness.corruptions`"


@dataclass(eq=False)
class Asker:
    """A classifier of pictures, asked with pixels of shape (rows, channels, height, width).

    asked: how many pictures it has answered. on_asked: is told that number after each batch.
    """

    model: Classifier
    column: str
    on_asked: Callable[[int], None] = lambda asked: None
    asked: int = field(default=0, init=False)

    @cached_property
    def _pixel_model(self) -> PixelClassifier | None:
        """The model, where it takes pixels; looked at once, for that takes as long as a pass."""
        return self.model if isinstance(self.model, PixelClassifier) else None

    def pixels(self, features: Features) -> Pixels:
        """The pictures as the model sees them, in one array; `NotApplicable` where sizes differ."""
        if isinstance(self.model, PixelClassifier):
            return self.model.pixels(features)
        pictures = [np.asarray(picture) for picture in features[self.column]]
        if len({picture.shape for picture in pictures}) > 1:
            raise NotApplicable(
                "the pictures have different sizes, and the model takes them as they are",
                "bring the pictures to one size, or say `model.preprocessing.size`",
            )
        planes = np.stack([picture.transpose(2, 0, 1) for picture in pictures])
        return np.asarray(planes / np.float32(255), dtype=np.float32)

    def codes(self, pixels: Pixels) -> NDArray[np.intp]:
        """The class that each is answered, shape (rows,); -1 without an answer."""
        return np.asarray(self._ask(pixels, lambda answers: answers.codes), dtype=np.intp)

    def probabilities(self, pixels: Pixels) -> NDArray[np.float64]:
        """Shape (rows, classes); of a model without probabilities `NotApplicable`."""

        def read(answers: Answers) -> NDArray[np.float64]:
            if answers.probabilities is None:
                raise NotApplicable(
                    "the model answers with classes alone",
                    "attack it by its classes: `robustness.decision_attack`",
                )
            return answers.probabilities

        return np.asarray(self._ask(pixels, read))

    def _ask(self, pixels: Pixels, read: Callable[[Answers], NDArray[np.generic]]) -> object:
        pace = Pace(min(BATCH, getattr(self.model, "batch_rows", BATCH) or BATCH), grows=False)

        def one(rows: Rows) -> tuple[Rows, NDArray[np.generic]]:
            answers = self._answers(pixels[rows])
            self.asked += len(answers.codes)
            self.on_asked(self.asked)
            return rows, read(answers)

        return in_batches(len(pixels), pace, one)

    def _answers(self, pixels: Pixels) -> Answers:
        if self._pixel_model is not None:
            return self._pixel_model.classify_pixels(pixels)
        pictures = list((pixels * np.float32(255)).transpose(0, 2, 3, 1))
        return self.model.classify({self.column: pictures})


def classifier_of_one_column(
    subject: Subject, kind: type[Images] | type[Texts], others: str
) -> tuple[Classifier, str]:
    """The subject's model and the one column of this kind that it reads.

    others: what to ask a model of something else by. Raises `NotApplicable` where there is no
    classifier of two classes or more, or it reads another column or several.
    """
    model = subject.model
    if not isinstance(model, Classifier):
        raise NotApplicable(
            "there is no classifier to ask again", "give a model that answers with classes"
        )
    if len(model.reads) != 1 or not isinstance(subject.data.fed_values(model.reads[0]), kind):
        what = "pictures" if kind is Images else "texts"
        raise NotApplicable(f"the model reads no single column of {what}", others)
    if len(model.classes) < 2:
        raise NotApplicable(
            "the model knows one class only, so nothing can change its answer",
            "give a model with two classes or more",
        )
    return model, model.reads[0]


def asker_of(subject: Subject, on_asked: Callable[[int], None] = lambda asked: None) -> Asker:
    """The subject's model, where it reads one column of pictures; else `NotApplicable`."""
    return Asker(*classifier_of_one_column(subject, Images, OTHERS), on_asked)


def answering(asker: Asker) -> Callable[[Pixels], NDArray[np.intp]]:
    """The class of each of some pixels, asked with as little around it as there can be.

    For many small batches: what the model can is looked at once. Of a model that takes pictures as
    files hold them, pixels are cut to 0 to 1. What it answers is not counted.
    """
    model = asker.model
    if isinstance(model, PixelClassifier):
        return lambda pixels: model.classify_pixels(pixels).codes
    return lambda pixels: asker.codes(np.clip(pixels, 0, 1))
