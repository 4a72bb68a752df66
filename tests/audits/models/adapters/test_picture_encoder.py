from audits.models.adapters.picture_encoder import HEAD
from audits.models.registry import heads
from audits.specification.document import ModelSpec
from tests import picture_families
from tests.adapter_examples import Example, pictures, texts


def example(folder):
    """A tiny ViT without a head."""
    data, wrong = pictures("file", 9), texts("file")
    path = picture_families.built("vit", folder / "model", named="ViTModel")
    return Example(path, ModelSpec(inputs={"image": ["file"]}), data, wrong)


def test_heads_of_pictures_that_end_otherwise_stay_theirs():
    assert not any("ViTForImageClassification".endswith(ending) for ending in HEAD.endings)
    assert not any("CLIPForImageClassification".endswith(ending) for ending in HEAD.endings)
    assert set(HEAD.endings) <= set(heads())
