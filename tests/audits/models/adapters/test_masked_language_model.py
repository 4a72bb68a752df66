import numpy as np

from audits.models.adapters.masked_language_model import HEAD
from audits.models.opening import open_model
from audits.specification.document import ModelSpec
from tests import families
from tests.adapter_examples import Example, texts


def example(folder):
    """A tiny BERT."""
    path = families.built("bert", folder / "model", head="MASKED_LM")
    return Example(path, ModelSpec(), texts())


def test_a_likelihood_adds_each_word_given_all_others(tmp_path):
    import torch
    import transformers

    made = example(tmp_path)
    model = open_model(made.path, made.spec, scratch=tmp_path)
    network = transformers.AutoModelForMaskedLM.from_pretrained(made.path).eval()
    tokenizer = transformers.AutoTokenizer.from_pretrained(made.path)
    ids = tokenizer("the nurse was kind", return_tensors="pt").input_ids
    expected = 0.0
    for place in range(1, ids.shape[1] - 1):
        hidden = ids.clone()
        hidden[0, place] = tokenizer.mask_token_id
        with torch.inference_mode():
            logits = network(hidden).logits[0, place].double().log_softmax(-1)
        expected += float(logits[ids[0, place]])
    found = model.log_likelihood(["the nurse was kind"])
    np.testing.assert_allclose(found, [expected], rtol=1e-4)


def test_a_graph_in_place_of_weights_is_not_opened():
    assert HEAD.graph is None
