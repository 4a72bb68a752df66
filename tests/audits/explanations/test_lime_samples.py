"""Draws have the distribution they say."""

import numpy as np
import pytest
from scipy.stats import kstest, truncnorm
from sklearn.tree import DecisionTreeClassifier

from audits.explanations.cached_inference import Asker
from audits.explanations.lime import Lime
from audits.explanations.lime_samples import absent_words, draw_table
from audits.explanations.table_features import Table, TableInstance
from audits.models import Answers


def test_the_number_of_absent_words_is_uniform():
    masks = absent_words(5, 50_000, np.random.default_rng(0))
    assert masks[0].all()
    absent = (~masks[1:]).sum(axis=1)
    shares = np.bincount(absent, minlength=6)[1:] / len(absent)
    assert shares == pytest.approx(np.full(5, 0.2), abs=0.01)
    assert (~masks[1:]).mean(axis=0) == pytest.approx(np.full(5, 0.6), abs=0.01)


def test_a_continuous_column_is_drawn_as_a_normal():
    table = Table({"x": np.random.default_rng(0).normal(5, 3, 500)})
    drawn = draw_table(table, 20_000, np.random.default_rng(1), discretised=False)
    values = table.columns["x"]
    fitted = (drawn.features["x"] - values.mean()) / values.std()
    assert kstest(fitted, "norm").pvalue > 0.001


def test_a_quarter_is_drawn_as_its_truncated_normal():
    values = np.random.default_rng(0).gamma(2.0, 2.0, 2000)
    drawn = draw_table(Table({"x": values}), 40_000, np.random.default_rng(1), discretised=True)
    edges = np.percentile(values, [25, 50])
    inside = values[(values > edges[0]) & (values <= edges[1])]
    got = drawn.features["x"][drawn.places[:, 0] == 1]
    low, high = (edges - inside.mean()) / inside.std()
    expected = truncnorm(low, high, loc=inside.mean(), scale=inside.std())
    assert kstest(got, expected.cdf).pvalue > 0.001
    assert len(got) / 40_000 == pytest.approx(0.25, abs=0.01)


def test_whole_numbers_stay_whole_and_gaps_stay_gaps():
    ages = np.array([20.0, 30, 40, 50, 60])
    gaps = np.array([1.5, np.nan, 2.5, 3.5, np.nan])
    table = Table({"age": ages, "gap": gaps})
    drawn = draw_table(table, 500, np.random.default_rng(0), discretised=False)
    assert (drawn.features["age"] == np.round(drawn.features["age"])).all()
    assert (drawn.features["age"].min(), drawn.features["age"].max()) == (20, 60)
    assert np.isnan(drawn.features["gap"]).mean() == pytest.approx(0.4, abs=0.08)


@pytest.mark.parametrize("discretised", [False, True])
def test_trees_are_recalled(discretised):
    """The columns on a row's path are among the strongest: three quarters of them at least."""
    rng = np.random.default_rng(5)
    found = total = 0
    for _ in range(8):
        values = rng.normal(size=(400, 12))
        names = [f"x{at}" for at in range(12)]
        used = rng.choice(12, 3, replace=False)
        label = values[:, used] @ rng.choice([-1.0, 1.0], 3) > 0
        fitted = DecisionTreeClassifier(max_depth=4, random_state=0).fit(values, label)

        class Tree:
            classes, reads, fingerprint = ("no", "yes"), tuple(names), ""

            def classify(self, features, fitted=fitted, names=names):
                given = fitted.predict_proba(np.stack([features[n] for n in names], axis=1))
                return Answers(given.argmax(axis=1), given)

        table = Table({name: values[:, at] for at, name in enumerate(names)})
        method = Lime(5000, discretised=discretised, table=table)
        explain = method.prepare(Asker(Tree()), np.random.default_rng(0))
        for row in range(4):
            one = {name: values[row : row + 1, at] for at, name in enumerate(names)}
            path = fitted.decision_path(values[row : row + 1]).indices
            true = {int(f) for f in fitted.tree_.feature[path] if f >= 0}
            order = np.argsort(-np.abs(explain(TableInstance(row, one, one), 1).weights))
            found += len(set(order[: len(true)].tolist()) & true)
            total += len(true)
    assert found / total >= 0.75
