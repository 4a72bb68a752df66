"""Texts of which an attacker may put one word otherwise, and for some of them that is enough."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from audits.data.dataset import Categories, Column, Dataset, Features, Texts
from audits.models import Answers
from audits.specification.roles import Role
from benchmarks.populations import Resampled

ROWS = 1000
# The one word that may be exchanged, and what for; what each word says for "yes".
SYNONYMS = ("big: large",)
WORDS = {"good": 1.5, "bad": -2.0, "large": -2.0}


@dataclass
class Reader:
    """P(yes) is logistic in the sum of what the words of a text say."""

    classes: tuple[str, ...] = ("no", "yes")
    reads: tuple[str, ...] = ("text",)
    fingerprint: str = "0" * 64

    def classify(self, features: Features) -> Answers:
        """Both classes with their chances."""
        sums = np.array(
            [sum(WORDS.get(word, 0.0) for word in text.split()) for text in features["text"]]
        )
        yes = 1 / (1 + np.exp(-sums))
        return Answers((yes > 0.5).astype(np.intp), np.stack([1 - yes, yes], axis=1))


def reworded() -> Resampled:
    """One in ten is answered wrongly; of the good ones three in ten of one group can be turned, and
    five in ten of the other."""
    rng = np.random.default_rng(8)
    good, sex = rng.random(ROWS) < 0.5, rng.random(ROWS) < 0.5
    big = rng.random(ROWS) < np.where(sex, 0.3, 0.5)
    label = good ^ (rng.random(ROWS) < 0.1)
    texts = [
        f"{'good' if is_good else 'bad'} {'big' if is_big else 'small'} film number{at}"
        for at, (is_good, is_big) in enumerate(zip(good, big, strict=True))
    ]
    columns: tuple[Any, ...] = (
        Column("text", Role.FEATURE, Texts.of(texts)),
        Column("y", Role.LABEL, Categories.of(["yes" if one else "no" for one in label]),
               positive="yes"),
        Column("sex", Role.PROTECTED, Categories.of(["f" if one else "m" for one in sex]),
               reference="m"),
    )  # fmt: skip
    return Resampled("texts of words that others may stand for", Dataset(columns), Reader())
