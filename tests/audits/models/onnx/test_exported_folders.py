"""An exported folder is asked in other ways: by threads and precisions of its own runtime.

What it answers otherwise stands in `test_optimum_folders`.
"""

import json

import numpy as np
import pytest

from audits.models.huggingface.loading import offline
from audits.models.onnx.exported_folders import ExportedClassifier
from audits.models.onnx.optimum_folders import open_texts
from audits.specification.document import ModelSpec
from tests import exporters, families

pytestmark = pytest.mark.filterwarnings("ignore")
ROWS = {"said": np.array(["kind and good", "very"], dtype=object)}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = families.built("distilbert", tmp_path_factory.mktemp("optimum") / "model")
    exporters.as_optimum(made)
    offline()
    return made


def opened(folder):
    config = json.loads((folder / "config.json").read_text())
    return open_texts(folder, config, ModelSpec(inputs={"text": ["said"]}), "f" * 64)


def test_other_threads_are_the_graphs_own(folder):
    model = opened(folder)
    assert isinstance(model, ExportedClassifier)
    with model.asked_by(2) as other:
        assert other.engine.endswith("2 threads")
        answers = other.classify(ROWS).probabilities
    np.testing.assert_allclose(answers, model.classify(ROWS).probabilities, atol=1e-6)
    assert model.engine.endswith("1 thread")


def test_double_precision_is_computed_by_torch_from_the_graph(folder):
    model = opened(folder)
    with model.asked_in("float64") as other:
        assert "float64" in other.engine
        answers = other.classify(ROWS).probabilities
    own = model.classify(ROWS).probabilities
    assert 0 < np.abs(answers - own).max() < 1e-5


def test_a_graph_that_calls_its_input_inputs_is_given_the_tokens(folder, tmp_path):
    """As Optimum and transformers call what a Perceiver takes, whatever it is."""
    import shutil

    import onnx

    own = opened(folder).classify(ROWS).probabilities
    other = tmp_path / "model"
    shutil.copytree(folder, other)
    graph = onnx.load(other / "model.onnx")
    for names in (node.input for node in graph.graph.node):
        names[:] = ["inputs" if name == "input_ids" else name for name in names]
    (given,) = [item for item in graph.graph.input if item.name == "input_ids"]
    given.name = "inputs"
    onnx.save(graph, other / "model.onnx")
    np.testing.assert_array_equal(opened(other).classify(ROWS).probabilities, own)
