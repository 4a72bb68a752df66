import pytest

from audits.data.dataset import Column, Role, Texts
from audits.errors import ModelFailure, Refused
from audits.models import Translator
from audits.models.recorded import RecordedTranslator


def translator(sources: list[str | None], found: list[str | None]) -> RecordedTranslator:
    return RecordedTranslator.of(
        Column("source", Role.FEATURE, Texts.of(sources)),
        Column("translation", Role.PREDICTION, Texts.of(found)),
        "0" * 64,
    )


def test_recorded_sentences_are_translated_in_order() -> None:
    model = translator(["O bir doktor.", "O evde.", None], ["He is a doctor.", None, "x"])
    assert isinstance(model, Translator)
    found = model.translate(
        ["O evde.", "O bir doktor."], source_language="tr", target_language="en"
    )
    assert found == ["", "He is a doctor."]


def test_an_unknown_sentence_is_a_failure_not_a_guess() -> None:
    model = translator(["a"], ["b"])
    with pytest.raises(ModelFailure, match="no recorded translation"):
        model.translate(["c"], source_language="tr", target_language="en")


def test_two_translations_of_one_sentence_are_refused() -> None:
    with pytest.raises(Refused, match="in two ways"):
        translator(["a", "a"], ["b", "c"])
