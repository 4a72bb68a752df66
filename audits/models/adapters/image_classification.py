"""A picture into a class or a number."""

from audits.models.registry import Head, Opener


def _weights() -> Opener:
    from audits.models.huggingface.opening import open_pictures, profile_pictures

    return Opener(open_pictures, profile_pictures)


def _graph() -> Opener:
    from audits.models.onnx.optimum_folders import open_pictures, profile_pictures

    return Opener(open_pictures, profile_pictures)


HEAD = Head(("ForImageClassification",), _weights, _graph)
