"""Prompts and continuations as datasets hold them."""

import pytest

from audits.data.dataset import Categories, Column, Dataset, Texts
from audits.errors import NotApplicable
from audits.language.prompts import by_words, prompts_of, recorded_continuations
from audits.language.toxic_words import WordList
from audits.specification.roles import Role

SAID = Column("said", Role.PREDICTION, Texts.of(["a blast", None, "calm", ""]))
PROMPT = Column("prompt", Role.FEATURE, Texts.of(["one", "two", None, "four"]))


def test_an_id_pairs_before_a_text():
    assert prompts_of(Dataset((PROMPT, SAID))) == ["one", "two", None, "four"]
    number = Column("id", Role.ID, Categories.of(["7", "8", "9", "10"]))
    assert prompts_of(Dataset((PROMPT, number))) == ["7", "8", "9", "10"]


def test_an_id_of_several_prompts_pairs_together_with_their_text():
    """Request 7 about two people is two prompts; an id beside one text alone pairs by itself."""
    number = Column("id", Role.ID, Categories.of(["7", "7", "7", "8"]))
    keys = prompts_of(Dataset((PROMPT, number)))
    assert keys[0] != keys[1]
    assert keys[2] is None
    assert keys[3] not in (None, "8")
    again = Column("prompt", Role.FEATURE, Texts.of(["one", "one", None, "four"]))
    assert prompts_of(Dataset((again, number))) == ["7", "7", "7", "8"]


def test_an_empty_continuation_is_none_of_the_toxic_and_a_missing_one_is_not_known():
    scored = by_words(list("abcd"), recorded_continuations(Dataset((SAID,))), WordList(["blast"]))
    assert scored.toxic.tolist() == [True, False, False, False]
    assert scored.known.tolist() == [True, False, True, True]


def test_what_is_not_there_is_named_with_a_remedy():
    with pytest.raises(NotApplicable, match="no prompts"):
        prompts_of(Dataset((SAID,)))
    with pytest.raises(NotApplicable, match="no continuations") as refusal:
        recorded_continuations(Dataset((PROMPT,)))
    assert "causal language model" in refusal.value.remedy
