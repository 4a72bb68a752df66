"""Folders with `model.onnx` in place of weights: answers, numbers and refusals.

That they answer as transformers does, family by family, stands in
`tests/contracts/test_every_exporter.py`; here one small folder is looked at from all sides.
"""

import json
import shutil

import numpy as np
import pytest

from audits.errors import Refused
from audits.models import Compression
from audits.models.huggingface.loading import offline
from audits.models.onnx.exported_folders import ExportedClassifier, ExportedRegressor
from audits.models.onnx.optimum_folders import open_texts, profile_texts
from audits.models.opening import open_model
from audits.models.output_reading import TOLERANCE
from audits.specification.document import ModelSpec
from audits.specification.roles import Kind
from tests import exporters, families

pytestmark = pytest.mark.filterwarnings("ignore")
SENTENCES = ["kind and good", "very"]
SPEC = ModelSpec(inputs={"text": ["said"]})
ROW = {"said": np.array(SENTENCES[:1], dtype=object)}
# What torch counted of the network before it was exported, by the folder.
COUNTED = {}


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    """The folder, and what the network answered to each sentence alone before it was exported."""
    folder = families.built("distilbert", tmp_path_factory.mktemp("optimum") / "model")
    expected = families.alone(folder, SENTENCES)
    COUNTED[folder] = open_model(folder, SPEC, scratch=folder.parent).operations(ROW)
    exporters.as_optimum(folder)
    offline()
    return folder, expected


def opened(folder, spec=SPEC):
    return open_texts(folder, json.loads((folder / "config.json").read_text()), spec, "f" * 64)


def changed(exported, folder, **config):
    """A copy of the folder whose configuration says this besides."""
    shutil.copytree(exported[0], folder)
    path = folder / "config.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **config}))
    return folder


def test_it_answers_as_the_network_that_was_exported(exported):
    folder, expected = exported
    model = opened(folder)
    assert isinstance(model, ExportedClassifier)
    answers = model.classify({"said": np.array(SENTENCES, dtype=object)})
    np.testing.assert_allclose(answers.probabilities, expected, atol=1e-5)


def test_its_graph_takes_as_many_operations_as_torch_counts_of_the_network(exported):
    folder, _ = exported
    counted, model = COUNTED[folder], opened(folder)
    assert model.operations(ROW).multiply_accumulates == counted.multiply_accumulates
    assert counted.multiply_accumulates["matrix product"] > 10_000
    assert counted.uncounted == model.operations(ROW).uncounted == {}
    assert model.engine.startswith("onnxruntime ")


def test_what_is_said_of_it_is_read_off_the_file(exported):
    import onnx

    folder, _ = exported
    model = opened(folder)
    initializers = onnx.load(folder / "model.onnx").graph.initializer
    learnt = sum(int(np.prod(item.dims)) for item in initializers)
    # Constants of nodes are numbers of the file too.
    assert learnt <= model.parameters <= 1.05 * learnt
    assert (model.tolerance, model.may_grow) == (TOLERANCE, False)
    assert model.head == "output 'logits' of model.onnx"
    assert (model.reads, model.longest) == (("said",), families.LONGEST)


def test_its_profile_says_what_it_takes_and_gives(exported):
    folder, _ = exported
    config = json.loads((folder / "config.json").read_text())
    profile = profile_texts(folder, config, SPEC, "f" * 64)
    assert profile.task == "classification"
    assert profile.capabilities == ("Classifier", "Countable", "Compressible")
    assert [(item.name, item.kind) for item in profile.inputs] == [("text", Kind.TEXT)]
    assert [item.name for item in profile.outputs] == ["logits"]
    assert len(profile.classes) == 2
    assert profile.probabilities


def test_a_folder_of_one_number_is_a_regression(tmp_path):
    folder = families.built("distilbert", tmp_path / "model", labels=1)
    exporters.as_optimum(folder)
    assert isinstance(opened(folder), ExportedRegressor)


def test_two_numbers_are_no_regression(exported, tmp_path):
    folder = changed(exported, tmp_path / "model", problem_type="regression")
    with pytest.raises(Refused, match="answers with 2 numbers, not one"):
        opened(folder)


def test_an_output_that_is_not_there_is_refused(exported):
    with pytest.raises(Refused) as refusal:
        opened(exported[0], ModelSpec(inputs={"text": ["said"]}, output={"name": "another"}))
    (problem,) = refusal.value.problems
    assert problem.field == "model.output"


def with_second_output(exported, folder, *names):
    """The same graph that shows its answer under these names; a second one is of another head."""
    import onnx

    folder = changed(exported, folder)
    path = folder / "model.onnx"
    made = onnx.load(path)
    (shown,) = made.graph.output
    for name in names:
        made.graph.node.append(onnx.helper.make_node("Identity", ["logits"], [name]))
        own = onnx.ValueInfoProto()
        own.CopyFrom(shown)
        own.name = name
        made.graph.output.append(own)
    if len(names) > 1:
        del made.graph.output[0]
    onnx.save(made, path)
    return folder


def test_a_second_output_beside_the_logits_is_told(exported, tmp_path):
    folder = with_second_output(exported, tmp_path / "model", "sex")
    told = dict(opened(folder).reading)["not read"]
    assert told.startswith("'sex' could be an answer too and is passed over")
    assert "record the answers of each" in told
    named = opened(folder, ModelSpec(inputs={"text": ["said"]}, output={"name": "sex"}))
    assert named.head == "output 'sex' of model.onnx"


def test_of_two_outputs_neither_is_taken_in_silence(exported, tmp_path):
    folder = with_second_output(exported, tmp_path / "model", "sex", "age")
    with pytest.raises(Refused, match="2 outputs could be the answer: 'sex'") as refusal:
        opened(folder)
    (problem,) = refusal.value.problems
    assert "`heads: {sex: {label: COLUMN, prediction: COLUMN}, ...}`" in problem.remedy


def test_a_graph_that_takes_what_nobody_gives_is_refused(exported, tmp_path):
    import onnx

    folder = changed(exported, tmp_path / "model")
    graph = onnx.load(folder / "model.onnx")
    states = onnx.helper.make_tensor_value_info("past_states", onnx.TensorProto.FLOAT, ["n", 4])
    graph.graph.input.append(states)
    onnx.save(graph, folder / "model.onnx")
    with pytest.raises(Refused, match="takes past_states, which neither tokenizer") as refusal:
        opened(folder)
    assert refusal.value.problems[0].code == "input_not_fed"


@pytest.mark.parametrize("how", [*Compression])
def test_a_smaller_form_is_fed_as_the_graph_itself(exported, how):
    model = opened(exported[0])
    rows = {"said": np.array([*SENTENCES, "kind", "very good and kind"], dtype=object)}
    answers = model.classify(rows).probabilities
    with model.compressed(how, calibration=rows, sparsity=0.01) as made:
        others = made.model.classify(rows).probabilities
        assert np.abs(others - answers).max() < 0.2
        # Whatever stands beside it, a sentence is answered alike.
        for row, text in enumerate(rows["said"]):
            alone = made.model.classify({"said": np.array([text], dtype=object)})
            np.testing.assert_allclose(alone.probabilities[0], others[row], atol=1e-5)
