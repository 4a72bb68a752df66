import shutil
import warnings

import pytest

from audits.errors import NotApplicable, Refused
from audits.models.onnx.seq2seq import OnnxTranslator
from audits.models.opening import inspect_model, open_model
from audits.specification.document import ModelSpec
from tests.audits.models.tiny_translators import save

FI_EN = {"source_language": "fi", "target_language": "en"}
SENTENCES = ["hän on doctor .", "hän on nurse .", "hän on"]


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    """The M2M100 family as a safetensors folder, and the same network as two graphs."""
    import torch

    folder = tmp_path_factory.mktemp("pair")
    plain = save("m2m", folder)
    spec = ModelSpec(**FI_EN)
    reference = open_model(plain, spec, scratch=folder)
    pair = folder / "onnx"
    shutil.copytree(plain, pair)
    (pair / "model.safetensors").unlink()

    class Encoder(torch.nn.Module):
        def forward(self, input_ids, attention_mask):
            return reference.network.model.encoder(input_ids, attention_mask).last_hidden_state

    class Decoder(torch.nn.Module):
        def forward(self, input_ids, encoder_hidden_states, encoder_attention_mask):
            hidden = reference.network.model.decoder(
                input_ids, encoder_hidden_states=encoder_hidden_states,
                encoder_attention_mask=encoder_attention_mask, use_cache=False,
            ).last_hidden_state  # fmt: skip
            return reference.network.lm_head(hidden)

    reference.network.set_attn_implementation("eager")
    ids, mask = torch.ones(2, 5, dtype=torch.long), torch.ones(2, 5, dtype=torch.long)
    two = {0: "rows", 1: "tokens"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            Encoder(), (ids, mask), pair / "encoder_model.onnx", dynamo=False,
            input_names=["input_ids", "attention_mask"], output_names=["last_hidden_state"],
            dynamic_axes={"input_ids": two, "attention_mask": two, "last_hidden_state": two},
        )  # fmt: skip
        torch.onnx.export(
            Decoder(), (ids[:, :3], torch.zeros(2, 5, 16), mask), pair / "decoder_model.onnx",
            input_names=["input_ids", "encoder_hidden_states", "encoder_attention_mask"],
            output_names=["logits"], dynamo=False,
            dynamic_axes={
                "input_ids": {0: "rows", 1: "said"}, "encoder_hidden_states": two,
                "encoder_attention_mask": two, "logits": {0: "rows", 1: "said"},
            },
        )  # fmt: skip
    return reference, pair


def test_two_graphs_say_what_the_weights_say(exported, tmp_path):
    reference, pair = exported
    model = open_model(pair, ModelSpec(**FI_EN), scratch=tmp_path)
    assert isinstance(model, OnnxTranslator)
    forced = {"first": ["She is"] * 3, "second": ["He is"] * 3, **FI_EN}
    assert model.log_odds(SENTENCES, **forced) == pytest.approx(
        reference.log_odds(SENTENCES, **forced), abs=1e-4
    )
    assert model.translate(SENTENCES, **FI_EN) == reference.translate(SENTENCES, **FI_EN)


def test_the_pair_is_inspected_as_a_translator(exported, tmp_path):
    profile = inspect_model(exported[1], ModelSpec(**FI_EN), scratch=tmp_path)
    assert profile.capabilities == ("Translator", "ForcedChoice", "CountableTexts")


def test_a_decoder_with_a_cache_is_refused_with_the_remedy(exported, tmp_path):
    swapped = tmp_path / "swapped"
    shutil.copytree(exported[1], swapped)
    shutil.copy(swapped / "encoder_model.onnx", swapped / "decoder_model.onnx")
    with pytest.raises(Refused, match="export it without a cache"):
        open_model(swapped, ModelSpec(**FI_EN), scratch=tmp_path)


def test_half_a_pair_is_refused_by_the_name_of_the_other_half(exported, tmp_path):
    half = tmp_path / "half"
    shutil.copytree(exported[1], half)
    (half / "decoder_model.onnx").unlink()
    with pytest.raises(Refused, match=r"decoder_model\.onnx"):
        open_model(half, ModelSpec(**FI_EN), scratch=tmp_path)


def test_its_runtime_is_named_and_its_graphs_are_not_counted(exported, tmp_path):
    pair = open_model(exported[1], ModelSpec(**FI_EN), scratch=tmp_path)
    assert pair.engine.startswith("onnxruntime ")
    with pytest.raises(NotApplicable, match="two graphs"):
        pair.operations_while(lambda: pair.translate_anew(["hän on"], **FI_EN))


def test_both_graphs_are_asked_by_other_threads_and_in_no_other_precision(exported, tmp_path):
    pair = open_model(exported[1], ModelSpec(**FI_EN), scratch=tmp_path)
    plain = pair.translate_anew(SENTENCES, **FI_EN)
    with pair.asked_by(4) as other:
        assert "4 threads" in other.engine
        assert other.network.encoder.threads == 4
        assert other.translate(SENTENCES, **FI_EN) == plain
    with pytest.raises(NotApplicable, match="another precision"), pair.asked_in("float64"):
        pass
