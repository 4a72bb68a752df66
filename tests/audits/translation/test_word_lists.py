import math

import pytest

from audits.errors import NotApplicable
from audits.translation.word_lists import language, languages, sources

SEED = [
    "beautiful", "clever", "reads", "washes the dishes", "builds", "sews", "teaches", "cooks",
    "researches", "raises a child", "plays music", "cleaner", "politician", "earns a lot",
    "bakes a cake", "professor", "assistant",
]  # fmt: skip


@pytest.mark.parametrize("code", languages())
def test_every_language_has_the_seed_and_its_own_lists(code):
    found = language(code)
    assert [item.word for item in found.sets["seed"]] == SEED
    assert set(found.sets) >= {"occupations", "adjectives", "activities"}
    texts = [item.text for items in found.sets.values() for item in items]
    assert all("{}" not in text and text.strip() == text for text in texts)
    assert len({item.template for item in found.sets["occupations"]}) == 5


@pytest.mark.parametrize("code", languages())
def test_occupations_carry_the_labour_statistic_on_both_sides_of_one_half(code):
    women = [item.women for item in language(code).sets["occupations"]]
    assert not any(map(math.isnan, women))
    assert min(women) < 0.1
    assert max(women) > 0.85


def test_the_languages_asked_for_are_there():
    asked = {"hu", "fi", "et", "tr", "eu", "fa", "bn", "sw", "ms", "id", "hy", "ka", "tl", "yo",
             "kk", "ko", "ja"}  # fmt: skip
    assert asked <= set(languages())


def test_georgian_has_no_capitals():
    assert language("ka").sets["occupations"][0].text.startswith("ის ")


def test_unknown_languages_and_lists_are_named():
    with pytest.raises(NotApplicable, match="no sentences in 'xx'"):
        language("xx")
    with pytest.raises(NotApplicable, match="no list hats"):
        sources("fi", ["hats"])
