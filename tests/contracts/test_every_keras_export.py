"""Networks of Keras as its own `model.export` writes them, row by row against Keras.

`tests/keras_networks.py` lists them; `docs/models.md` prints what is compared here.
"""

import numpy as np
import pytest

from audits.data.dataset import Column, Dataset, Numbers, Role
from audits.data.sequences import Sequences
from audits.models.opening import inspect_model, open_model
from audits.probing.batched_inference import ask
from audits.running.row_by_row_check import ask_again
from audits.specification.document import ModelSpec
from audits.specification.roles import Kind
from tests import keras_networks
from tests.askable import album
from tests.keras_networks import NAMES, NETWORKS, PICTURES, STEPS, VALUES
from tests.lazily import lazily

lazily("onnxruntime")
lazily("keras")
pytestmark = pytest.mark.filterwarnings("ignore")
WRITTEN = {name: each for name, each in NETWORKS.items() if not each.unwritten}
KINDS = {"table": Kind.NUMBER, "columns": Kind.NUMBER, "steps": Kind.SEQUENCE}


def columns_of(network):
    """The same rows as a dataset holds them."""
    if network.rows in ("table", "columns"):
        held = zip(NAMES, VALUES.T.astype(float), strict=True)
        return [Column(name, Role.FEATURE, Numbers(values)) for name, values in held]
    if network.rows == "steps":
        steps = Sequences.of([each.astype(float) for each in STEPS])
        return [Column("trace", Role.FEATURE, steps)]
    return list(album(PICTURES).columns)


def audited(network, path):
    """The opened file, asked for the rows: probabilities, or numbers."""
    stated = ModelSpec(task="regression" if network.answers == "a number" else None)
    inputs = inspect_model(path, stated, scratch=path.parent).inputs
    assert {item.kind for item in inputs} == {KINDS.get(network.rows, Kind.IMAGE)}
    if network.rows == "table":  # Keras counts the names of its tensors up
        (item,) = inputs
        stated = stated.model_copy(update={"inputs": {item.name: list(NAMES)}})
    model = open_model(path, stated, scratch=path.parent)
    data = Dataset(tuple(columns_of(network)))
    ask_again(model, data)
    if network.answers == "a number":
        return ask(model, data, model.regress)
    codes, probabilities = ask(model, data, model.classify)
    assert codes.tolist() == probabilities.argmax(axis=1).tolist()
    return probabilities


def as_asked(network, answers):
    """What Keras answers, as probabilities of all classes, or as numbers."""
    if network.answers == "a number":
        return answers[:, 0]
    if network.answers == "a probability":
        return np.concatenate([1 - answers, answers], axis=1)
    if network.answers == "logits":
        powers = np.exp(answers - answers.max(axis=1, keepdims=True))
        return powers / powers.sum(axis=1, keepdims=True)
    return answers


@pytest.mark.parametrize("name", WRITTEN)
def test_a_network_answers_as_keras_does(tmp_path, name):
    network = NETWORKS[name]
    expected = as_asked(network, network.written(tmp_path / "m.onnx", network.built()))
    found = audited(network, tmp_path / "m.onnx")
    if network.otherwise:
        assert np.abs(found - expected).max() > 1e-2
    else:
        np.testing.assert_allclose(found, expected, atol=1e-5)
    assert np.ptp(expected, axis=0).min() > 1e-3  # rows that differ


def test_a_recurrent_layer_over_an_open_number_of_steps_is_written_as_its_first(tmp_path):
    (name,) = (name for name, each in NETWORKS.items() if each.otherwise)
    network = NETWORKS[name]
    model = network.built()
    network.written(tmp_path / "m.onnx", model)
    first = model(STEPS[:, :1], training=False).detach().numpy()
    np.testing.assert_allclose(audited(network, tmp_path / "m.onnx"), first, atol=1e-5)


@pytest.mark.parametrize("name", [name for name in NETWORKS if name not in WRITTEN])
def test_what_keras_cannot_write_it_says_itself(tmp_path, name):
    network = NETWORKS[name]
    with pytest.raises(Exception, match=network.unwritten):
        network.written(tmp_path / "m.onnx", network.built())


def test_a_model_of_two_outputs_is_no_first_output_in_silence(tmp_path):
    """Keras names none of them: they are numbers of nodes."""
    keras = keras_networks.keras
    given = keras.Input((4,), name="rows")
    outputs = [keras.layers.Dense(2, "softmax")(given), keras.layers.Dense(3, "softmax")(given)]
    model = keras.Model(given, outputs)
    model(VALUES)
    model.export(tmp_path / "m.onnx", format="onnx", verbose=False)
    profile = inspect_model(tmp_path / "m.onnx", ModelSpec(), scratch=tmp_path)
    assert [output.shape for output in profile.outputs] == [(None, 2), (None, 3)]
