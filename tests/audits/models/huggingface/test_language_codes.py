"""How each family of translators is told its languages."""

from types import SimpleNamespace
from typing import ClassVar

import pytest

from audits.errors import Refused
from audits.models.huggingface.language_codes import (
    Instructed,
    LanguageCodes,
    MarianGroup,
    StartTagged,
    Tagged,
    language_codes_of,
)

CONFIG = SimpleNamespace(decoder_start_token_id=None, eos_token_id=2)


class Tokenizer:
    """Words are numbered by their length; codes have numbers of their own."""

    ids: ClassVar = {"fin_Latn": 100, "eng_Latn": 101, ">>fra<<": 102, ">>deu<<": 103}

    def __init__(self, **more):
        self.__dict__ |= more

    def __call__(self, text_target):
        return SimpleNamespace(input_ids=[len(word) for word in text_target.split()])

    def convert_tokens_to_ids(self, tokens):
        return [self.ids[t] for t in tokens] if isinstance(tokens, list) else self.ids[tokens]


NLLB = Tokenizer(additional_special_tokens=["fin_Latn", "eng_Latn", "<mask>"])


@pytest.mark.parametrize(
    ("model_type", "tokenizer", "family"),
    [
        ("t5", Tokenizer(), Instructed),
        ("marian", Tokenizer(), LanguageCodes),
        ("marian", Tokenizer(supported_language_codes=[">>fra<<", ">>deu<<"]), MarianGroup),
        ("nllb", NLLB, Tagged),
        ("mbart", type("MBartTokenizerFast", (Tokenizer,), {})(
            lang_code_to_id={"en_XX": 7, "fi_FI": 8}), StartTagged),
    ],
)  # fmt: skip
def test_the_family_is_known_by_model_type_and_tokenizer(model_type, tokenizer, family):
    assert type(language_codes_of(model_type, tokenizer, CONFIG)) is family


def test_a_tokenizer_without_the_tokens_that_its_type_needs_is_refused():
    with pytest.raises(Refused) as refused:
        language_codes_of("nllb", Tokenizer(), CONFIG)
    assert refused.value.problems[0].code == "wrong_tokenizer"


def test_a_tagged_output_starts_with_its_language():
    tagged = language_codes_of("nllb", NLLB, CONFIG)
    assert tagged.codes == {"fin_Latn": 100, "eng_Latn": 101}
    assert tagged.generating("en") == {"forced_bos_token_id": 101}
    assert tagged.target_ids("he is", "en") == [101, 2, 2]
    tagged.prepare("fi", "en")
    assert (NLLB.src_lang, NLLB.tgt_lang) == ("fin_Latn", "eng_Latn")
    assert tagged.needs_source


def test_a_group_of_targets_is_named_before_the_sentence():
    group = language_codes_of(
        "marian", Tokenizer(supported_language_codes=[">>fra<<", ">>deu<<"]), CONFIG
    )
    group.prepare("en", "fr")
    assert group.prefix == ">>fra<< "
    assert group.decoder_start("fr") == 2


@pytest.mark.parametrize(
    ("codes", "language", "code"),
    [({"en_XX": 1, "en_GB": 2}, "en", "language_ambiguous"), ({"fin_Latn": 1}, "tlh",
                                                              "unknown_language")],
)  # fmt: skip
def test_a_language_of_two_codes_or_of_none_is_refused(codes, language, code):
    with pytest.raises(Refused) as refused:
        LanguageCodes(Tokenizer(), CONFIG, codes).code("target_language", language)
    (problem,) = refused.value.problems
    assert (problem.field, problem.code) == ("model.target_language", code)


def test_an_instruction_is_the_folders_own_or_the_usual_one():
    tasks = {"translation_en_to_de": {"prefix": "Uebersetze: "}}
    taught = Instructed(Tokenizer(), SimpleNamespace(task_specific_params=tasks))
    taught.prepare("en", "de")
    assert taught.prefix == "Uebersetze: "
    taught.prepare("fi", "en")
    assert taught.prefix == "translate Finnish to English: "
    with pytest.raises(Refused):
        taught.check("source_language", "tlh")
