"""How often the reader of English is wrong."""

import pytest
from scipy.stats import binomtest

from audits.translation.gender_states import Gender, State
from audits.translation.reader_error import ReadingError, labelled_sample, reading_error


def test_the_reader_never_swaps_he_and_she_on_the_labelled_sample():
    error = reading_error()
    assert error.sentences == len(labelled_sample()) > 100
    assert error.swapped == 0
    assert error.interval().upper < 0.15


def test_what_it_gets_wrong_is_two_people_in_one_sentence():
    # The labels say the first person; the rule cannot know and says mixed.
    assert sum(state is State.MIXED for _, state in reading_error().mistakes) >= 5


def test_the_rate_has_wilsons_interval():
    error = ReadingError(200, 6, 0, ())
    expected = binomtest(6, 200).proportion_ci(0.95, "wilson")
    assert error.rate == 0.03
    assert (error.interval().lower, error.interval().upper) == pytest.approx(
        (expected.low, expected.high)
    )


def test_a_mistake_is_one_between_parts_of_the_partition():
    for labelled, state in reading_error().mistakes:
        assert labelled.state.gender is not state.gender
    assert {item.state.gender for item in labelled_sample()} == set(Gender)
