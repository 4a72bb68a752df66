"""Prediction difference against its closed form, and where it looks."""

from itertools import product

import numpy as np
import pytest

from audits.explanations import prediction_difference
from audits.explanations.cached_inference import Asker
from audits.explanations.image_regions import PictureInstance, squares
from audits.explanations.prediction_difference import PredictionDifference
from audits.explanations.replacing_columns import ColumnReplacer
from audits.explanations.replacing_windows import WindowReplacer
from audits.explanations.replacing_words import WordReplacer
from audits.explanations.table_features import Table, TableInstance
from audits.explanations.text_tokens import TextInstance
from audits.measurement import Estimate, Exhibit
from audits.running.catalog import catalog
from tests.askable import BrightCorner, LinearTable, LinearText, album, people, spots, two_classes
from tests.audits.probes.published import figures
from tests.subjects import Subject


@pytest.fixture(scope="module")
def example():
    return figures("naive_bayes_pda")


class NaiveBayes:
    classes = ("not c", "c")
    reads = ("x0", "x1", "x2")
    fingerprint = "0" * 64

    def __init__(self, example):
        self.yes = np.array(example["p_x1_given_c"])
        self.no = np.array(example["p_x1_given_notc"])
        self.prior = example["prior"]

    def joint(self, x):
        """P(x, c) and P(x, not c), for x of shape (n, 3)."""
        yes = self.prior * np.where(x == 1, self.yes, 1 - self.yes).prod(axis=1)
        no = (1 - self.prior) * np.where(x == 1, self.no, 1 - self.no).prod(axis=1)
        return yes, no

    def classify(self, features):
        yes, no = self.joint(np.stack([features[name] for name in self.reads], axis=1))
        return two_classes(yes / (yes + no))


@pytest.mark.parametrize("sampling", ["marginal", "conditional"])
def test_the_closed_form_of_naive_bayes(example, sampling):
    model = NaiveBayes(example)
    cells = np.array(list(product([0.0, 1.0], repeat=3)))
    counts = np.round(sum(model.joint(cells)) * 10_000).astype(int)
    rows = np.repeat(cells, counts, axis=0)  # 10,000 rows with exactly the model's frequencies
    table = Table({name: rows[:, at] for at, name in enumerate(model.reads)})
    row = {name: np.array([float(example["x"][at])]) for at, name in enumerate(model.reads)}
    method = PredictionDifference(ColumnReplacer(table, 20, sampling == "conditional"))
    explain = method.prepare(Asker(model), np.random.default_rng(0))
    found = explain(TableInstance(0, row, row), 1)
    assert found.answer == pytest.approx(example["posterior"], abs=1e-6)
    assert found.weights == pytest.approx(example[f"we_log2_{sampling}"], abs=1e-6)


def test_a_probability_of_one_is_not_infinite_evidence():
    assert PredictionDifference(None).log_odds(1.0) == pytest.approx(np.log2(1e6 - 1))


def test_words_between_the_same_neighbours_are_drawn():
    people = ("doctor", "nurse", "guard", "cook", "clerk")
    corpus = [*(f"the {who} slept" for who in people), "the pilot slept", "the doctor ran", "a cat"]
    instance = TextInstance(0, "text", "the pilot slept")
    given = list(WordReplacer(corpus, 20, True).windows(instance, np.random.default_rng(0)))
    texts = given[1].features["text"].tolist()
    assert texts == [f"the {who} slept" for who in sorted(people)]
    loose = list(WordReplacer(corpus, 20, False).windows(instance, np.random.default_rng(0)))
    assert len(loose[1].features["text"]) == 11 - 1  # every other word of the corpus
    assert loose[1].shares.sum() == pytest.approx(1)


@pytest.mark.parametrize("sampling", ["marginal", "conditional"])
def test_a_word_is_never_replaced_by_itself(sampling):
    corpus = ["the pilot slept", "The pilot ran", "a cat slept"]
    instance = TextInstance(0, "text", "the pilot slept")
    replacer = WordReplacer(corpus, 20, sampling == "conditional")
    for window in replacer.windows(instance, np.random.default_rng(0)):
        assert "the pilot slept" not in [text.lower() for text in window.features["text"]]


def chained(draw, rows=400, words=300, followers=8):
    """Texts in which most words are followed by one of a few, as in a language."""
    share = 1 / np.arange(1, words + 1)
    share /= share.sum()
    after = draw.choice(words, (words, followers), p=share)
    found = []
    for _ in range(rows):
        said = [draw.choice(words, p=share)]
        for _ in range(draw.integers(14, 34)):
            follows = draw.random() < 0.6
            said.append(draw.choice(after[said[-1]]) if follows else draw.choice(words, p=share))
        found.append(" ".join(f"w{word}" for word in said))
    return found


def test_conditional_words_are_recalled_as_well_as_marginal_ones():
    """The ten heaviest words of each text, of a linear model whose weights are known."""
    recalled = {"marginal": 0.0, "conditional": 0.0}
    total = 0
    for seed in range(4):
        draw = np.random.default_rng(seed)
        corpus = chained(draw)
        used = draw.choice(120, 60, replace=False)
        weights = {f"w{at}": draw.choice([-1, 1]) * draw.uniform(0.5, 2.0) for at in used}
        asker = Asker(LinearText(weights))
        for text in corpus[:20]:
            instance = TextInstance(0, "text", text)
            known = [word for word in instance.units if word in weights]
            heaviest = set(sorted(known, key=lambda word: -abs(weights[word]))[:10])
            total += len(heaviest)
            for sampling in recalled:
                method = PredictionDifference(WordReplacer(corpus, 30, sampling == "conditional"))
                found = method.explain(instance, 1, asker, np.random.default_rng(0))
                strongest = np.argsort(-np.abs(found.pushes))[: len(heaviest)]
                recalled[sampling] += len(heaviest & {instance.units[at] for at in strongest})
    assert recalled["conditional"] / total >= 0.9
    assert recalled["conditional"] >= recalled["marginal"] - 0.03 * total


def test_a_conditional_window_follows_its_frame():
    """Pictures of one random grey each: the frame says exactly what the window must be."""
    rng = np.random.default_rng(0)
    greys = rng.integers(30, 220, 80)
    pictures = [np.full((8, 8, 3), grey, dtype=np.uint8) for grey in greys]
    row = np.full((8, 8, 3), 100, dtype=np.uint8)
    instance = PictureInstance(0, "picture", row, squares(row, side=2), row)
    conditional = WindowReplacer(pictures, 2, 2, 20, True)
    marginal = WindowReplacer(pictures, 2, 2, 20, False)
    drawn = [
        np.stack(window.features["picture"])[:, 2:4, 2:4]
        for method in (conditional, marginal)
        for at, window in enumerate(method.windows(instance, np.random.default_rng(1)))
        if at == 5
    ]
    assert np.abs(drawn[0].astype(float) - 100).max() < 12
    assert drawn[1].astype(float).std() > 30


def test_large_pictures_are_asked_a_few_windows_at_a_time(monkeypatch):
    rng = np.random.default_rng(0)
    pictures = list(rng.integers(0, 256, (5, 8, 8, 3)).astype(np.uint8))
    instance = PictureInstance(0, "picture", pictures[0], squares(pictures[0], side=4), pictures[1])
    most = []

    class Watching(Asker):
        def probabilities(self, features):
            most.append(len(features["picture"]))
            return super().probabilities(features)

    def weights():
        method = PredictionDifference(WindowReplacer(pictures, 4, 4, 10, False))
        explain = method.prepare(Watching(BrightCorner()), np.random.default_rng(0))
        return explain(instance, 1).weights.tolist()

    whole = weights()
    assert most == [1, 40]  # the picture, then ten draws of each of four windows
    monkeypatch.setattr(prediction_difference, "MOST_BYTES", 20 * pictures[0].nbytes)
    assert weights() == whole
    assert most[2:] == [1, 20, 20]


@pytest.mark.parametrize("sampling", ["marginal", "conditional"])
def test_the_corner_that_matters_is_found(sampling):
    found = list(
        catalog()["explanations.prediction_difference"](
            Subject(album(spots()), BrightCorner()), sampling=sampling, window=4, seeds=3
        )
    )
    (stability,) = [
        m
        for m in found
        if not isinstance(m, Exhibit)
        and (m.metric, m.group) == ("prediction_difference_stability", ())
    ]
    assert isinstance(stability, Estimate)
    shown = [m for m in found if isinstance(m, Exhibit) and m.kind == "heat_picture"]
    for exhibit in shown:
        for region in exhibit.content["regions"][:2]:
            place = region["label"]
            inside = place[place.index("(") + 1 : -1].split(", ")
            row, column = (float(part.split()[1]) for part in inside)
            assert row < 8 and column < 8, place  # noqa: PT018


def test_each_column_is_measured_once_and_the_same_seed_repeats():
    subject = Subject(people(), LinearTable({"x0": 1.0, "x1": -0.5}))
    probe = catalog()["explanations.prediction_difference"]
    first = [m for m in probe(subject) if not isinstance(m, Exhibit)]
    again = [m for m in probe(subject) if not isinstance(m, Exhibit)]
    assert first == again
    keys = [(m.metric, m.group) for m in first]
    assert len(keys) == len(set(keys))


def test_a_text_is_explained():
    model = LinearText({"bad": -2.0})
    from tests.askable import texts

    data = texts(["a bad film", "a fine film", "a bad day", "the end"])
    found = list(catalog()["explanations.prediction_difference"](Subject(data, model), rows=(0,)))
    shown = next(m for m in found if isinstance(m, Exhibit) and m.kind == "highlighted_text")
    heavy = max(shown.content["tokens"], key=lambda token: abs(token["weight"]))
    assert heavy["text"] == "bad"
