"""Tiny networks of every supported family of picture classifiers, with a processor."""

import json

SIZE = 64
SMALL = {
    "hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 32,
    "image_size": SIZE, "patch_size": 8, "embed_dim": 16, "depths": [1, 1, 1, 1],
    "hidden_sizes": [8, 8, 16, 16], "embedding_size": 8, "num_heads": [2, 2, 2, 2],
    "window_size": 4,
}  # fmt: skip
OWN = {
    "bit": {"num_groups": 8},
    "convnext": {"patch_size": 4, "hidden_sizes": [16] * 4, "depths": [1] * 4},
    "convnextv2": {"patch_size": 4, "hidden_sizes": [16] * 4, "depths": [1] * 4},
    "efficientnet": {"width_coefficient": 0.25, "depth_coefficient": 0.25, "hidden_dim": 320},
    "hiera": {"num_heads": [1, 1, 1, 1], "embed_dim": 8, "image_size": [SIZE, SIZE]},
    "levit": {"hidden_sizes": [16, 16, 32], "num_attention_heads": [2, 2, 2], "depths": [1, 1, 1],
              "key_dim": [8, 8, 8], "patch_size": 16},
    "mobilevitv2": {"patch_size": 2},
    "perceiver": {"num_latents": 8, "d_latents": 16, "num_self_attends_per_block": 1,
                  "num_blocks": 2, "num_self_attention_heads": 2, "num_cross_attention_heads": 1,
                  "qk_channels": 16, "v_channels": 16},
    "pvt": {"num_attention_heads": [1, 2, 2, 2], "hidden_sizes": [8, 16, 16, 16]},
    "pvt_v2": {"num_attention_heads": [1, 2, 2, 2], "hidden_sizes": [8, 16, 16, 16]},
    "swin": {"depths": [1, 1], "num_heads": [2, 2], "patch_size": 4},
    "swinv2": {"depths": [1, 1], "num_heads": [2, 2], "patch_size": 4},
}  # fmt: skip
# Where activations shrink more on their way.
GAIN = {"efficientnet": 6, "mobilevit": 14, "mobilevitv2": 5, "pvt": 0.1, "swiftformer": 0.03}
# Families whose own sizes are taken.
LARGE = {"cvt"}


def built(model_type, folder, *, seed=0, named=None):
    """A folder as `save_pretrained` writes it, of three classes. named: a class of transformers."""
    import torch
    import transformers

    torch.manual_seed(seed)
    base = transformers.AutoConfig.for_model(model_type)
    own = OWN.get(model_type, {})
    asked = {name: value for name, value in SMALL.items() if _fits(base, name, value)}
    asked = {} if model_type in LARGE else asked
    config = type(base)(
        **{**asked, **own}, id2label={0: "cat", 1: "dog", 2: "owl"},
        label2id={"cat": 0, "dog": 1, "owl": 2},
    )  # fmt: skip
    network = (getattr(transformers, named) if named else network_class(model_type))(config).eval()
    with torch.no_grad():
        for tensor in network.parameters():  # neither dying out nor exploding (He et al. 2015)
            if tensor.ndim > 1:
                gain = GAIN.get(model_type, 2)
                tensor.normal_(0, (gain * len(tensor) / tensor.numel()) ** 0.5)
        if model_type == "efficientnet":
            _normalise(network, torch)
            network.classifier.weight.mul_(1e4)  # its pooling divides by a large picture's places
    network.save_pretrained(folder)
    processor = {
        "image_processor_type": "ViTImageProcessor", "size": {"height": SIZE, "width": SIZE},
        "do_resize": True, "do_rescale": True, "rescale_factor": 1 / 255, "do_normalize": True,
        "image_mean": [0.5, 0.4, 0.3], "image_std": [0.2, 0.3, 0.4], "resample": 2,
    }  # fmt: skip
    (folder / "preprocessor_config.json").write_text(json.dumps(processor))
    return folder


def _normalise(network, torch):
    """Batch normalisation learns its means from noise, without which nothing reaches the end."""
    for part in network.modules():
        if isinstance(part, torch.nn.BatchNorm2d):
            part.momentum = 1.0
    network.train()
    network(pixel_values=torch.randn(8, 3, SIZE, SIZE))
    network.eval()


def network_class(model_type):
    """The class of transformers, the plain one where a family has two."""
    import transformers
    from transformers.models.auto.modeling_auto import (
        MODEL_FOR_IMAGE_CLASSIFICATION_MAPPING_NAMES as NAMES,
    )

    named = NAMES[model_type]
    return getattr(transformers, named if isinstance(named, str) else named[0])


def _fits(base, name, value):
    held = getattr(base, name, None)
    return held is not None and isinstance(held, list | tuple) == isinstance(value, list | tuple)
