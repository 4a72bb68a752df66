"""How likely a text is, read from left to right."""

from audits.models.registry import Head, Opener


def _weights() -> Opener:
    from audits.models.huggingface.opening_language_models import open_causal, profile_causal

    return Opener(open_causal, profile_causal)


HEAD = Head(("ForCausalLM", "LMHeadModel"), _weights)
