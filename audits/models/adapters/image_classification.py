"""A picture into a class or a number."""

from audits.models.registry import Head, Opener


def _weights() -> Opener:
    from audits.models.huggingface.opening import open_pictures, profile_pictures

    return Opener(open_pictures, profile_pictures)


def _graph() -> Opener:
    from audits.models.onnx.optimum_folders import open_pictures, profile_pictures

    return Opener(open_pictures, profile_pictures)


HEAD = Head(
    (
        "ForImageClassification",
        # A Perceiver's three ways of laying out a picture.
        "ForImageClassificationLearned", "ForImageClassificationFourier",
        "ForImageClassificationConvProcessing",
    ),
    _weights, _graph,
)  # fmt: skip
