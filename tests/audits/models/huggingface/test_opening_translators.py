"""Folders of translators: their languages and what an inspection says."""

import pytest

from audits.errors import Refused
from audits.models.opening import inspect_model, open_model
from audits.specification.document import ModelSpec
from tests.audits.models.tiny_translators import save


def test_a_language_the_model_has_no_token_for_is_refused_with_its_nearest(tmp_path):
    saved = save("nllb", tmp_path)
    with pytest.raises(Refused, match=r"model\.source_language: the model has no language token"):
        open_model(saved, ModelSpec(source_language="xx", target_language="en"), scratch=tmp_path)
    with pytest.raises(Refused, match="none is named"):
        inspect_model(saved, ModelSpec(target_language="en"), scratch=tmp_path)


def test_it_is_inspected_as_a_translator_of_its_own_languages(tmp_path, small):
    profile = inspect_model(small, ModelSpec(), scratch=tmp_path)
    assert (profile.task, profile.capabilities) == (
        "translation",
        ("Translator", "ForcedChoice", "CountableTexts"),
    )
