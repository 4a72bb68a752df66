"""Which rule reads which target language."""

import pytest

from audits.errors import NotApplicable
from audits.translation.english_gender import read_english
from audits.translation.gender_readers import reader_of
from audits.translation.gender_states import Gender


@pytest.mark.parametrize("name", [None, "en", "eng_Latn", "en_XX", "en-GB"])
def test_english_by_any_name_has_its_own_reader(name):
    assert reader_of(name) is read_english


def test_a_gendered_language_is_read_by_its_forms():
    assert reader_of("es")("Ella es profesora.", None).gender is Gender.FEMALE
    assert reader_of("spa_Latn")("Él es profesor.", None).gender is Gender.MALE


@pytest.mark.parametrize("name", ["fi", "tlh"])
def test_where_there_is_no_dependable_rule_nothing_is_guessed(name):
    with pytest.raises(NotApplicable) as refused:
        reader_of(name)
    assert repr(name) in refused.value.reason
    assert "translate into one of: en, " in refused.value.remedy
