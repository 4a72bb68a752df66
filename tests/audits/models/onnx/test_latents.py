"""Both of torch's exporters unroll a Perceiver; what is counted there is what the network has."""

from dataclasses import replace

import pytest

from audits.models.huggingface.latents import latents_of
from audits.models.onnx.file import scan_onnx
from audits.models.onnx.latents import latents_in
from tests.audits.models.onnx import graphs
from tests.lazily import lazily

torch = lazily("torch")
transformers = lazily("transformers")
pytestmark = pytest.mark.filterwarnings("ignore")


def network(blocks):
    torch.manual_seed(0)
    config = transformers.PerceiverConfig(
        num_latents=6, d_latents=8, d_model=8, num_blocks=blocks, num_self_attends_per_block=2,
        num_self_attention_heads=2, num_cross_attention_heads=2, max_position_embeddings=16,
    )  # fmt: skip
    made = transformers.PerceiverForSequenceClassification(config).eval()
    with torch.no_grad():  # as training leaves them: no two tensors are equal
        for tensor in made.parameters():
            tensor.normal_(0, 0.3)
    return made


def logits_alone(made):
    class Logits(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.made = made

        def forward(self, tokens):
            return self.made(inputs=tokens).logits

    return Logits().eval()


@pytest.mark.parametrize(("dynamo", "blocks"), [(False, 1), (False, 3), (True, 3)])
def test_a_graph_says_of_itself_what_its_network_says(tmp_path, dynamo, blocks):
    made, path = network(blocks), tmp_path / "model.onnx"
    # As long as there are places: of a shorter example the exporters keep those that it used.
    torch.onnx.export(
        logits_alone(made), (torch.arange(4, 36).reshape(2, 16),), str(path),
        input_names=["inputs"], output_names=["logits"], dynamo=dynamo, verbose=False,
        **(
            {"external_data": False, "dynamic_shapes": ({0: torch.export.Dim("n")},)}
            if dynamo else {"dynamic_axes": {"inputs": {0: "n"}}}
        ),
    )  # fmt: skip
    assert latents_in(path, scan_onnx(path)) == replace(latents_of(made), heads=None)


def test_another_graph_has_none(tmp_path):
    path = graphs.linear(tmp_path, width=2)
    assert latents_in(path, scan_onnx(path)) is None
