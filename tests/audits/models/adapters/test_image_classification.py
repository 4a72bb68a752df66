import numpy as np

from audits.models.adapters.image_classification import HEAD
from audits.models.opening import open_model
from audits.specification.document import ModelSpec
from tests import picture_families
from tests.adapter_examples import Answered, Example, pictures, texts


def example(folder):
    """Nine pictures into three classes."""
    data, wrong = pictures("file", 9), texts("file")
    path = picture_families.built("vit", folder / "model")
    return Example(path, ModelSpec(inputs={"image": ["file"]}), data, wrong)


def test_it_answers_as_transformers_does(tmp_path):
    import torch
    import transformers

    made = example(tmp_path)
    model = open_model(made.path, made.spec, scratch=tmp_path)
    network = picture_families.network_class("vit").from_pretrained(made.path).eval()
    processor = transformers.AutoImageProcessor.from_pretrained(made.path)
    with torch.inference_mode():
        expected = [
            network(**processor(picture, return_tensors="pt")).logits.double().softmax(-1)[0]
            for picture in made.data.columns[0].values.decoded()
        ]
    np.testing.assert_allclose(Answered(model, made.data).to(), np.array(expected), atol=1e-5)


def test_weights_and_graphs_have_openers_of_their_own():
    assert HEAD.weights().opened is not HEAD.graph().opened
