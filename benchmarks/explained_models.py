"""Models whose reasons are known, for `explanation_thresholds.py`: what they use, and forgotten."""

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.datasets import load_digits
from sklearn.neural_network import MLPClassifier
from sklearn.tree import DecisionTreeClassifier

from audits.dataset import Features
from audits.explaining.explained import Instance
from audits.explaining.pictures import PictureInstance, squares
from audits.explaining.tables import Table, TableInstance
from audits.explaining.texts import TextInstance
from audits.models import Answers

ROWS_OF_TABLE, ROWS = 8, 4


class Known:
    """What every model here has. `weights` are what it learnt."""

    classes = ("no", "yes")
    fingerprint = ""
    reads: tuple[str, ...] = ()
    weights: np.ndarray

    def forgotten(self, rng: np.random.Generator) -> "Known":
        """As the card forgets: weights change places, and take signs at random."""
        other = copy.copy(self)
        other.weights = rng.permutation(self.weights) * rng.choice([-1, 1], self.weights.shape)
        return other

    def yes(self, features: Features) -> np.ndarray:
        """P(yes), shape (rows,)."""
        raise NotImplementedError

    def classify(self, features: Features) -> Answers:
        yes = self.yes(features)
        return Answers((yes > 0.5).astype(np.intp), np.stack([1 - yes, yes], axis=1))


class Linear(Known):
    """Logistic in numbers."""

    def __init__(self, names: list[str], weights: np.ndarray) -> None:
        self.reads, self.weights = tuple(names), weights

    def yes(self, features: Features) -> np.ndarray:
        columns = np.stack([np.asarray(features[n], dtype=float) for n in self.reads])
        return _logistic(self.weights @ columns)


class Product(Known):
    """Logistic in the product of two columns and a little of a third: no line follows it."""

    def __init__(self, names: list[str], used: list[int], linear: float) -> None:
        self.reads, self.used, self.linear = tuple(names), used, linear

    def yes(self, features: Features) -> np.ndarray:
        first, second, third = (np.asarray(features[self.reads[at]]) for at in self.used)
        return _logistic(2 * first * second + self.linear * third)


class Tree(Known):
    """A decision tree over numbers; it forgets by shuffling its leaves."""

    def __init__(self, names: list[str], fitted: DecisionTreeClassifier) -> None:
        self.reads, self.fitted = tuple(names), fitted
        self.leaves = np.flatnonzero(fitted.tree_.children_left < 0)
        self.weights = fitted.tree_.value[:, 0, 1].copy()

    def forgotten(self, rng: np.random.Generator) -> "Tree":
        other = copy.copy(self)
        other.weights = self.weights.copy()
        other.weights[self.leaves] = rng.permutation(self.weights[self.leaves])
        return other

    def yes(self, features: Features) -> np.ndarray:
        rows = np.stack([np.asarray(features[n]) for n in self.reads], axis=1)
        return self.weights[self.fitted.apply(rows)]


class Bag(Known):
    """Logistic in the words of a text."""

    reads = ("text",)

    def __init__(self, words: list[str], weights: np.ndarray) -> None:
        self.place, self.weights = {word: at for at, word in enumerate(words)}, weights

    def yes(self, features: Features) -> np.ndarray:
        held = dict(zip(self.place, self.weights.tolist(), strict=True))
        totals = [sum(held[w] for w in set(t.split())) for t in features["text"]]  # type: ignore
        return _logistic(np.array(totals, dtype=float))


class Digits(Known):
    """A small network that tells one digit from another; its matrices are what it learnt."""

    reads = ("picture",)

    def __init__(self, pair: tuple[int, int], seed: int) -> None:
        digits = load_digits()
        keep = np.isin(digits.target, pair)
        self.pictures = (digits.images[keep] * 15.9375).astype(np.uint8)
        labels = (digits.target[keep] == pair[1]).astype(int)
        fitted = MLPClassifier((24,), max_iter=400, random_state=seed, tol=1e-3)
        fitted.fit(self._inputs(self.pictures), labels)
        self.layers = list(zip(fitted.coefs_, fitted.intercepts_, strict=True))

    @staticmethod
    def _inputs(pictures: Any) -> np.ndarray:
        return np.stack(list(pictures)).reshape(len(pictures), -1)[:, :64] / 255

    def forgotten(self, rng: np.random.Generator) -> "Digits":
        other = copy.copy(self)
        other.layers = [
            (rng.permuted(m.ravel()).reshape(m.shape) * rng.choice([-1, 1], m.shape),
             rng.permutation(b))
            for m, b in self.layers
        ]  # fmt: skip
        return other

    def yes(self, features: Features) -> np.ndarray:
        held = np.stack([p[..., 0] for p in features["picture"]]).reshape(-1, 64) / 255
        (first, bias), (second, end) = self.layers
        return _logistic((np.maximum(held @ first + bias, 0) @ second + end)[:, 0])


@dataclass(frozen=True, eq=False)
class Situation:
    """A model with rows to explain. true: units that the model uses near the first row.

    blind: for each row, weights that know the input and not the model.
    """

    kind: str
    model: Known
    table: Table | None
    rows: list[Instance]
    true: set[int]
    blind: list[np.ndarray]


def situations(rng: np.random.Generator, count: int = 16) -> Iterator[Situation]:
    """So many of each kind; products need six columns."""
    for _ in range(count):
        columns = int(rng.integers(4, 21))
        names = [f"x{at}" for at in range(columns)]
        values = rng.standard_normal((400, columns))
        table = Table({name: values[:, at] for at, name in enumerate(names)})
        behind = {name: values[:8, at] for at, name in enumerate(names)}
        rows: list[Instance] = [
            TableInstance(row, {n: values[row : row + 1, at] for at, n in enumerate(names)}, behind)
            for row in range(ROWS_OF_TABLE)
        ]
        # How far the row lies from the average, column by column.
        blind = [values[row] for row in range(ROWS_OF_TABLE)]
        used = rng.choice(columns, max(2, columns // 4), replace=False)
        weights = np.zeros(columns)
        weights[used] = rng.choice([-1, 1], len(used)) * rng.uniform(0.4, 1.5, len(used))
        near = set(used.tolist())
        yield Situation("linear table", Linear(names, weights), table, rows, near, blind)
        dense = rng.choice([-1, 1], columns) ** int(rng.integers(2)) * rng.uniform(0.4, 1, columns)
        model = Linear(names, dense)
        yield Situation("dense table", model, table, rows, set(range(columns)), blind)
        label = values[:, used] @ rng.choice([-1, 1], len(used)) > 0
        fitted = DecisionTreeClassifier(max_depth=4, random_state=0).fit(values, label)
        path = fitted.decision_path(values[:1]).indices
        near = {int(f) for f in fitted.tree_.feature[path] if f >= 0}
        yield Situation("tree", Tree(names, fitted), table, rows, near, blind)
        if columns >= 6:
            three = rng.choice(columns, 3, replace=False).tolist()
            product = Product(names, three, float(rng.choice([0.0, 0.3, 1.0])))
            near = set(three) if product.linear else set(three[:2])
            yield Situation("product", product, table, rows, near, blind)
        yield _text(rng)


def _text(rng: np.random.Generator) -> Situation:
    size = int(rng.integers(8, 61))
    vocabulary = [f"w{at}" for at in range(3 * size)]
    weights = np.zeros(len(vocabulary))
    chosen = [rng.choice(len(vocabulary), size, replace=False) for _ in range(ROWS)]
    used = rng.choice(chosen[0], max(2, size // 6), replace=False)
    others = rng.choice(len(vocabulary), len(vocabulary) // 6, replace=False)
    others = np.setdiff1d(others, chosen[0])
    for held in (used, others):
        weights[held] = rng.choice([-1, 1], len(held)) * rng.uniform(0.3, 1.5, len(held))
    rows: list[Instance] = [
        TextInstance(row, "text", " ".join(vocabulary[at] for at in words))
        for row, words in enumerate(chosen)
    ]
    true = {int(np.flatnonzero(chosen[0] == at)[0]) for at in used}
    blind = [np.linspace(1, 0.1, size) for _ in rows]  # the earlier, the heavier
    return Situation("linear text", Bag(vocabulary, weights), None, rows, true, blind)


def pictures(rng: np.random.Generator, count: int = 12) -> Iterator[Situation]:
    """Networks over digits; `blind` is an edge detector, or the picture itself."""
    for number in range(count):
        pair = rng.choice(10, 2, replace=False).tolist()
        model = Digits((pair[0], pair[1]), number)
        hidden = np.repeat(model.pictures.mean(axis=0)[..., None], 3, axis=2).astype(np.uint8)
        rows: list[Instance] = []
        blind = []
        for row in rng.choice(len(model.pictures), ROWS, replace=False).tolist():
            picture = np.repeat(model.pictures[row][..., None], 3, axis=2)
            regions = squares(picture, side=2)
            rows.append(PictureInstance(row, "picture", picture, regions, hidden))
            grey = picture[..., 0].astype(float)
            edges = np.hypot(*np.gradient(grey)) if number % 2 else grey
            blind.append(np.bincount(regions.ravel(), edges.ravel()))
        yield Situation("picture", model, None, rows, set(), blind)


def _logistic(total: np.ndarray) -> np.ndarray:
    return np.asarray(1 / (1 + np.exp(-total)))
