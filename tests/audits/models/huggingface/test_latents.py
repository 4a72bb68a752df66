"""What is said of a Perceiver, beside the network while it answers."""

import pytest

from audits.models.huggingface.latents import latents_of
from tests.lazily import lazily

torch = lazily("torch")
transformers = lazily("transformers")


def network(blocks):
    config = transformers.PerceiverConfig(
        num_latents=6, d_latents=8, d_model=8, num_blocks=blocks, num_self_attends_per_block=3,
        num_self_attention_heads=2, num_cross_attention_heads=2, max_position_embeddings=16,
    )  # fmt: skip
    return transformers.PerceiverForSequenceClassification(config).eval()


@pytest.mark.parametrize("blocks", [1, 4])
def test_blocks_and_reads_are_those_that_run(blocks):
    made = network(blocks)
    calls = []
    encoder = made.perceiver.encoder
    for layer in encoder.self_attends:
        layer.register_forward_hook(lambda *_: calls.append("self"))
    encoder.cross_attention.register_forward_hook(lambda *_: calls.append("input"))
    with torch.inference_mode():
        made(inputs=torch.tensor([[4, 70, 71, 5]]))
    found = latents_of(made)
    assert (found.count, found.width, found.heads) == (6, 8, 2)
    assert found.layers * found.blocks == calls.count("self") == 3 * blocks
    assert found.inputs_read == calls.count("input")


def test_shared_weights_are_counted_once():
    """Deeper by blocks, the network has no more numbers."""
    one, four = latents_of(network(1)), latents_of(network(4))
    assert one.numbers == four.numbers == sum(p.numel() for p in network(4).parameters())
    # A self-attention of width 8: four square maps and two of the perceptron, biases, two norms.
    assert (one.shared, four.shared) == (0, 3 * (6 * 8 * 8 + 6 * 8 + 2 * 2 * 8))


def test_other_networks_have_no_latents():
    assert latents_of(torch.nn.Linear(2, 2)) is None
