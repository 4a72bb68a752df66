"""A sentence into a vector: an encoder without a head, as sentence-transformers saves it."""

from audits.models.registry import Head, Opener


def _weights() -> Opener:
    from audits.models.huggingface.sentence_encoders import open_encoder, profile_encoder

    return Opener(open_encoder, profile_encoder)


# By their whole names, since other heads end in "Model" as well; "BertModel" is the end of
# ModernBERT's and DistilBERT's, and "RobertaModel" of XLM-RoBERTa's.
HEAD = Head(
    ("AlbertModel", "BertModel", "CamembertModel", "ElectraModel", "MPNetModel", "RobertaModel"),
    _weights,
)
