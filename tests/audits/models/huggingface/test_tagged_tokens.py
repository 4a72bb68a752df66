import numpy as np
import pytest

from audits.models.huggingface.tagged_tokens import located

TAGS = ("O", "B-PER", "I-PER")


def wordpiece(*words):
    """A tokenizer with these pieces, and the encoding of a text by it."""
    import transformers
    from tokenizers import Tokenizer, models, pre_tokenizers

    vocabulary = {word: place for place, word in enumerate(("[UNK]", *words))}
    spelling = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
    spelling.pre_tokenizer = pre_tokenizers.Whitespace()
    return transformers.PreTrainedTokenizerFast(tokenizer_object=spelling, unk_token="[UNK]")


def asked(tokenizer, text, *chances):
    """The spans where each token has these probabilities."""
    encoded = tokenizer(text, return_offsets_mapping=True)
    ids, places = (np.array(encoded[name]) for name in ("input_ids", "offset_mapping"))
    assert len(ids) == len(chances)
    with np.errstate(divide="ignore"):
        logits = np.log(np.array(chances, dtype=float).reshape(-1, 3))
    return located(np.maximum(logits, -50), ids, places, text, tokenizer, TAGS)


def test_a_word_has_the_tag_of_its_first_token():
    """The second piece says O; the word is a name all the same, with the first piece's score."""
    tokenizer = wordpiece("An", "##na", "sings")
    (span,) = asked(tokenizer, "Anna sings", (0.1, 0.9, 0), (1, 0, 0), (1, 0, 0))
    assert (span.ends, span.label) == (((0.0, 4.0),), "PER")
    assert span.score == pytest.approx(0.9)


def test_a_span_of_two_words_has_the_mean_of_their_scores():
    tokenizer = wordpiece("An", "##na", "Lee")
    (span,) = asked(tokenizer, "Anna Lee", (0.1, 0.9, 0), (1, 0, 0), (0.3, 0, 0.7))
    assert span.ends == ((0.0, 8.0),)
    assert span.score == pytest.approx(0.8)


def test_an_unknown_word_is_a_word_of_its_own():
    tokenizer = wordpiece("Lee")
    (span,) = asked(tokenizer, "Xyz Lee", (0, 1, 0), (1, 0, 0))
    assert span.ends == ((0.0, 3.0),)


def test_nothing_to_tag_and_no_number():
    tokenizer = wordpiece("Lee")
    assert asked(tokenizer, "") == ()
    ids, places = np.array([1]), np.array([[0, 3]])
    assert located(np.full((1, 3), np.nan), ids, places, "Lee", tokenizer, TAGS) is None
