"""Keras' own files, row by row against Keras on torch."""

import json
import os
import sys
import warnings
import zipfile

import numpy as np
import pytest

from audits.data.dataset import Column, Dataset, Numbers, Role, Texts
from audits.errors import Refused
from audits.models.opening import inspect_model, open_model
from audits.specification.document import ModelSpec
from tests.adapter_examples import Example
from tests.lazily import lazily

os.environ["KERAS_BACKEND"] = "torch"
keras = lazily("keras")
pytestmark = pytest.mark.filterwarnings("ignore")
NAMES = ("a", "b", "c")
VALUES = np.random.default_rng(3).normal(size=(24, 3))


def network(*last):
    keras.utils.set_random_seed(0)
    layers = [keras.Input((3,)), keras.layers.Dense(6, "relu"), keras.layers.BatchNormalization()]
    return keras.Sequential([*layers, *(last or (keras.layers.Dense(2, "softmax"),))])


def table():
    columns = zip(NAMES, VALUES.T, strict=True)
    return Dataset(tuple(Column(n, Role.FEATURE, Numbers(v)) for n, v in columns))


def spec_of(path, folder, **more):
    (item,) = inspect_model(path, scratch=folder).inputs
    return ModelSpec(inputs={item.name: list(NAMES)}, **more)


def example(folder):
    """Three numbers into two classes."""
    path = folder / "model.keras"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Keras and numpy 2 do not agree on copies yet
        network().save(path)
    data = table()
    words = Column("a", Role.FEATURE, Texts.of(["red"] * 24))
    spec = spec_of(path, folder, labels=["no", "yes"])
    return Example(path, spec, data, Dataset((words, *data.columns[1:])))


@pytest.mark.parametrize("ending", ["keras", "h5"])
def test_a_file_answers_as_keras_does_and_the_report_says_how_far_apart(tmp_path, ending):
    model = network()
    model.save(tmp_path / f"m.{ending}")
    spec = spec_of(tmp_path / f"m.{ending}", tmp_path, labels=["no", "yes"])
    opened = open_model(tmp_path / f"m.{ending}", spec, scratch=tmp_path)
    found = opened.classify(table().features(NAMES, slice(None)))
    expected = model.predict(VALUES.astype(np.float32), verbose=0)
    np.testing.assert_allclose(found.probabilities, expected, atol=1e-6)
    told = dict(opened.reading)["converted"]
    assert told.startswith("from Keras to ONNX by Keras 3")
    assert "of 32 rows" in told


def test_a_lambda_and_a_layer_of_ones_own_are_refused_before_they_are_made(tmp_path):
    network(keras.layers.Lambda(lambda x: x)).save(tmp_path / "m.keras")

    @keras.saving.register_keras_serializable("mine")
    class Own(keras.layers.Layer):
        def call(self, given):
            return given

    network(Own()).save(tmp_path / "own.keras")
    for name, why in (("m.keras", "Lambda layer, which is code"), ("own.keras", "'Own'")):
        with pytest.raises(Refused, match=why):
            inspect_model(tmp_path / name, scratch=tmp_path)


def test_a_module_that_is_not_keras_is_refused(tmp_path):
    network().save(tmp_path / "m.keras")
    with zipfile.ZipFile(tmp_path / "m.keras") as packed:
        kept = {name: packed.read(name) for name in packed.namelist()}
    config = json.loads(kept["config.json"])
    layer = config["config"]["layers"][1]
    layer |= {"module": "os", "class_name": "system", "registered_name": None}
    kept["config.json"] = json.dumps(config).encode()
    with zipfile.ZipFile(tmp_path / "evil.keras", "w") as packed:
        for name, content in kept.items():
            packed.writestr(name, content)
    with pytest.raises(Refused, match="of one's own"):
        inspect_model(tmp_path / "evil.keras", scratch=tmp_path)


def test_weights_alone_are_refused(tmp_path):
    import h5py

    with h5py.File(tmp_path / "w.h5", "w") as file:
        file["kernel"] = VALUES
    with pytest.raises(Refused, match="weights alone"):
        inspect_model(tmp_path / "w.h5", scratch=tmp_path)


def test_without_the_library_the_refusal_names_the_extra_and_the_export(tmp_path, monkeypatch):
    network().save(tmp_path / "m.keras")
    monkeypatch.setitem(sys.modules, "keras", None)
    with pytest.raises(Refused) as refusal:
        inspect_model(tmp_path / "m.keras", scratch=tmp_path)
    (problem,) = refusal.value.problems
    assert "evenhand[keras]" in problem.remedy
    assert "model.export" in problem.remedy
