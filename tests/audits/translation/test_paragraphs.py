import pytest

from audits.measurement import Estimate, Undetermined
from audits.statistics.share_measurements import Stated
from audits.translation.english_gender import read_english
from audits.translation.gender_states import State
from audits.translation.paragraphs import paragraph_effect, paragraphs

STATED = Stated(0.95, 30)
GROUP = (("language", "hu"),)
SOURCES = [f"Ő {i}." for i in range(20)]
ALONE = ["He is here."] * 20


def translated(translate, size=2):
    return paragraphs(SOURCES, ALONE, [State.HE] * 20, size, translate, read_english)


def test_a_reading_that_leaks_is_counted_against_the_same_sentence_alone():
    found = translated(lambda blocks: ["She is here. She is there."] * len(blocks))
    assert found[0].outputs_alone == ("He is here.", "He is here.")
    assert found[0].inside == (State.SHE, State.SHE)
    effect = paragraph_effect(GROUP, found, STATED)
    assert isinstance(effect, Estimate)
    assert (effect.value, effect.sample_size) == (1.0, 20)
    assert effect.interval.lower < 1.0


def test_half_of_the_sentences_changing_is_one_half():
    found = translated(lambda blocks: ["She is here. He is there."] * len(blocks))
    assert paragraph_effect(GROUP, found, STATED).value == pytest.approx(0.5)


def test_paragraphs_that_lost_a_sentence_are_not_matched():
    found = translated(lambda blocks: ["She is here and there."] * len(blocks))
    effect = paragraph_effect(GROUP, found, STATED)
    assert isinstance(effect, Undetermined)
    assert "0 of 10 paragraphs" in effect.reason
