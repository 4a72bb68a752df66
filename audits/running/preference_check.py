"""Thirty pairs of sentences are asked one by one of a language model, and compared.

An audit asks which sentence of a pair the model holds likelier: of a masked model on the tokens
that both share. So pairs are what is compared, the dataset's own and those that are asked anyway.
"""

from typing import Any

import numpy as np

from audits.data.dataset import Dataset
from audits.errors import ModelFailure, NotApplicable
from audits.language.sentence_pairs import Pair, pairs_of, written_pairs
from audits.running.single_answers import agreement_text, largest

PAIRS = 30


def preferences(model: Any, data: Dataset) -> str:
    """What came out, in words.

    Raises `Differs` where an answer depends on the pairs beside it, `ModelFailure` where no pair
    at all is answered.
    """
    pairs = pairs_asked(data)
    firsts, seconds = [one.stereotype for one in pairs], [one.other for one in pairs]
    together = [float(value) for value in model.preference(firsts, seconds)]
    if not np.isfinite(together).any():
        raise ModelFailure(
            f"the model answered all of {len(pairs)} pairs of sentences with NaN or infinity; "
            "check that its weights were saved whole"
        )
    alone = [model.preferred_plainly(*pair) for pair in zip(firsts, seconds, strict=True)]
    names = [f"the pair of “{first[:80]}”" for first in firsts]
    apart = agreement_text(
        "log-likelihood ratio", largest("log-likelihood ratio", names, together, alone)
    )
    return f"{len(pairs)} pairs of sentences were asked one by one by the plain network: {apart}"


def pairs_asked(data: Dataset) -> list[Pair]:
    """Pairs of the dataset and of the shipped list, spread over their lengths."""
    try:
        own = pairs_of(data)
    except NotApplicable:  # the probe says which two columns it cannot tell
        own = []
    pairs = list(dict.fromkeys([*own, *written_pairs()]))
    pairs.sort(key=lambda pair: len(pair.stereotype) + len(pair.other))
    places = np.linspace(0, len(pairs) - 1, min(PAIRS, len(pairs))).round().astype(int)
    return [pairs[index] for index in sorted(set(places.tolist()))]
