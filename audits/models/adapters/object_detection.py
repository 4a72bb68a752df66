"""A picture into boxes."""

from audits.models.registry import Head, Opener


def _weights() -> Opener:
    from audits.models.huggingface.detectors import open_detector, profile_detector

    return Opener(open_detector, profile_detector)


def _graph() -> Opener:
    from audits.models.onnx.exported_detectors import open_detector, profile_detector

    return Opener(open_detector, profile_detector)


HEAD = Head(("ForObjectDetection",), _weights, _graph)
