"""Networks trained on planted shortcuts, and their honest twins: digits, texts, a table."""

import numpy as np
import pytest
from sklearn.datasets import load_breast_cancer, load_digits
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier

from audits.data.dataset import Column, Dataset, Images, Texts
from audits.measurement import Exhibit
from audits.models import Answers
from audits.probes.confounds.dependence import dependence
from audits.probes.confounds.interventions import interventions
from audits.probes.confounds.worst_cells import worst_cells
from audits.specification.roles import Role
from tests.audits.probes.published import category, number
from tests.subjects import Subject

CHECKS = (dependence, worst_cells, interventions)


class Trained:
    """A fitted scikit-learn model that reads the audit's columns."""

    fingerprint = "trained"
    classes = ("0", "1")

    def __init__(self, fitted, reads, inputs):
        self.fitted, self.reads, self.inputs = fitted, reads, inputs

    def classify(self, features):
        chances = self.fitted.predict_proba(self.inputs(features))
        return Answers(chances.argmax(axis=1), chances)


def pointing(data, model):
    """Which of the checks flag the declared nuisance."""
    found = set()
    for check in CHECKS:
        shown = [item for item in check(Subject(data, model)) if isinstance(item, Exhibit)]
        if any(item.content.get("tone") == "flag" for item in shown):
            found.add(check.name)
    return found


ALL = {check.name for check in CHECKS}


def agreeing(truth, share, seed):
    """A mark that says the truth this often."""
    agrees = np.random.default_rng(seed).random(len(truth)) < share
    return np.where(agrees, truth, 1 - truth)


class Memory:
    def __init__(self, pictures):
        self.pictures = pictures

    def decode(self, name):
        return self.pictures[int(name)]


def digits(share, colour=False):
    """A network trained on marked digits, and marked digits it has not seen."""
    held = load_digits()
    order = np.random.default_rng(0).permutation(len(held.images))
    odd = held.target[order] % 2
    shades = np.round(held.images[order] * 255 / 16).astype(np.uint8)
    pictures = np.repeat(shades[..., None], 3, axis=3)

    def marked(rows, tied, seed):
        mark = agreeing(odd[rows], tied, seed)
        found = pictures[rows].copy()
        if colour:
            found[mark == 1, :, :, 2] //= 3
        else:
            found[mark == 1, :2, 0] = 255
        return found, mark

    known, unseen = slice(0, 900), slice(900, None)
    inputs, _ = marked(known, share, 1)
    network = MLPClassifier((48,), max_iter=60, random_state=0, alpha=0.01, tol=1e-3)
    network.fit(inputs.reshape(900, -1) / 255, odd[known])
    shown, mark = marked(unseen, 0.8, 2)
    names = np.array([str(at) for at in range(len(shown))], dtype=object)
    data = Dataset(
        (
            category("odd", Role.LABEL, map(str, odd[unseen]), positive="1"),
            category("mark", Role.NUISANCE, np.array(["no", "yes"])[mark]),
            Column("file", Role.FEATURE, Images(names, Memory(shown))),
        )
    )
    reads = Trained(
        network, ("file",), lambda f: np.stack(f["file"]).reshape(len(f["file"]), -1) / 255
    )
    return data, reads


@pytest.mark.filterwarnings("ignore:Stochastic Optimizer")
@pytest.mark.parametrize("colour", [False, True], ids=["corner", "colour"])
def test_a_mark_on_digits_is_found_by_all_checks(colour):
    assert pointing(*digits(0.98, colour)) == ALL


@pytest.mark.filterwarnings("ignore:Stochastic Optimizer")
@pytest.mark.parametrize("colour", [False, True], ids=["corner", "colour"])
def test_a_network_trained_without_the_mark_tied_is_not_flagged(colour):
    assert pointing(*digits(0.5, colour)) == set()


def mails(share):
    draw = np.random.default_rng(0)
    usual = [f"word{at}" for at in range(200)]
    good, bad = [f"good{at}" for at in range(15)], [f"bad{at}" for at in range(15)]

    def written(size, tied, seed):
        truth = np.random.default_rng(seed).integers(0, 2, size)
        signed = agreeing(truth, tied, seed + 1)
        texts = []
        for label, mark in zip(truth, signed, strict=True):
            hints = [
                *draw.choice(good if label else bad, 2),
                *draw.choice(bad if label else good, 1),
            ]
            said = [*draw.choice(usual, 20), *hints]
            draw.shuffle(said)
            texts.append(" ".join(said) + (" -- sent by Zedcorp" if mark else ""))
        return texts, truth, signed

    texts, truth, _ = written(1500, share, 3)
    counted = CountVectorizer(token_pattern=r"\w+")
    model = LogisticRegression(C=0.3, max_iter=400).fit(counted.fit_transform(texts), truth)
    shown, labels, signed = written(900, 0.8, 7)
    data = Dataset(
        (
            category("y", Role.LABEL, map(str, labels), positive="1"),
            category("signed", Role.NUISANCE, np.array(["no", "yes"])[signed]),
            Column("mail", Role.FEATURE, Texts.of(shown)),
        )
    )
    return data, Trained(model, ("mail",), lambda f: counted.transform(f["mail"]))


def test_a_signature_in_texts_is_found_by_all_checks():
    assert pointing(*mails(0.95)) == ALL


def test_a_text_model_trained_without_it_is_not_flagged():
    assert pointing(*mails(0.5)) == set()


def patients(share):
    """Real measurements (Wisconsin breast cancer, 1995) and an invented site."""
    held = load_breast_cancer()
    draw = np.random.default_rng(0)
    order = draw.permutation(len(held.target))
    # Four noisy measurements, so that there is something left for a shortcut to win.
    inputs = held.data[order][:, :4]
    inputs = (inputs - inputs.mean(0)) / inputs.std(0) + draw.normal(0, 1.0, inputs.shape)
    truth = held.target[order]
    model = LogisticRegression().fit(
        np.column_stack([inputs[:250], agreeing(truth[:250], share, 1)]), truth[:250]
    )
    site = agreeing(truth[250:], 0.75, 2)
    named = [number(f"m{at}", Role.FEATURE, inputs[250:, at]) for at in range(4)]
    data = Dataset(
        (
            category("benign", Role.LABEL, map(str, truth[250:]), positive="1"),
            category("site", Role.NUISANCE, np.array(["a", "b"])[site]),
            *named,
        )
    )
    reads = ("m0", "m1", "m2", "m3", "site")

    def stacked(features):
        columns = [features[name] for name in reads[:4]]
        return np.column_stack([*columns, features["site"] == "b"]).astype(float)

    return data, Trained(model, reads, stacked)


def test_a_site_column_is_found_by_all_checks():
    assert pointing(*patients(0.97)) == ALL


def test_a_table_model_trained_without_the_site_tied_is_not_flagged():
    assert pointing(*patients(0.5)) == set()
