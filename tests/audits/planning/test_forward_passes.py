"""What a probe says it will ask, against what models that count were asked."""

from dataclasses import dataclass, field

import numpy as np
import pytest

from audits.data.dataset import Categories, Column, Dataset
from audits.explanations import (
    background_unit,
    randomisation_test,
    shortcut_share,
    subject_to_explain,
)
from audits.models import Answers, Classifier
from audits.perturbations import images
from audits.perturbations import texts as text_changes
from audits.planning import forward_passes
from audits.planning.forward_passes import KNOWN, Asked
from audits.running.catalog import catalog
from audits.specification.probe_manifest import entries
from audits.specification.roles import Kind, Role
from tests.askable import BrightCorner, LinearTable, LinearText, album, people, spots, texts
from tests.subjects import Subject


@dataclass
class Counted:
    """A model that can forget, whose every copy counts into one number."""

    model: object
    count: list = field(default_factory=lambda: [0])

    def __getattr__(self, name):
        return getattr(self.model, name)

    @property
    def classes(self):
        return self.model.classes

    @property
    def reads(self):
        return self.model.reads

    def classify(self, features):
        found = self.model.classify(features)
        self.count[0] += len(found.codes)
        return found

    def weight_layers(self):
        return 9

    def randomised(self, *, seed, layers=None):
        rng = np.random.default_rng(seed)
        model = self.model

        class Scrambled:
            classes, reads, fingerprint = model.classes, model.reads, "0" * 64

            def classify(self, features):
                positive = rng.random(len(next(iter(features.values()))))
                found = np.stack([1 - positive, positive], axis=1)
                return Answers((positive > 0.5).astype(np.intp), found)

        return Counted(Scrambled(), self.count)


def with_nuisance(data, rows):
    site = Categories.of(list(np.random.default_rng(2).choice(["a", "b"], rows)))
    return Dataset((*data.columns, Column("site", Role.NUISANCE, site)))


def pictures():
    rng = np.random.default_rng(4)
    held = []
    for picture in spots(40, side=64):
        # Blocks of colour on a plain ground, so that there are superpixels and an object.
        blocks = rng.integers(0, 255, (8, 8, 3)).repeat(5, axis=0).repeat(5, axis=1)
        picture[:] = picture // 8 + rng.integers(60, 140)
        picture[12:52, 12:52] = blocks
        held.append(picture)
    data = album(held)
    return Counted(BrightCorner()), with_nuisance(data, len(data)), Kind.IMAGE


def table():
    data = people(rows=200, columns=6)
    weights = {f"x{at}": 1.0 / (1 + at) for at in range(6)}
    # A table's nuisance must be read to be changed or explained.
    columns = [
        Column(c.name, Role.NUISANCE if c.name == "x5" else c.role, c.values) for c in data.columns
    ]
    return Counted(LinearTable(weights)), Dataset(tuple(columns)), Kind.CATEGORY


def sentences():
    rng = np.random.default_rng(1)
    words = [f"word{at}" for at in range(120)]
    said = [" ".join(rng.choice(words, 30, replace=False)) for _ in range(300)]
    weights = {word: float(rng.normal()) for word in words}
    return Counted(LinearText(weights)), texts(said), Kind.TEXT


CLASSIFIERS = [
    name
    for name, probe in catalog().items()
    if probe.passes is not None and probe.model is Classifier
]


@pytest.mark.parametrize("made", [table, sentences, pictures])
@pytest.mark.parametrize("name", CLASSIFIERS)
def test_what_is_told_is_what_is_asked(name, made):
    """Within half and double: enough to know minutes from hours."""
    model, data, kind = made()
    probe = catalog()[name]
    parameters = {
        key: parameter.default
        for key, parameter in probe.parameters.items()
        if parameter.default is not parameter.empty
    }
    if (name, made.__name__) == ("explanations.shortcut", "sentences"):
        parameters["tokens"] = ("word1", "word2", "word3")
    nuisances = len(data.having(Role.NUISANCE))
    told = probe.passes(Asked(kind, len(data), len(model.reads), nuisances, parameters))
    subject = Subject(data, model)
    assert subject.predictions is not None  # the answers that every audit has are not counted
    model.count[0] = 0
    list(probe(subject, **parameters))
    assert told / 2 <= model.count[0] <= 2 * told, (told, model.count[0])


def test_every_probe_that_explains_or_changes_rows_says_what_it_asks():
    silent = {"explanations.source_words"}  # translates, at a pace that answers do not tell
    for name, entry in entries().items():
        if name.startswith("explanations.") or name == "confounds.interventions":
            assert (entry.passes in KNOWN) is (name not in silent)


def test_fewer_samples_ask_less_of_pictures():
    for name, entry in entries().items():
        if entry.passes is None:
            assert entry.sampled == ()
            continue
        given = {
            key: schema.get("default") for key, schema in entry.parameters["properties"].items()
        }
        asked = [
            KNOWN[entry.passes](Asked(Kind.IMAGE, 1000, 1, 1, {**given, **fewer}))
            for fewer in ({}, *entry.sampled)
        ]
        assert asked == sorted(set(asked), reverse=True), name
        for fewer in entry.sampled:
            assert set(fewer) <= set(given)


def test_the_constants_are_those_of_the_explanations():
    assert (forward_passes.BACKGROUND, forward_passes.TABLE_SHUFFLES) == (
        subject_to_explain.BACKGROUND,
        subject_to_explain.TABLE_SHUFFLES,
    )
    assert (forward_passes.LAYER_ROWS, forward_passes.LAYER_PARTS) == (
        randomisation_test.CURVE_ROWS,
        randomisation_test.CURVE_PARTS,
    )
    assert len(text_changes.CHANGES) == forward_passes.TEXT_CHANGES
    assert len(images.CHANGES) + 2 == forward_passes.PICTURE_CHANGES
    assert background_unit.PIECES**2 + 1 == forward_passes.PIECES
    assert shortcut_share.COLOURS == forward_passes.BACKGROUND


def test_named_rows_are_counted_once_each():
    asked = Asked(Kind.IMAGE, 100, 1, 0, {"rows": [3, 3, 5], "how_many": 50})
    assert asked.explained() == 2
    assert Asked(Kind.IMAGE, 3, 1, 0, {"how_many": 50}).explained() == 3
