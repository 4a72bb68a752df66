import json

import numpy as np
import pytest

from audits.errors import Refused
from audits.models import Classifier, Layered
from audits.models.opening import inspect_model, open_model
from audits.specification.document import ModelSpec
from tests import picture_families
from tests.adapter_examples import pictures

SPEC = ModelSpec(inputs={"image": ["file"]})
NAMED = {
    "beit": "BeitModel", "convnext": "ConvNextModel", "deit": "DeiTModel",
    "dinov2": "Dinov2Model", "resnet": "ResNetModel", "swin": "SwinModel", "vit": "ViTModel",
}  # fmt: skip


def features(rows=3):
    return {"file": pictures("file", rows).columns[0].values.decoded()}


def directly(folder, given, tower=None):
    """Hidden states of the pictures, straight from transformers."""
    import torch
    import transformers

    network = transformers.AutoModel.from_pretrained(folder).eval()
    network = getattr(network, tower) if tower else network
    processor = transformers.AutoImageProcessor.from_pretrained(folder)
    with torch.inference_mode():
        tensors = processor(given, return_tensors="pt")["pixel_values"]
        states = network(pixel_values=tensors, output_hidden_states=True).hidden_states
    return [state.numpy() for state in states]


@pytest.mark.parametrize("family", sorted(NAMED))
def test_each_layer_is_the_mean_over_places(family, tmp_path):
    folder = picture_families.built(family, tmp_path / "model", named=NAMED[family])
    model = open_model(folder, SPEC, scratch=tmp_path)
    layers = model.layers(features())
    assert isinstance(model, Layered)
    assert not isinstance(model, Classifier)
    last = directly(folder, features()["file"])[-1]
    expected = last.mean(axis=(2, 3)) if last.ndim == 4 else last.mean(axis=1)
    np.testing.assert_allclose(layers[-1], expected, atol=1e-5)
    assert len(model.maps(features())) >= len(layers)


def clip(folder, *, whole):
    """A tiny CLIP, with or without the half that reads texts, and a processor beside it."""
    import torch
    import transformers

    torch.manual_seed(0)
    small = {"hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2,
             "intermediate_size": 32}  # fmt: skip
    vision = transformers.CLIPVisionConfig(**small, image_size=64, patch_size=16)
    text = transformers.CLIPTextConfig(**small, vocab_size=50, max_position_embeddings=8)
    network = transformers.CLIPVisionModel(vision)
    if whole:
        network = transformers.CLIPModel(
            transformers.CLIPConfig(
                text_config=text.to_dict(), vision_config=vision.to_dict(), projection_dim=8
            )
        )
    network.save_pretrained(folder)
    processor = {
        "image_processor_type": "CLIPImageProcessor", "do_resize": True, "do_center_crop": False,
        "size": {"height": 64, "width": 64}, "do_rescale": True, "rescale_factor": 1 / 255,
        "do_normalize": True, "image_mean": [0.5] * 3, "image_std": [0.3] * 3,
    }  # fmt: skip
    (folder / "preprocessor_config.json").write_text(json.dumps(processor))
    return folder


@pytest.mark.parametrize("whole", [True, False])
def test_of_clip_the_half_that_reads_pictures_is_taken(whole, tmp_path):
    folder = clip(tmp_path / "model", whole=whole)
    model = open_model(folder, SPEC, scratch=tmp_path)
    tower = "vision_model" if whole else None
    expected = [state.mean(axis=1) for state in directly(folder, features()["file"], tower)]
    np.testing.assert_allclose(model.layers(features()), expected, atol=1e-5)


def test_its_description_is_of_layers_without_an_answer(tmp_path):
    folder = picture_families.built("vit", tmp_path / "model", named="ViTModel")
    profile = inspect_model(folder, SPEC, scratch=tmp_path)
    assert (profile.task, profile.capabilities) == ("embedding", ("Layered",))
    assert [given.name for given in profile.inputs] == ["image"]
    assert any("it has no head" in words for _, words in profile.reading)


def test_a_column_without_pictures_is_refused_with_what_helps(tmp_path):
    folder = picture_families.built("vit", tmp_path / "model", named="ViTModel")
    model = open_model(folder, SPEC, scratch=tmp_path)
    with pytest.raises(Refused, match="takes images, and 'file' holds none"):
        model.layers({"file": np.array(["a"], dtype=object)})


def test_a_type_that_is_not_listed_is_refused(tmp_path):
    folder = picture_families.built("vit", tmp_path / "model", named="ViTModel")
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps({**config, "model_type": "siglip"}))
    with pytest.raises(Refused):
        open_model(folder, SPEC, scratch=tmp_path)
