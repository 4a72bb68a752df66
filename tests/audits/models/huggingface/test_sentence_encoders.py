import json

import numpy as np
import pytest

from audits.errors import Refused
from audits.models.opening import inspect_model, open_model
from audits.specification.document import ModelSpec
from tests import families

TEXTS = ["the nurse was kind", "the doctor", "a very good day and she said it", "it"]


@pytest.fixture
def folder(tmp_path):
    return families.built("bert", tmp_path / "model", head="ENCODER")


def pooling(folder, **modes):
    (folder / "1_Pooling").mkdir()
    (folder / "1_Pooling" / "config.json").write_text(json.dumps(modes))


def directly(folder, text):
    """Hidden states of one text, and its tokens' number, straight from transformers."""
    import torch
    import transformers

    network = transformers.AutoModel.from_pretrained(folder).eval()
    tokens = transformers.AutoTokenizer.from_pretrained(folder)(text, return_tensors="pt")
    with torch.inference_mode():
        states = network(**tokens, output_hidden_states=True).hidden_states
    return [state[0].numpy() for state in states]


def test_a_vector_is_the_mean_over_tokens_at_each_depth(folder, tmp_path):
    model = open_model(folder, ModelSpec(), scratch=tmp_path)
    found = model.embed(TEXTS)
    for row, text in enumerate(TEXTS):
        expected = [state.mean(axis=0) for state in directly(folder, text)]
        np.testing.assert_allclose(found[:, row], expected, atol=1e-5)


def test_or_the_first_token_where_the_folder_says_so(folder, tmp_path):
    pooling(folder, pooling_mode_cls_token=True, pooling_mode_mean_tokens=False)
    model = open_model(folder, ModelSpec(), scratch=tmp_path)
    found = model.embed(TEXTS)
    states = directly(folder, TEXTS[0])
    np.testing.assert_allclose(found[-1, 0], states[-1][0], atol=1e-5)
    np.testing.assert_allclose(found[1, 0], states[1].mean(axis=0), atol=1e-5)
    assert ("vector", "first token of the last of 2 layers") in model.reading
    assert not [line for line in model.reading if line[0] == "left out"]


def test_another_pooling_is_refused(folder, tmp_path):
    pooling(folder, pooling_mode_max_tokens=True)
    with pytest.raises(Refused, match="pools by pooling_mode_max_tokens"):
        open_model(folder, ModelSpec(), scratch=tmp_path)


def test_padding_and_order_do_not_matter(folder, tmp_path):
    model = open_model(folder, ModelSpec(), scratch=tmp_path)
    many = [text for text in TEXTS for _ in range(20)]
    apart = np.concatenate([model.embed([text]) for text in TEXTS], axis=1)
    np.testing.assert_allclose(model.embed(many)[:, ::20], apart, atol=1e-5)
    model.is_apart = True
    np.testing.assert_allclose(model.embed(many)[:, ::20], apart, atol=1e-5)


def test_its_description_is_of_an_embedder(folder, tmp_path):
    profile = inspect_model(folder, ModelSpec(), scratch=tmp_path)
    assert (profile.task, profile.capabilities) == ("embedding", ("Embedder",))
    assert profile.parameters > 0
