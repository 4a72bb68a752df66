from audits.models.adapters.sentence_encoder import HEAD
from audits.models.registry import heads
from audits.specification.document import ModelSpec
from tests import families
from tests.adapter_examples import Example, texts


def example(folder):
    """A tiny BERT without a head."""
    path = families.built("bert", folder / "model", head="ENCODER")
    return Example(path, ModelSpec(), texts())


def test_other_heads_that_end_in_model_stay_theirs():
    assert heads()["LMHeadModel"] is not HEAD
    assert not any("GPT2LMHeadModel".endswith(ending) for ending in HEAD.endings)
    assert not any("MarianMTModel".endswith(ending) for ending in HEAD.endings)
