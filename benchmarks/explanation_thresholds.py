"""Where the thresholds of the reliability card come from.

Run: python benchmarks/explanation_thresholds.py

Models whose true features are known (sparse linear tables and texts, decision trees, products) are
explained by LIME with few and with many draws. Stability: an explanation is *settled* when 85 of
100 parts of its weight agree with the explanation of 40,000 draws; the threshold is the least
stability, to two digits, from which on 9 of 10 are settled in every twentieth of the scale.
Fidelity: a surrogate is *telling* when its strongest units name at least three quarters of the
features that the model uses near the row; the threshold is the least R² above which 95 of 100 are,
with 1,000 draws or more. Sanity is not fitted: at one half most of the pattern survives, and two
unrelated patterns lie well above it, as the last line shows.
"""

import sys
from collections.abc import Iterator

import numpy as np
from sklearn.tree import DecisionTreeClassifier

from audits.dataset import Features
from audits.explaining.asking import Asker
from audits.explaining.lime import Lime
from audits.explaining.similarity import overlap, shape_overlap, strongest
from audits.explaining.tables import Table, TableInstance
from audits.explaining.texts import TextInstance
from audits.models import Answers

DRAWS = (50, 100, 200, 500, 1000, 5000)
LIMIT, SEEDS = 40_000, 4


class Logistic:
    """Linear in numbers or in words."""

    classes = ("no", "yes")
    fingerprint = ""

    def __init__(self, weights: dict[str, float], column: str = "") -> None:
        self.weights, self.column = weights, column
        self.reads = (column,) if column else tuple(weights)

    def classify(self, features: Features) -> Answers:
        if self.column:
            totals = [
                sum(self.weights.get(w, 0.0) for w in set(text.split()))
                for text in features[self.column]
            ]
            total = np.array(totals)
        else:
            total = sum(w * np.asarray(features[n]) for n, w in self.weights.items())
        yes = 1 / (1 + np.exp(-total))
        return Answers((yes > 0.5).astype(int), np.stack([1 - yes, yes], axis=1))


class Product:
    """Logistic in the product of two columns and a little of a third: no line follows it."""

    classes = ("no", "yes")
    fingerprint = ""

    def __init__(self, names: list[str], used: list[int], linear: float) -> None:
        self.reads, self.used, self.linear = tuple(names), used, linear

    def classify(self, features: Features) -> Answers:
        first, second, third = (np.asarray(features[self.reads[at]]) for at in self.used)
        yes = 1 / (1 + np.exp(-(2 * first * second + self.linear * third)))
        return Answers((yes > 0.5).astype(int), np.stack([1 - yes, yes], axis=1))


class Tree:
    """A decision tree over numbers."""

    classes = ("no", "yes")
    fingerprint = ""

    def __init__(self, names: list[str], fitted: DecisionTreeClassifier) -> None:
        self.reads, self.fitted = tuple(names), fitted

    def classify(self, features: Features) -> Answers:
        found = self.fitted.predict_proba(np.stack([features[n] for n in self.reads], axis=1))
        return Answers(found.argmax(axis=1), found)


def situations(rng: np.random.Generator) -> Iterator[tuple]:
    """(kind, model, table or None, instance, indices of the true features)."""
    for _ in range(16):
        columns = int(rng.integers(4, 21))
        names = [f"x{at}" for at in range(columns)]
        values = rng.standard_normal((400, columns))
        table = Table({name: values[:, at] for at, name in enumerate(names)})
        row = {name: values[:1, at] for at, name in enumerate(names)}
        instance = TableInstance(0, row, {name: values[:8, at] for at, name in enumerate(names)})
        used = rng.choice(columns, max(2, columns // 4), replace=False)
        weights = dict.fromkeys(names, 0.0)
        weights |= {names[at]: rng.choice([-1, 1]) * rng.uniform(0.4, 1.5) for at in used}
        yield "linear table", Logistic(weights), table, instance, set(used.tolist())
        label = values[:, used] @ rng.choice([-1, 1], len(used)) > 0
        fitted = DecisionTreeClassifier(max_depth=4, random_state=0).fit(values, label)
        path = fitted.decision_path(values[:1]).indices
        near = {int(f) for f in fitted.tree_.feature[path] if f >= 0}
        yield "tree", Tree(names, fitted), table, instance, near
        if columns >= 6:
            three = rng.choice(columns, 3, replace=False).tolist()
            product = Product(names, three, float(rng.choice([0.0, 0.3, 1.0])))
            real = set(three) if product.linear else set(three[:2])
            yield "product", product, table, instance, real
        words = [f"w{at}" for at in range(int(rng.integers(8, 61)))]
        true = rng.choice(len(words), max(2, len(words) // 6), replace=False)
        spoken = {words[at]: rng.choice([-1, 1]) * rng.uniform(0.3, 1.5) for at in true}
        text = TextInstance(0, "text", " ".join(words))
        yield "linear text", Logistic(spoken, "text"), None, text, set(true.tolist())


def main() -> None:
    rng = np.random.default_rng(0)
    found = []
    for kind, model, table, instance, true in situations(rng):
        exact = explain(model, table, instance, LIMIT, 999)
        for draws in DRAWS:
            many = [explain(model, table, instance, draws, seed) for seed in range(SEEDS + 1)]
            first = many[0]
            stability = np.mean([overlap(first.weights, e.weights) for e in many[1:]])
            named = strongest(first.weights, max(1, len(true)))
            recall = len(set(named) & true) / max(1, len(true))
            settled = overlap(first.weights, exact.weights) >= 0.85
            found.append((kind, draws, stability, max(0, first.held_out), settled, recall))
    print("kind            draws  stability  R² held out  settled  recall")
    for kind in ("linear table", "tree", "product", "linear text"):
        for draws in DRAWS:
            rows = [r for r in found if r[0] == kind and r[1] == draws]
            means = [float(np.mean([r[at] for r in rows])) for at in (2, 3, 4, 5)]
            print(f"{kind:15} {draws:5}  {means[0]:9.3f}  {means[1]:11.3f}  {means[2]:7.2f}"
                  f"  {means[3]:6.2f}")  # fmt: skip
    print("stability threshold", least([(r[2], r[4]) for r in found]))
    print("fidelity threshold", least_above([(r[3], r[5] >= 0.75) for r in found if r[1] >= 1000]))
    lost = [
        1 - shape_overlap(rng.standard_normal(n), rng.standard_normal(n))
        for n in range(4, 60)
        for _ in range(50)
    ]
    print("unrelated patterns lose", " ".join(f"{q:.2f}" for q in np.quantile(lost, [0.05, 0.5])))


def explain(model, table, instance, draws, seed):
    """One explanation of the class "yes"."""
    method = Lime(draws, table=table)
    return method.prepare(Asker(model), np.random.default_rng(seed))(instance, 1)


def least(pairs: list[tuple[float, bool]], share: float = 0.9) -> float:
    """The least value, to two digits, from which on this share is right in every twentieth."""
    values = np.array([value for value, _ in pairs])
    right = np.array([good for _, good in pairs])
    found = 1.0
    for bound in np.arange(0.95, -0.01, -0.01):
        near = (values >= bound) & (values < bound + 0.05)
        if near.sum() >= 5 and right[near].mean() < share:
            break
        found = float(bound)
    return round(found, 2)


def least_above(pairs: list[tuple[float, bool]], share: float = 0.95) -> float:
    """The least value, to two digits, above which this share is right."""
    values = np.array([value for value, _ in pairs])
    right = np.array([good for _, good in pairs])
    bounds = (bound for bound in np.arange(0, 1, 0.01) if right[values >= bound].mean() >= share)
    return round(float(next(bounds)), 2)


if __name__ == "__main__":
    sys.exit(main())
