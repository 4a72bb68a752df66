"""Thirty pairs are asked one by one of language models."""

import numpy as np
import pytest

from audits.data.dataset import Column, Dataset, Texts
from audits.errors import ModelFailure
from audits.running.preference_check import pairs_asked, preferences
from audits.running.single_answers import Differs
from audits.specification.roles import Role

NONE = Dataset((Column("x", Role.ID, Texts.of(["a"])),))


class Preferring:
    """Prefers the longer one, by `pull` more among others."""

    def __init__(self, pull):
        self.pull = pull

    def preferred_plainly(self, first, second):
        return float(len(first) - len(second))

    def preference(self, first, second):
        plain = [self.preferred_plainly(*pair) for pair in zip(first, second, strict=True)]
        return np.array(plain) + self.pull


def test_preferences_that_company_changes_are_an_error_that_names_the_pair():
    with pytest.raises(Differs, match=r"^the pair of “.*” has a log-likelihood ratio of"):
        preferences(Preferring(0.2), NONE)
    assert preferences(Preferring(1e-6), NONE).startswith(
        "30 pairs of sentences were asked one by one by the plain network: no log-likelihood ratio "
    )


def test_a_model_that_answers_no_pair_is_an_error():
    with pytest.raises(ModelFailure, match="all of 30 pairs"):
        preferences(Preferring(np.nan), NONE)


def test_the_datasets_own_pairs_are_among_those_asked():
    long = "a" * 400
    own = Dataset((
        Column("one", Role.FEATURE, Texts.of([long, "b"])),
        Column("two", Role.FEATURE, Texts.of(["c", "d"])),
    ))  # fmt: skip
    pairs = pairs_asked(own)
    assert len(pairs) == 30
    assert (pairs[0].stereotype, pairs[0].other) == ("b", "d")  # from the shortest to the longest
    assert (pairs[-1].stereotype, pairs[-1].other) == (long, "c")
