import numpy as np
import pytest

from audits.errors import Refused
from audits.models.onnx.named_outputs import NamedOutputs, graph_of
from tests import detector_families

pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = detector_families.built("yolos", tmp_path_factory.mktemp("named") / "model")
    detector_families.as_optimum(made)
    return made


def test_it_is_called_as_a_network_and_gives_each_output_by_its_name(folder):
    import onnxruntime
    import torch

    graph = graph_of(folder, ("logits", "pred_boxes"), "object-detection")
    assert isinstance(graph, NamedOutputs)
    pixels = np.random.default_rng(0).normal(size=(2, 3, 64, 64)).astype(np.float32)
    given = graph(pixel_values=torch.from_numpy(pixels))
    session = onnxruntime.InferenceSession(folder / "model.onnx")
    logits, boxes = session.run(["logits", "pred_boxes"], {"pixel_values": pixels})
    np.testing.assert_allclose(given.logits.numpy(), logits, atol=1e-6)
    np.testing.assert_allclose(given.pred_boxes.numpy(), boxes, atol=1e-6)


def test_an_output_that_it_lacks_is_refused_by_name(folder):
    with pytest.raises(Refused, match="no output 'masks'") as refusal:
        graph_of(folder, ("logits", "masks"), "image-segmentation")
    assert "--task image-segmentation" in refusal.value.problems[0].remedy
