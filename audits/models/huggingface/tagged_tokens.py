"""Logits of a text's tokens become spans of the text, as transformers' own pipeline makes them.

That is `pipeline("token-classification", aggregation_strategy="first")`: a word has the tag of its
first token, words of one class that follow each other are one span, and its score is the mean of
its words'. Where pieces of words are marked (WordPiece's ##), those are a word's further tokens;
else a token that no blank stands before.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audits.data.arrays import Flags
from audits.data.located_objects import Located
from audits.data.span_tags import spans_of
from audits.models.postprocessing import softmax


def located(
    logits: NDArray[np.float64],
    ids: NDArray[np.integer[Any]],
    places: NDArray[np.integer[Any]],
    text: str,
    tokenizer: Any,
    tags: Sequence[str],
) -> tuple[Located, ...] | None:
    """The spans of one text; None where a logit is no number.

    logits: shape (tokens, tags), of its own tokens, neither padding nor ends. ids: of the tokens,
    shape (tokens,). places: first and past-the-last character of each, shape (tokens, 2).
    tokenizer: that made them. tags: their names, in the order of the logits.
    """
    if not len(logits):
        return ()
    if not np.isfinite(logits).all():
        return None
    first = np.flatnonzero(~_goes_on(ids, places, text, tokenizer))
    chances = softmax(logits[first])
    codes = chances.argmax(axis=1)
    sure = chances.max(axis=1)
    ends = np.append(first[1:], len(logits)) - 1
    return tuple(
        Located(
            ((float(places[first[start], 0]), float(places[ends[stop], 1])),),
            kind,
            float(sure[start : stop + 1].mean()),
        )
        for start, stop, kind in spans_of([tags[code] for code in codes])
    )


def _goes_on(
    ids: NDArray[np.integer[Any]], places: NDArray[np.integer[Any]], text: str, tokenizer: Any
) -> Flags:
    """Shape (tokens,): which belong to the word before; the first never does."""
    pieces = bool(getattr(tokenizer.backend_tokenizer.model, "continuing_subword_prefix", None))
    further = np.fromiter(_further(ids, places, text, tokenizer, pieces), dtype=bool)
    further[0] = False
    return further


def _further(
    ids: NDArray[np.integer[Any]],
    places: NDArray[np.integer[Any]],
    text: str,
    tokenizer: Any,
    pieces: bool,
) -> Iterator[bool]:
    tokens = tokenizer.convert_ids_to_tokens(ids.tolist())
    for number, token, (start, stop) in zip(ids.tolist(), tokens, places.tolist(), strict=True):
        if number == tokenizer.unk_token_id:
            yield False
        elif pieces:
            yield len(token) != stop - start
        else:
            yield start > 0 and " " not in text[start - 1 : start + 1]
