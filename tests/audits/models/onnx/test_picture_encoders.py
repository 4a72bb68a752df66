"""Encoders of pictures as torch exports them: a vector comes out where the document says so."""

import numpy as np
import pytest

from audits.errors import Refused
from audits.models import Classifier, Layered
from audits.models.onnx.picture_encoders import CAPABILITIES
from audits.models.opening import inspect_model, open_model
from audits.specification.document import ModelSpec
from tests.askable import album
from tests.lazily import lazily

torch = lazily("torch")
lazily("onnxruntime")
pytestmark = pytest.mark.filterwarnings("ignore")
PICTURES = np.random.default_rng(6).integers(0, 256, (5, 8, 8, 3)).astype(np.uint8)
SPEC = ModelSpec(task="embedding", inputs={"pixels": ["picture"]})


def encoder(*, pooled, tokens=False):
    """Five numbers a picture, or at each place of it, as a map or as a list of tokens."""

    class Network(torch.nn.Module):
        def __init__(self):
            super().__init__()
            torch.manual_seed(0)
            self.seen = torch.nn.Conv2d(3, 5, 3, stride=2)

        def forward(self, pixels):
            held = self.seen(pixels).tanh()
            if pooled:
                return held.mean((2, 3))
            return held.flatten(2).transpose(1, 2) if tokens else held

    return Network().eval()


def written(path, made, names=("vector",)):
    torch.onnx.export(
        made, (torch.zeros(2, 3, 8, 8),), path, input_names=["pixels"], output_names=list(names),
        dynamic_axes={"pixels": {0: "n"}} | {name: {0: "n"} for name in names}, dynamo=False,
    )  # fmt: skip
    return path


def features():
    return album(list(PICTURES)).features(("picture",), slice(None))


@pytest.mark.parametrize(("pooled", "tokens"), [(True, False), (False, False), (False, True)])
def test_the_vector_is_torchs_own_averaged_over_places(tmp_path, pooled, tokens):
    path = written(tmp_path / "m.onnx", encoder(pooled=pooled, tokens=tokens))
    model = open_model(path, SPEC, scratch=tmp_path)
    assert isinstance(model, Layered)
    assert not isinstance(model, Classifier)
    with torch.inference_mode():
        fed = torch.from_numpy(PICTURES.transpose(0, 3, 1, 2).astype(np.float32) / 255)
        expected = encoder(pooled=True)(fed).numpy()
    layers = model.layers(features())
    assert layers.shape == (1, 5, 5)
    np.testing.assert_allclose(layers[0], expected, atol=1e-6)
    assert model.maps(features()) == []
    assert dict(model.reading)["layers"].startswith("output 'vector', the mean over places")


def test_without_that_word_the_same_file_is_a_classifier(tmp_path):
    path = written(tmp_path / "m.onnx", encoder(pooled=True))
    profile = inspect_model(path, SPEC, scratch=tmp_path)
    assert (profile.task, profile.capabilities, profile.classes) == ("embedding", CAPABILITIES, ())
    assert inspect_model(path, ModelSpec(), scratch=tmp_path).task == "classification"


def test_of_several_vectors_one_is_named(tmp_path):
    class Both(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.own = encoder(pooled=False)

        def forward(self, pixels):
            held = self.own(pixels)
            return held, held.mean((2, 3))

    path = written(tmp_path / "m.onnx", Both().eval(), ("map", "vector"))
    with pytest.raises(Refused, match="is not clear") as refusal:
        open_model(path, SPEC, scratch=tmp_path)
    assert refusal.value.problems[0].remedy == "name it: `output: {name: map}`"
    named = ModelSpec.model_validate(SPEC.model_dump() | {"output": {"name": "vector"}})
    model = open_model(path, named, scratch=tmp_path)
    assert dict(model.reading)["layers"].startswith("output 'vector'")


def test_a_graph_of_numbers_is_no_encoder_of_pictures(tmp_path):
    made = torch.nn.Linear(3, 2).eval()
    torch.onnx.export(
        made, (torch.zeros(2, 3),), tmp_path / "m.onnx", input_names=["x"], dynamo=False,
        dynamic_axes={"x": {0: "n"}},
    )  # fmt: skip
    with pytest.raises(Refused, match="only encoders of one picture"):
        open_model(tmp_path / "m.onnx", ModelSpec(task="embedding"), scratch=tmp_path)
