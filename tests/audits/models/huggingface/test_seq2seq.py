import os
from pathlib import Path

import numpy as np
import pytest

from audits.errors import Refused
from audits.models import ForcedChoice, Translator
from audits.models.opening import inspect_model, open_model
from audits.specification.document import ModelSpec
from tests.audits.models.tiny_translators import save

SMALL = Path(
    os.environ.get("EVENHAND_TRANSLATOR", "examples/translation_finnish/marian-fi-en-small")
)
FAMILIES = ("m2m", "nllb", "mbart50", "t5")
FI_EN = {"source_language": "fi", "target_language": "en"}


@pytest.fixture(scope="module", params=FAMILIES)
def family(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp(request.param)
    saved = save(request.param, folder)
    return open_model(saved, ModelSpec(**FI_EN), scratch=folder)


@pytest.fixture(scope="module")
def marian(tmp_path_factory):
    if not SMALL.is_dir():
        pytest.skip("the small Finnish translator is not there")
    return open_model(SMALL, ModelSpec(), scratch=tmp_path_factory.mktemp("marian"))


def test_every_family_is_a_translator_that_can_be_forced(family):
    assert isinstance(family, Translator)
    assert isinstance(family, ForcedChoice)
    outputs = family.translate(["hän on nurse .", "hän on"], **FI_EN)
    assert len(outputs) == 2


def test_the_forced_choice_is_what_generation_scores(family):
    """generate() itself, started from what the readings share, gives the same log-odds."""
    import torch

    sentences = ["hän on doctor .", "hän on nurse .", "hän on"]
    odds = family.log_odds(sentences, first=["She is"] * 3, second=["He is"] * 3, **FI_EN)
    # Two tokens: mBART's settings force the last one to be the end.
    ((prefix, she, he),) = family._partings(["She is"], ["He is"], "en")
    for sentence, found in zip(sentences, odds, strict=True):
        encoded = family._encoded([sentence])
        generated = family.network.generate(
            **encoded, decoder_input_ids=torch.tensor([prefix]), do_sample=False, num_beams=1,
            max_new_tokens=2, output_scores=True, return_dict_in_generate=True,
        )  # fmt: skip
        scores = generated.scores[0][0].log_softmax(-1)
        assert found == pytest.approx(float(scores[she] - scores[he]), abs=1e-4)


# What the target's token is called in each family's own tokenizer; None: it has none in the text.
TARGETS = {"m2m": "__en__", "nllb": "eng_Latn", "mbart50": "en_XX", "t5": None}


def test_the_targets_token_comes_first(family, request):
    """Fairseq's families say the language where a translation starts, T5 before the source."""
    name = request.node.callspec.params["family"]
    ids = family.tongues.target_ids("She is", "en")
    words = family.tokenizer("She is", add_special_tokens=False).input_ids
    token = TARGETS[name]
    start = [] if token is None else [family.tokenizer.convert_tokens_to_ids(token)]
    assert family.tokenizer.unk_token_id not in start
    assert ids[: len(start) + len(words)] == [*start, *words]


def test_a_language_the_model_has_no_token_for_is_refused_with_its_nearest(tmp_path):
    saved = save("nllb", tmp_path)
    with pytest.raises(Refused, match=r"model\.source_language: the model has no language token"):
        open_model(saved, ModelSpec(source_language="xx", target_language="en"), scratch=tmp_path)
    with pytest.raises(Refused, match="none is named"):
        inspect_model(saved, ModelSpec(target_language="en"), scratch=tmp_path)


def test_a_real_marian_forces_what_its_generation_scores(marian):
    tokenizer, network = marian.tokenizer, marian.network
    sentences = ["Hän on sairaanhoitaja.", "Hän lukee kirjaa.", "Hän on lääkäri."]
    odds = marian.log_odds(sentences, first=["She"] * 3, second=["He"] * 3, **FI_EN)
    she, he = (tokenizer(text_target=word).input_ids[0] for word in ("She", "He"))
    for sentence, found in zip(sentences, odds, strict=True):
        generated = network.generate(
            **tokenizer([sentence], return_tensors="pt"), num_beams=1, max_new_tokens=2,
            output_scores=True, return_dict_in_generate=True,
        )  # fmt: skip
        scores = generated.scores[0][0].log_softmax(-1)
        assert found == pytest.approx(float(scores[she] - scores[he]), abs=1e-4)


def test_readings_that_part_later_share_what_came_before(marian):
    odds = marian.log_odds(
        ["En tiedä, kuka hän on."] * 2,
        first=["I don't know who she", "same"], second=["I don't know who he", "same"], **FI_EN,
    )  # fmt: skip
    assert np.isfinite(odds[0])
    assert np.isnan(odds[1])


def test_order_and_company_of_sentences_change_nothing(marian):
    sentences = ["Hän on kaunis.", "Hän on.", "Hän työskentelee sairaalassa ja laulaa."]
    together = marian.translate(sentences, **FI_EN)
    assert together == [marian.translate([s], **FI_EN)[0] for s in sentences]
    backwards = marian.translate(sentences[::-1], **FI_EN)
    assert together == backwards[::-1]


def test_it_is_inspected_as_a_translator_of_its_own_languages(tmp_path):
    if not SMALL.is_dir():
        pytest.skip("the small Finnish translator is not there")
    profile = inspect_model(SMALL, ModelSpec(), scratch=tmp_path)
    assert (profile.task, profile.capabilities) == ("translation", ("Translator", "ForcedChoice"))


def test_ctranslate2_says_what_transformers_says(marian):
    from audits.models.huggingface.ctranslate2 import convert
    from audits.translation.word_lists import sources

    sentences = [item.text for item in sources("fi", ["seed", "adjectives"])]
    engine = convert(marian.network, marian.tokenizer, "marian")
    assert marian._translated(sentences, "en", engine) == marian._translated(sentences, "en", None)


def test_many_sentences_choose_an_engine_and_say_which(marian):
    from audits.translation.word_lists import sources

    marian.translate([item.text for item in sources("fi", ["occupations"])], **FI_EN)
    assert marian.engine is not None
    assert "24 of 24" in marian.notes[0]
