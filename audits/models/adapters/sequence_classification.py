"""A text into a class or a number."""

from audits.models.registry import Head, Opener


def _weights() -> Opener:
    from audits.models.huggingface.opening import open_texts, profile_texts

    return Opener(open_texts, profile_texts)


def _graph() -> Opener:
    from audits.models.onnx.optimum_folders import open_texts, profile_texts

    return Opener(open_texts, profile_texts)


HEAD = Head(("ForSequenceClassification",), _weights, _graph)
