"""Models whose reasons are known, for `explanation_thresholds.py`: what they use, and forgotten."""

import copy
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from sklearn.tree import DecisionTreeClassifier

from audits.data.dataset import Features
from audits.explanations.explanation import Instance
from audits.explanations.table_features import Table, TableInstance
from audits.explanations.text_tokens import TextInstance
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
        return logistic(self.weights @ columns)


class Product(Known):
    """Logistic in the product of two columns and a little of a third: no line follows it."""

    def __init__(self, names: list[str], used: list[int], linear: float) -> None:
        self.reads, self.used, self.linear = tuple(names), used, linear

    def yes(self, features: Features) -> np.ndarray:
        first, second, third = (np.asarray(features[self.reads[at]]) for at in self.used)
        return logistic(2 * first * second + self.linear * third)


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
        return logistic(np.array(totals, dtype=float))


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


def logistic(total: np.ndarray) -> np.ndarray:
    return np.asarray(1 / (1 + np.exp(-total)))
