"""A text into spans: names, places, dates."""

from audits.models.registry import Head, Opener


def _weights() -> Opener:
    from audits.models.huggingface.taggers import open_tagger, profile_tagger

    return Opener(open_tagger, profile_tagger)


def _graph() -> Opener:
    from audits.models.onnx.exported_taggers import open_tagger, profile_tagger

    return Opener(open_tagger, profile_tagger)


HEAD = Head(("ForTokenClassification",), _weights, _graph)
