"""A Perceiver of transformers, counted in the network itself.

There the self-attention layers of one block are applied `num_blocks` times over, and the latents
read the input once, before them.
"""

from typing import Any

from audits.models.latents import Latents


def latents_of(network: Any) -> Latents | None:
    """What a Perceiver is made of; None of any other network of torch."""
    arrays = [
        tensor for name, tensor in network.named_parameters() if name.endswith("embeddings.latents")
    ]
    encoders = [
        module
        for module in network.modules()
        if hasattr(module, "self_attends") and hasattr(module, "cross_attention")
    ]
    if len(arrays) != 1 or len(encoders) != 1:
        return None
    (array,), (encoder,) = arrays, encoders
    blocks = int(network.config.num_blocks)
    return Latents(
        count=int(array.shape[0]),
        width=int(array.shape[1]),
        inputs_read=1,
        layers=len(encoder.self_attends),
        blocks=blocks,
        numbers=sum(weights.numel() for weights in network.parameters()),
        shared=_size(encoder.self_attends) if blocks > 1 else 0,
        heads=int(network.config.num_self_attention_heads),
    )


def _size(layers: Any) -> int:
    return sum(weights.numel() for weights in layers.parameters())
