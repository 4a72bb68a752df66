"""Models fitted here whose training rows are known, and their rows as a subject."""

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from sklearn.neighbors import KNeighborsClassifier

from audits.data.dataset import Categories, Column, Dataset, Numbers
from audits.models import Answers
from audits.specification.roles import Role
from tests.subjects import Subject


@dataclass
class Fitted:
    """A scikit-learn classifier as probes ask it."""

    estimator: Any
    fingerprint: str = "0" * 64
    classes: tuple[str, ...] = field(init=False)
    reads: tuple[str, ...] = field(init=False)

    def __post_init__(self):
        self.classes = tuple(str(name) for name in self.estimator.classes_)
        self.reads = tuple(f"x{place}" for place in range(self.estimator.n_features_in_))

    def classify(self, features):
        probabilities = self.estimator.predict_proba(
            np.column_stack([features[name] for name in self.reads])
        )
        return Answers(probabilities.argmax(axis=1), probabilities)


def table(inputs, labels, trained, **protected):
    """A dataset with features x0, x1 ..., label y and split part."""
    return Dataset(
        (
            *(
                Column(f"x{place}", Role.FEATURE, Numbers(np.asarray(values, dtype=float)))
                for place, values in enumerate(np.asarray(inputs).T)
            ),
            Column("y", Role.LABEL, Categories.of([str(label) for label in labels])),
            Column("part", Role.SPLIT, Categories.of(["train" if t else "test" for t in trained])),
            *(
                Column(name, Role.PROTECTED, Categories.of(list(values)))
                for name, values in protected.items()
            ),
        )
    )


def by_heart(rows=600, classes=10, seed=1):
    """The nearest row's label, where labels are drawn at random: it knows its rows by heart."""
    rng = np.random.default_rng(seed)
    inputs, labels = rng.normal(size=(rows, 6)), rng.integers(0, classes, rows)
    trained = rng.random(rows) < 0.5
    model = KNeighborsClassifier(1).fit(inputs[trained], labels[trained])
    right = float(np.mean(model.predict(inputs[~trained]) == labels[~trained]))
    sex = np.where(rng.random(rows) < 0.5, "f", "m")
    return Subject(table(inputs, labels, trained, sex=sex), Fitted(model)), right


class Never:
    """A model that was taught by none of the rows: the first number decides, as in the truth."""

    classes_ = (0, 1)
    n_features_in_ = 4

    def predict_proba(self, inputs):
        positive = 1 / (1 + np.exp(-2 * inputs[:, 0]))
        return np.stack([1 - positive, positive], axis=1)


def never_taught(rows=600, seed=1, shifted=0.0):
    """Rows of which a random half is called training rows; `shifted` moves those."""
    rng = np.random.default_rng(seed)
    inputs = rng.normal(size=(rows, 4))
    labels = (rng.random(rows) < 1 / (1 + np.exp(-2 * inputs[:, 0]))).astype(int)
    trained = rng.random(rows) < 0.5
    inputs[trained, 3] += shifted
    return Subject(table(inputs, labels, trained), Fitted(Never()), seed=seed)


def recorded_by_heart(rows=300):
    """The answers of such a model, recorded: of two classes, with scores."""
    subject, _ = by_heart(rows, classes=2)
    answers = subject.model.classify({f"x{place}": subject.data[f"x{place}"].numbers
                                      for place in range(6)})  # fmt: skip
    label = subject.data["y"]
    columns = [replace(label, positive="1") if c is label else c for c in subject.data]
    told = Categories(answers.codes.astype(np.int32), ("0", "1"))
    score = 0.2 + 0.6 * answers.probabilities[:, 1]
    return Dataset(
        (
            *columns,
            Column("told", Role.PREDICTION, told, favourable="1"),
            Column("score", Role.SCORE, Numbers(score)),
        )
    )
