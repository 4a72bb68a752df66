"""Every family of the supported list answers as transformers does, alone and in batches.

Each is built tiny from its configuration, with a tokenizer, and saved as a folder.
"""

import numpy as np
import pytest

from audits.data.dataset import Column, Dataset, Images, Role, Texts
from audits.models.huggingface.allowed_types import PADDED_SAFELY, PICTURE_TYPES, TEXT_TYPES
from audits.models.huggingface.opening_language_models import CAUSAL, MASKED
from audits.models.opening import inspect_model, open_model
from audits.probing.batched_inference import ask
from audits.running.row_by_row_check import ask_again
from audits.specification.document import ModelSpec
from tests import families, picture_families
from tests.lazily import lazily

lazily("transformers")
SPEC = ModelSpec(inputs={"text": ["said"]})
TEXTS = families.texts()
DATA = Dataset((Column("said", Role.FEATURE, Texts.of(TEXTS)),))


@pytest.mark.parametrize("family", sorted(TEXT_TYPES))
def test_a_family_of_texts_answers_as_transformers_does(tmp_path, family):
    folder = families.built(family, tmp_path / "model")
    expected = families.alone(folder, TEXTS)
    assert np.ptp(expected[:, 0]) > 1e-4  # the answers differ from text to text
    model = open_model(folder, SPEC, scratch=tmp_path)
    _, probabilities = ask(model, DATA, model.classify)
    np.testing.assert_allclose(probabilities, expected, atol=1e-5)
    assert model.is_apart is (family not in PADDED_SAFELY)
    ask_again(model, DATA)
    assert model.is_apart is (family not in PADDED_SAFELY)  # no difference was found


def test_a_family_that_padding_changes_is_found_out_and_asked_apart(tmp_path):
    """FNet mixes over the padding; were it not on the list, thirty rows would show it."""
    folder = families.built("fnet", tmp_path / "model")
    model = open_model(folder, SPEC, scratch=tmp_path)
    model.is_apart = False
    padded = model.classify(DATA.features(["said"], slice(None))).probabilities
    expected = families.alone(folder, TEXTS)
    assert np.abs(padded - expected).max() > 1e-3
    ask_again(model, DATA)
    assert model.is_apart
    np.testing.assert_allclose(ask(model, DATA, model.classify)[1], expected, atol=1e-5)
    assert "equal length" in dict(model.reading)["batches"]


class Noise:
    """Pictures of three sizes, made from their names."""

    def decode(self, name):
        rng = np.random.default_rng(int(name))
        height, width = ((64, 64), (80, 50), (30, 90))[int(name) % 3]
        return rng.integers(0, 256, (height, width, 3), dtype=np.uint8)


PICTURES = Images(np.array([str(i) for i in range(9)], dtype=object), Noise())


@pytest.mark.parametrize("family", sorted(PICTURE_TYPES))
def test_a_family_of_pictures_answers_as_transformers_does(tmp_path, family):
    import torch
    import transformers

    folder = picture_families.built(family, tmp_path / "model")
    network = picture_families.network_class(family).from_pretrained(folder).eval()
    processor = transformers.AutoImageProcessor.from_pretrained(folder)
    with torch.inference_mode():
        expected = np.array([
            network(**processor(picture, return_tensors="pt")).logits.double().softmax(-1)[0]
            for picture in PICTURES.decoded()
        ])  # fmt: skip
    assert np.ptp(expected[:, 0]) > 1e-5
    model = open_model(folder, ModelSpec(inputs={"image": ["file"]}), scratch=tmp_path)
    data = Dataset((Column("file", Role.FEATURE, PICTURES),))
    _, probabilities = ask(model, data, model.classify)
    np.testing.assert_allclose(probabilities, expected, atol=1e-5)
    ask_again(model, data)
    assert model.classes[:3] == ("cat", "dog", "owl")
    assert "64" in dict(model.reading)["pictures"]


@pytest.mark.parametrize("layout", ["Fourier", "ConvProcessing"])
def test_a_perceiver_answers_however_it_lays_out_a_picture(tmp_path, layout):
    import torch
    import transformers

    named = f"PerceiverForImageClassification{layout}"
    folder = picture_families.built("perceiver", tmp_path / "model", named=named)
    network = getattr(transformers, named).from_pretrained(folder).eval()
    processor = transformers.AutoImageProcessor.from_pretrained(folder)
    with torch.inference_mode():
        prepared = processor(list(PICTURES.decoded())[:2], return_tensors="pt")
        expected = network(**prepared).logits.double().softmax(-1).numpy()
    model = open_model(folder, ModelSpec(inputs={"image": ["file"]}), scratch=tmp_path)
    features = Dataset((Column("file", Role.FEATURE, PICTURES),)).features(["file"], slice(2))
    np.testing.assert_allclose(model.classify(features).probabilities, expected, atol=1e-5)
    assert named in dict(model.reading)["answer"]
    assert model.maps(features) == []  # its latents are no places of the picture
    assert model.layers(features).shape == (3, 2, 16)


class Fine(Noise):
    """The same pictures, of 16 bits."""

    def exact(self, name):
        return self.decode(name).astype(np.float32) + np.float32(0.25)


def test_a_folders_processor_is_given_8_bits_of_16_and_it_is_told(tmp_path):
    folder = picture_families.built("resnet", tmp_path / "model")
    model = open_model(folder, ModelSpec(inputs={"image": ["file"]}), scratch=tmp_path)
    answers = []
    for source in (Noise(), Fine()):
        assert "16 bits" not in dict(model.reading)["pictures"]
        data = Dataset((Column("file", Role.FEATURE, Images(PICTURES.names, source)),))
        answers.append(ask(model, data, model.classify)[1])
    np.testing.assert_array_equal(*answers)
    assert "pictures of 16 bits are rounded to 8 before it" in dict(model.reading)["pictures"]


SENTENCES = [text for text in TEXTS if len(text.split()) < 30]


def directly(folder, auto):
    """The network and the tokenizer as transformers opens them."""
    import transformers

    network = getattr(transformers, auto).from_pretrained(folder).eval()
    return network, transformers.AutoTokenizer.from_pretrained(folder)


@pytest.mark.parametrize("family", sorted(CAUSAL))
def test_a_causal_family_finds_a_text_as_likely_as_transformers_does(tmp_path, family):
    import torch

    folder = families.built(family, tmp_path / "model", head="CAUSAL_LM")
    network, tokenizer = directly(folder, "AutoModelForCausalLM")
    expected = []
    with torch.inference_mode():
        for text in SENTENCES:
            ids = tokenizer(text).input_ids
            ids = ids if ids[0] == 2 else [2, *ids]  # begun with <s>
            logs = network(input_ids=torch.tensor([ids])).logits[0].double().log_softmax(-1)
            chosen = [float(logs[at, token]) for at, token in enumerate(ids[1:])]
            expected.append(sum(chosen))
    model = open_model(folder, ModelSpec(), scratch=tmp_path)
    assert np.std(expected) > 1
    np.testing.assert_allclose(model.log_likelihood(SENTENCES), expected, rtol=1e-5, atol=1e-4)
    assert type(network).__name__ in dict(model.reading)["answer"]


@pytest.mark.parametrize("family", sorted(MASKED))
def test_a_masked_family_finds_a_text_as_likely_as_transformers_does(tmp_path, family):
    import torch

    folder = families.built(family, tmp_path / "model", head="MASKED_LM")
    network, tokenizer = directly(folder, "AutoModelForMaskedLM")
    expected = []
    with torch.inference_mode():
        for text in SENTENCES[:8]:
            ids, total = tokenizer(text).input_ids, 0.0
            for at, token in enumerate(ids):
                if token in (2, 3):  # <s> and </s>
                    continue
                asked = torch.tensor([ids])
                asked[0, at] = tokenizer.mask_token_id
                total += float(network(asked).logits[0, at].double().log_softmax(-1)[token])
            expected.append(total)
    model = open_model(folder, ModelSpec(), scratch=tmp_path)
    assert np.std(expected) > 1
    found = model.log_likelihood(SENTENCES[:8])
    np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-4)


@pytest.mark.parametrize("family", ["bart", "t5", "canine", "perceiver", "xlnet", "ibert"])
def test_a_family_that_gradients_do_not_lead_through_says_so(tmp_path, family):
    """Its explanations are made without them; what it holds inside can still be looked at."""
    from audits.models import Attributable, Layered, Randomisable

    folder = families.built(family, tmp_path / "model")
    model = open_model(folder, SPEC, scratch=tmp_path)
    assert not isinstance(model, Attributable)
    assert isinstance(model, Layered)
    assert isinstance(model, Randomisable)
    found = model.layers(DATA.features(["said"], slice(2)))
    assert found.shape[1] == 2
    assert np.isfinite(found).all()
    assert "Attributable" not in inspect_model(folder, SPEC, scratch=tmp_path).capabilities
