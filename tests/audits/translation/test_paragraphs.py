import pytest

from audits.measurement import Estimate, Undetermined
from audits.rates import Stated
from audits.translation.english import read_english
from audits.translation.paragraphs import paragraph_effect, paragraphs
from audits.translation.readings import State

GROUP = (("language", "fi"),)
STATED = Stated(0.95, 30)


def made(count, together, *, alone="He reads."):
    """Paragraphs of two sentences, each translated alone as `alone`, together as `together`."""
    sources = [f"Hän lukee {i}." for i in range(2 * count)]
    states = [read_english(alone).state] * len(sources)
    return paragraphs(
        sources,
        [alone] * len(sources),
        states,
        2,
        lambda blocks: [together] * len(blocks),
        read_english,
    )


def test_what_a_sentence_became_alone_is_kept_beside_the_paragraph():
    (first, *_) = made(3, "She reads. She reads.")
    assert first.outputs_alone == ("He reads.", "He reads.")
    assert first.output == "She reads. She reads."
    assert first.alone == (State.HE, State.HE)
    assert first.inside == (State.SHE, State.SHE)


def test_a_paragraph_that_lost_a_sentence_matches_nothing():
    assert {found.inside for found in made(3, "She reads.")} == {None}


def test_a_reading_that_leaks_is_an_effect_of_one():
    found = paragraph_effect(GROUP, made(40, "She reads. She reads."), STATED)
    assert isinstance(found, Estimate)
    assert found.value == 1.0
    assert found.interval.lower > 0.5


def test_half_of_the_sentences_leaking_is_an_effect_of_a_half():
    found = paragraph_effect(GROUP, made(40, "He reads. She reads."), STATED)
    assert found.value == pytest.approx(0.5)


def test_few_paragraphs_are_undetermined():
    assert isinstance(paragraph_effect(GROUP, made(2, "He reads. He reads."), STATED), Undetermined)
