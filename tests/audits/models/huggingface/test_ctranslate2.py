"""CTranslate2 as the engine of a translator: what it says, and what it leaves as it was."""

import copy
from contextlib import suppress

import pytest

from audits.models.huggingface.ctranslate2 import FAMILIES, convert, settings_fit
from audits.models.opening import open_model
from audits.specification.document import ModelSpec
from tests.audits.models.tiny_translators import save

SENTENCES = ["Hän on lääkäri.", "Hän on kaunis ja laulaa.", "Hän on."]


def test_it_says_what_transformers_says(marian):
    from audits.translation.word_lists import sources

    sentences = [item.text for item in sources("fi", ["seed", "adjectives"])]
    engine = convert(marian.network, marian.tokenizer, "marian")
    fast, plain = (marian._answered(sentences, "en", one) for one in (engine, None))
    assert [made.text for made in fast] == [made.text for made in plain]


def test_greedily_it_says_the_same_token_by_token(marian):
    import torch

    rows = [marian.tokenizer(text).input_ids for text in SENTENCES]
    engine = convert(marian.network, marian.tokenizer, "marian")
    engine.beams = 1
    made = engine.generate(rows, forced=None, most_tokens=24)
    special = {marian.tokenizer.eos_token_id, marian.tokenizer.pad_token_id}
    for row, fast in zip(rows, made, strict=True):
        with torch.inference_mode():
            (slow,) = marian.network.generate(
                torch.tensor([row]), num_beams=1, max_new_tokens=24, do_sample=False
            )
        assert fast == [token for token in slow.tolist() if token not in special]


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    """M2M100, tiny: its network has numbers for more tokens than its tokenizer."""
    folder = tmp_path_factory.mktemp("m2m")
    spec = ModelSpec(source_language="fi", target_language="en")
    return open_model(save("m2m", folder), spec, scratch=folder)


def test_a_network_that_is_no_fit_for_its_tokenizer_cannot_be_converted(many):
    with pytest.raises(ValueError, match="vocabulary"):
        convert(many.network, many.tokenizer, "m2m_100")


@pytest.mark.parametrize("kind", ["marian", "many"])
def test_the_network_and_its_configuration_stay_as_they_were(kind, request):
    model = request.getfixturevalue(kind)
    config = copy.deepcopy(model.network.config.to_dict())
    weights = {name: value.clone() for name, value in model.network.state_dict().items()}
    with suppress(ValueError):
        model_type = "marian" if kind == "marian" else "m2m_100"
        convert(model.network, model.tokenizer, model_type, quantization="int8")
    assert model.network.config.to_dict() == config
    assert all(value.equal(weights[name]) for name, value in model.network.state_dict().items())


def test_marian_s_start_token_keeps_its_embedding_and_is_never_said(marian):
    before = copy.deepcopy(marian.network.config.to_dict())
    engine = convert(marian.network, marian.tokenizer, "marian")
    assert engine.start == marian.tokenizer.pad_token
    assert marian.network.config.to_dict() == before


def test_the_families_are_those_that_it_reads():
    assert sorted(FAMILIES) == ["m2m_100", "marian"]


@pytest.mark.parametrize(
    ("generation", "fits"),
    [
        ({}, True), ({"repetition_penalty": 1.0, "length_penalty": None}, True),
        ({"num_beams": 6}, True), ({"repetition_penalty": 1.2}, False),
        ({"no_repeat_ngram_size": 3}, False), ({"length_penalty": 0.8}, False),
        ({"forced_decoder_ids": [[1, 5]]}, False), ({"suppress_tokens": [7]}, False),
    ],
)  # fmt: skip
def test_settings_that_it_takes_otherwise_do_not_fit(generation, fits):
    assert settings_fit(generation) is fits
