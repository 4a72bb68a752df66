import numpy as np

from audits.models.adapters.sequence_classification import HEAD
from audits.models.opening import open_model
from audits.specification.document import ModelSpec
from tests import families
from tests.adapter_examples import Answered, Example, pictures, texts


def example(folder):
    """A family that padding changes, so that batches could matter."""
    data = texts()
    wrong = pictures("said", len(data))
    spec = ModelSpec(inputs={"text": ["said"]})
    return Example(families.built("fnet", folder / "model"), spec, data, wrong)


def test_it_answers_as_transformers_does(tmp_path):
    made = example(tmp_path)
    model = open_model(made.path, made.spec, scratch=tmp_path)
    expected = families.alone(made.path, families.texts())
    np.testing.assert_allclose(Answered(model, made.data).to(), expected, atol=1e-5)


def test_weights_and_graphs_have_openers_of_their_own():
    assert HEAD.weights().opened is not HEAD.graph().opened
