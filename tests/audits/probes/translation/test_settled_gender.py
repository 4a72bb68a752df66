"""The probe asks a translator about contrastive pairs."""

import pytest

from audits.data.dataset import Dataset
from audits.errors import NotApplicable
from tests.audits.translation.tables import measure

FI = (("language", "fi"),)


class Contextual:
    """Follows the first sentence, into English; of one text in Hungarian it says nothing."""

    reads = ()
    fingerprint = "0" * 64
    target_language = "en"

    def __init__(self, source_language=None):
        self.source_language, self.asked = source_language, []

    def translate(self, sentences, *, source_language, target_language):
        self.asked.append((source_language, target_language, len(sentences)))
        women = ("Äitini", "Maria", "Itt van az anyám", "Itt van Mária")
        said = [f"Yes. {'She' if text.startswith(women) else 'He'} works." for text in sentences]
        return [None, *said[1:]] if source_language == "hu" else said


def asked(model, **given):
    return measure(Dataset(()), name="translation.settled_gender", model=model, **given)


def test_the_models_own_language_is_asked_for():
    model = Contextual("fi")
    found, exhibits, warnings = asked(model)
    assert model.asked == [("fi", "en", 96)]
    assert found["settled_gender_kept_share", FI].value == 1
    assert found["settled_gender_stereotype_gap", FI].value == 0
    assert len(exhibits) == 2
    assert warnings == []


def test_several_languages_are_groups_and_silence_is_told():
    found, _, warnings = asked(Contextual(), languages=("fi", "hu"))
    hu = (("language", "hu"),)
    assert found["settled_gender_kept_share", hu].value == pytest.approx(95 / 96)
    assert "1 of 96 texts (hu) have no answer" in warnings[0]
    assert {dict(group)["language"] for _, group in found} == {"fi", "hu"}


def test_without_a_translator_or_a_language_there_is_nothing_to_ask():
    with pytest.raises(NotApplicable, match="no translator"):
        asked(None)
    with pytest.raises(NotApplicable, match="which language"):
        asked(Contextual())
    with pytest.raises(NotApplicable, match="'xx'"):
        asked(Contextual("xx"))
