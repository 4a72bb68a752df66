import numpy as np

from audits.models.adapters.causal_language_model import HEAD
from audits.models.opening import open_model
from audits.specification.document import ModelSpec
from tests import families
from tests.adapter_examples import Answered, Example, texts


def example(folder):
    """A tiny GPT-2."""
    path = families.built("gpt2", folder / "model", head="CAUSAL_LM")
    return Example(path, ModelSpec(), texts())


def test_a_likelihood_is_the_models_own_loss(tmp_path):
    import torch
    import transformers

    made = example(tmp_path)
    model = open_model(made.path, made.spec, scratch=tmp_path)
    network = transformers.AutoModelForCausalLM.from_pretrained(made.path).eval()
    tokenizer = transformers.AutoTokenizer.from_pretrained(made.path)
    ids = tokenizer("the nurse was kind", return_tensors="pt").input_ids
    if ids[0, 0] != tokenizer.bos_token_id:
        ids = torch.cat([torch.tensor([[tokenizer.bos_token_id]]), ids], dim=1)
    with torch.inference_mode():
        expected = -float(network(ids, labels=ids).loss) * (ids.shape[1] - 1)
    found = model.log_likelihood(["the nurse was kind"])
    np.testing.assert_allclose(found, [expected], rtol=1e-4)
    assert len(Answered(model, made.data).to()) == len(made.data)


def test_a_graph_in_place_of_weights_is_not_opened():
    assert HEAD.graph is None
