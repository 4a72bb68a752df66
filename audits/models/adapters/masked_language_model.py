"""How likely each word of a text is, given all the others."""

from audits.models.registry import Head, Opener


def _weights() -> Opener:
    from audits.models.huggingface.opening_language_models import open_masked, profile_masked

    return Opener(open_masked, profile_masked)


HEAD = Head(("ForMaskedLM",), _weights)
