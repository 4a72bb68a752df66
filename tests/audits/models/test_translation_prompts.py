"""The words in which a model is asked to translate."""

import pytest

from audits.errors import Refused
from audits.models.translation_prompts import prompt_of


def test_languages_are_named_in_english():
    assert prompt_of("Hän on täällä.", "fi", "en") == (
        "Translate from Finnish to English.\nFinnish: Hän on täällä.\nEnglish:"
    )


def test_a_language_without_a_name_is_refused_by_its_field():
    with pytest.raises(Refused) as refused:
        prompt_of("", "fi", "qq")
    assert refused.value.problems[0].field == "model.target_language"
