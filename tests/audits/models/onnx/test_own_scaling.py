"""What networks do first with pictures, as torch writes it, and which range they take by it."""

import numpy as np
import pytest

from audits.models.onnx.own_scaling import scales_itself
from audits.models.opening import open_model
from audits.specification.document import ModelSpec, Preprocessing
from tests.askable import album
from tests.lazily import lazily

torch = lazily("torch")
PICTURES = np.random.default_rng(2).integers(0, 256, (4, 6, 6, 3)).astype(np.uint8)
MEAN, DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)


def channels(*numbers):
    return torch.tensor(numbers).reshape(1, 3, 1, 1)


FIRST = {
    "a division by 255": (lambda x: x / 255, True),
    "a product with 1/127.5, less 1": (lambda x: x * (1 / 127.5) - 1, True),
    "means and deviations of 0 to 255": (
        lambda x: (x - channels(123.7, 116.3, 103.5)) / channels(58.4, 57.1, 57.4), True,
    ),
    "means of 0 to 255, as of Caffe's networks": (lambda x: x - 120.0, True),
    "colours turned, then a division by 255": (lambda x: x.permute(0, 1, 3, 2) / 255, True),
    "nothing": (lambda x: x, False),
    "means and deviations of 0 to 1": (
        lambda x: (x - channels(*MEAN)) / channels(*DEVIATION), False,
    ),
    "0 to 1 made -1 to 1": (lambda x: x * 2 - 1, False),
    "two branches": (lambda x: x / 255 + x, False),
    "a division by the picture itself": (lambda x: x / x.amax(), False),
}  # fmt: skip


def written(path, first):
    """A network of 6 x 6 pixels, whose first step is this."""

    class Network(torch.nn.Module):
        def __init__(self):
            super().__init__()
            torch.manual_seed(0)
            self.seen = torch.nn.Conv2d(3, 4, 3)
            self.last = torch.nn.Linear(4, 3)

        def forward(self, x):
            return self.last(self.seen(first(x)).relu().mean((2, 3)))

    made = Network().eval()
    torch.onnx.export(
        made, (torch.zeros(2, 3, 6, 6),), path, input_names=["picture"], output_names=["logits"],
        dynamic_axes={"picture": {0: "n"}, "logits": {0: "n"}}, dynamo=False,
    )  # fmt: skip
    return made


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", FIRST)
def test_a_graph_that_scales_is_fed_0_to_255_and_others_0_to_1(tmp_path, name):
    first, scales = FIRST[name]
    made = written(tmp_path / "m.onnx", first)
    assert scales_itself(tmp_path / "m.onnx", "picture") is scales
    for spec, factor in ((None, 1 if scales else 1 / 255), (0.5, 0.5)):
        stated = ModelSpec(preprocessing=Preprocessing(scale=spec))
        model = open_model(tmp_path / "m.onnx", stated, scratch=tmp_path)
        data = album(list(PICTURES))
        found = model.classify(data.features(("picture",), slice(None))).probabilities
        with torch.inference_mode():
            fed = torch.from_numpy(PICTURES.transpose(0, 3, 1, 2).astype(np.float32) * factor)
            expected = made(fed).softmax(-1).numpy()
        np.testing.assert_allclose(found, expected, atol=1e-5)
        told = "since the graph scales them itself" in dict(model.reading)["pictures"]
        assert told is (scales and spec is None)


def test_a_file_that_cannot_be_read_scales_nothing(tmp_path):
    (tmp_path / "m.onnx").write_bytes(b"no graph at all")
    assert scales_itself(tmp_path / "m.onnx", "picture") is False
