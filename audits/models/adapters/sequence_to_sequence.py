"""A sentence into a sentence of another language."""

from audits.models.registry import Head, Opener


def _weights() -> Opener:
    from audits.models.huggingface.opening_translators import open_translator, profile_translator

    return Opener(open_translator, profile_translator)


def _graph() -> Opener:
    from audits.models.onnx.seq2seq import open_translator, profile_translator

    return Opener(open_translator, profile_translator)


HEAD = Head(("MarianMTModel", "ForConditionalGeneration"), _weights, _graph)
