"""Tiny object detectors of every supported family, with weights that find something."""

import json

KINDS = ("cat", "dog", "owl")
SMALL = {
    "d_model": 32, "hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2,
    "intermediate_size": 32, "encoder_layers": 1, "decoder_layers": 2, "decoder_n_points": 2,
    "encoder_attention_heads": 2, "decoder_attention_heads": 2, "encoder_ffn_dim": 32,
    "decoder_ffn_dim": 32, "num_queries": 8, "num_detection_tokens": 8, "image_size": [64, 64],
    "patch_size": 16, "encoder_hidden_dim": 32, "num_feature_levels": 1,
    "encoder_n_points": 2, "decoder_method": "default",
}  # fmt: skip


def built(model_type, folder, *, seed=0):
    """A folder as `save_pretrained` writes it, of three classes."""
    import torch
    import transformers
    from transformers.models.auto import modeling_auto

    torch.manual_seed(seed)
    base = transformers.AutoConfig.for_model(model_type)
    known = base.to_dict()
    own = {name: value for name, value in SMALL.items() if name in known}
    if model_type != "yolos":
        own |= _with_a_backbone(model_type, known)
    config = type(base)(
        **own, id2label=dict(enumerate(KINDS)), label2id={k: i for i, k in enumerate(KINDS)}
    )
    name = modeling_auto.MODEL_FOR_OBJECT_DETECTION_MAPPING_NAMES[model_type]
    network = getattr(transformers, name)(config).eval()
    with torch.no_grad():
        for part, tensor in network.named_parameters():
            if "class" in part:
                tensor.normal_(0, 0.5)
            elif "bbox" in part:
                tensor.normal_(0, 0.3)
    network.save_pretrained(folder)
    (folder / "preprocessor_config.json").write_text(json.dumps(_processor(model_type)))
    return folder


def _with_a_backbone(model_type, known):
    import transformers

    backbone = {"embedding_size": 8, "hidden_sizes": [8, 8, 16, 16], "depths": [1, 1, 1, 1],
                "layer_type": "basic"}  # fmt: skip
    if "rt_detr" in model_type or model_type == "d_fine":
        if model_type == "d_fine":
            config = transformers.HGNetV2Config(
                stem_channels=[3, 8, 8], stage_in_channels=[8, 8, 16, 16],
                stage_mid_channels=[8, 8, 8, 8], stage_out_channels=[8, 16, 16, 16],
                stage_num_blocks=[1, 1, 1, 1], embedding_size=8, hidden_sizes=[8, 16, 16, 16],
                depths=[1, 1, 1, 1], out_features=["stage2", "stage3", "stage4"],
            )  # fmt: skip
        else:
            config = transformers.RTDetrResNetConfig(
                **backbone, out_features=["stage2", "stage3", "stage4"]
            )
        return {"backbone_config": config, "encoder_in_channels": config.hidden_sizes[1:],
                "num_feature_levels": 3, "feat_strides": [8, 16, 32],
                "decoder_in_channels": [32, 32, 32],
                }  # fmt: skip
    config = transformers.ResNetConfig(**backbone, out_features=["stage4"])
    unused = {"backbone": None, "backbone_kwargs": None, "dilation": False}
    return {"backbone_config": config, "use_timm_backbone": False,
            "use_pretrained_backbone": False, **unused}  # fmt: skip


def _processor(model_type):
    names = {"yolos": "Yolos", "conditional_detr": "ConditionalDetr", "dab-detr": "ConditionalDetr",
             "deformable_detr": "DeformableDetr", "rt_detr": "RTDetr", "rt_detr_v2": "RTDetr",
             "d_fine": "RTDetr"}  # fmt: skip
    fixed = "rt_detr" in model_type or model_type == "d_fine"
    size = {"height": 64, "width": 64} if fixed else {"shortest_edge": 64, "longest_edge": 128}
    return {
        "image_processor_type": f"{names.get(model_type, 'Detr')}ImageProcessor", "size": size,
        "do_resize": True, "do_rescale": True, "rescale_factor": 1 / 255, "do_normalize": not fixed,
        "image_mean": [0.5, 0.4, 0.3], "image_std": [0.2, 0.3, 0.4], "do_pad": not fixed,
        "format": "coco_detection",
    }  # fmt: skip


def as_optimum(folder):
    """The folder as Optimum leaves it: `model.onnx` with logits and boxes, without weights."""
    import torch
    import transformers

    made = transformers.AutoModelForObjectDetection.from_pretrained(folder).eval()

    class Plain(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.made = made

        def forward(self, pixels):
            answered = self.made(pixel_values=pixels)
            return answered.logits, answered.pred_boxes

    axes = {"pixel_values": {0: "n", 2: "h", 3: "w"}, "logits": {0: "n"}, "pred_boxes": {0: "n"}}
    torch.onnx.export(
        Plain(), (torch.zeros(1, 3, 64, 96),), folder / "model.onnx", dynamo=False,
        input_names=["pixel_values"], output_names=["logits", "pred_boxes"], dynamic_axes=axes,
        opset_version=17,
    )  # fmt: skip
    (folder / "model.safetensors").unlink()
