"""A picture into a vector: an encoder without a head, or the half of CLIP that reads pictures."""

from audits.models.registry import Head, Opener


def _weights() -> Opener:
    from audits.models.huggingface.picture_encoders import open_encoder, profile_encoder

    return Opener(open_encoder, profile_encoder)


HEAD = Head(
    (
        "BeitModel", "CLIPModel", "CLIPVisionModel", "CLIPVisionModelWithProjection",
        "ConvNextModel", "DeiTModel", "Dinov2Model", "ResNetModel", "SwinModel", "ViTModel",
    ),
    _weights,
)  # fmt: skip
