import json
import pickle
import shutil
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from audits.data.dataset import Column, Dataset, Role, Texts
from audits.errors import Refused
from audits.models import Classifier, Paced, Regressor
from audits.models.opening import inspect_model, open_model
from audits.probing.batched_inference import ask
from audits.running.row_by_row_check import ask_again
from audits.specification.document import ModelSpec
from audits.specification.roles import Kind
from tests.lazily import lazily

torch = lazily("torch")
transformers = lazily("transformers")

WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "good", "bad", "day", "very"]


def small_bert(folder: Path, labels: int = 2) -> Path:
    torch.manual_seed(0)
    config = transformers.BertConfig(
        vocab_size=len(WORDS), hidden_size=16, num_hidden_layers=1, num_attention_heads=2,
        intermediate_size=16, max_position_embeddings=32, num_labels=labels,
    )  # fmt: skip
    if labels == 2:
        config.id2label, config.label2id = {0: "no", 1: "yes"}, {"no": 0, "yes": 1}
    transformers.BertForSequenceClassification(config).save_pretrained(folder)
    (folder / "vocab.txt").write_text("\n".join(WORDS))
    transformers.BertTokenizerFast(str(folder / "vocab.txt")).save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_bert(tmp_path_factory.mktemp("bert"))


@pytest.fixture
def bert(saved: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(saved, tmp_path / "bert"))


SPEC = ModelSpec(inputs={"text": ["comment"]})
TEXTS = ["good day", "very very bad day", "bad", "", None, "good " * 60]


def expected(folder: Path) -> Any:
    """One sentence at a time, without padding, straight from transformers."""
    network = transformers.AutoModelForSequenceClassification.from_pretrained(folder).eval()
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    rows = []
    with torch.inference_mode():
        for text in TEXTS:
            found = tokenizer(text or "", return_tensors="pt", truncation=True, max_length=32)
            rows.append(network(**found).logits.softmax(-1)[0].numpy())
    return np.array(rows)


def test_sentences_are_classified_as_transformers_does_one_by_one(
    bert: Path, tmp_path: Path
) -> None:
    model = open_model(bert, SPEC, scratch=tmp_path)
    assert isinstance(model, Classifier)
    assert isinstance(model, Paced)
    assert model.classes == ("no", "yes")
    data = Dataset((Column("comment", Role.FEATURE, Texts.of(TEXTS)),))
    codes, probabilities = ask(model, data, model.classify)
    np.testing.assert_allclose(probabilities, expected(bert), atol=1e-5)
    assert codes.tolist() == expected(bert).argmax(1).tolist()


@pytest.mark.parametrize("pack", ["zip", "tar.gz"])
def test_a_packed_folder_opens_like_the_folder(bert: Path, tmp_path: Path, pack: str) -> None:
    path = tmp_path / f"model.{pack}"
    if pack == "zip":
        with zipfile.ZipFile(path, "w") as packed:
            for file in bert.iterdir():
                packed.write(file, f"bert/{file.name}")
    else:
        with tarfile.open(path, "w:gz") as packed_tar:
            packed_tar.add(bert, "bert")
    profile = inspect_model(path, SPEC, scratch=tmp_path)
    assert profile.format == "huggingface"
    assert profile.classes == ("no", "yes")
    assert profile.inputs[0].kind is Kind.TEXT


def test_a_head_of_one_number_is_a_regression(tmp_path: Path) -> None:
    folder = tmp_path / "one"
    folder.mkdir()
    model = open_model(small_bert(folder, labels=1), SPEC, scratch=tmp_path)
    assert isinstance(model, Regressor)
    found = model.regress({"comment": np.array(["good", "bad day"], dtype=object)})
    assert found.shape == (2,)


def test_images_are_prepared_by_the_folders_own_processor(tmp_path: Path) -> None:
    folder = tmp_path / "vit"
    config = transformers.ViTConfig(
        hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16,
        image_size=16, patch_size=8, num_labels=3,
    )  # fmt: skip
    transformers.ViTForImageClassification(config).save_pretrained(folder)
    processor = {
        "image_processor_type": "ViTImageProcessor", "size": {"height": 16, "width": 16},
        "do_resize": True, "do_rescale": True, "rescale_factor": 1 / 255, "do_normalize": True,
        "image_mean": [0.5] * 3, "image_std": [0.5] * 3, "resample": 2,
    }  # fmt: skip
    (folder / "preprocessor_config.json").write_text(json.dumps(processor))
    model = open_model(folder, ModelSpec(inputs={"image": ["file"]}), scratch=tmp_path)
    assert isinstance(model, Classifier)
    grey = np.full((16, 16, 3), 100, np.uint8)
    found = model.classify({"file": [grey, np.zeros((30, 20, 3), np.uint8)]})
    network = transformers.ViTForImageClassification.from_pretrained(folder).eval()
    with torch.inference_mode():
        pixels = torch.full((1, 3, 16, 16), (100 / 255 - 0.5) / 0.5)
        by_hand = network(pixel_values=pixels).logits.softmax(-1)[0].numpy()
    assert found.probabilities is not None
    np.testing.assert_allclose(found.probabilities[0], by_hand, atol=1e-5)


# --- what must be refused before any library reads it ---------------------------------------


class Marker:
    """Creates a file when unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, tuple[Any, ...]]:
        return Path.touch, (self.path,)


def edited(name: str, **values: Any) -> Callable[[Path, Path], None]:
    def edit(folder: Path, marker: Path) -> None:
        path = folder / name
        held = json.loads(path.read_text()) if path.exists() else {}
        path.write_text(json.dumps({**held, **values}))

    return edit


def with_pickle(name: str) -> Callable[[Path, Path], None]:
    def edit(folder: Path, marker: Path) -> None:
        (folder / name).write_bytes(pickle.dumps(Marker(marker)))

    return edit


def with_torch_zip(folder: Path, marker: Path) -> None:
    with zipfile.ZipFile(folder / "notes.txt", "w") as packed:
        packed.writestr("archive/data.pkl", pickle.dumps(Marker(marker)))


def with_shard(name: str) -> Callable[[Path, Path], None]:
    return edited("model.safetensors.index.json", weight_map={"a": name})


def with_deep_json(folder: Path, marker: Path) -> None:
    (folder / "generation_config.json").write_text("[" * 200_000)


def with_link(folder: Path, marker: Path) -> None:
    (folder / "vocab.txt").unlink(missing_ok=True)
    (folder / "vocab.txt").symlink_to("/etc/passwd")


def with_bad_header(folder: Path, marker: Path) -> None:
    (folder / "model.safetensors").write_bytes((1 << 63).to_bytes(8, "little") + b"{}")


def with_lost_tensor(folder: Path, marker: Path) -> None:
    from safetensors.numpy import load_file, save_file

    held = load_file(folder / "model.safetensors")
    held.pop("classifier.weight")
    save_file(held, folder / "model.safetensors", metadata={"format": "pt"})


def with_strange_tensors(folder: Path, marker: Path) -> None:
    from safetensors.numpy import save_file

    save_file({"x": np.zeros(3)}, folder / "model.safetensors", metadata={"format": "pt"})


def with_other_shape(folder: Path, marker: Path) -> None:
    from safetensors.numpy import load_file, save_file

    held = load_file(folder / "model.safetensors")
    held["classifier.weight"] = np.zeros((2, 4), np.float32)
    save_file(held, folder / "model.safetensors", metadata={"format": "pt"})


REFUSED = {
    "auto_map": (edited("config.json", auto_map={"AutoModel": "evil.Model"}), "remote_code"),
    "tokenizer auto_map": (
        edited("tokenizer_config.json", auto_map={"AutoTokenizer": ["e.T", None]}), "remote_code",
    ),
    "nested trust": (edited("config.json", x={"y": [{"trust_remote_code": True}]}), "remote_code"),
    "custom_generate": (edited("generation_config.json", custom_generate="a/b"), "remote_code"),
    "kernel": (edited("config.json", _attn_implementation="who/kernel"), "remote_code"),
    "quantized": (edited("config.json", quantization_config={"quant_method": "x"}), "quantized"),
    "pickle as text": (with_pickle("notes.txt"), "pickle"),
    "torch zip as text": (with_torch_zip, "pickle"),
    "adapter": (edited("adapter_config.json", base_model_name_or_path="/etc"), "adapter"),
    "shard above": (with_shard("../../other.safetensors"), "unsafe_name"),
    "shard absolute": (with_shard("/tmp/other.safetensors"), "unsafe_name"),
    "shard as pickle": (with_shard("weights.dat"), "unsafe_name"),
    "deep json": (with_deep_json, "bad_json"),
    "link": (with_link, "special_file"),
    "header": (with_bad_header, "bad_safetensors"),
    "layers": (edited("config.json", num_hidden_layers=10**9), "absurd_size"),
    "vocabulary": (edited("config.json", vocab_size=10**13), "absurd_size"),
    "architecture": (
        edited("config.json", architectures=["EvilModel"]), "unsupported_architecture",
    ),
    "type": (edited("config.json", model_type="evil"), "unsupported_architecture"),
    "lost tensor": (with_lost_tensor, "weights_do_not_match"),
    "strange tensors": (with_strange_tensors, "weights_do_not_match"),
    "other shape": (with_other_shape, None),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_a_folder_is_refused_with_its_reason(bert: Path, tmp_path: Path, name: str) -> None:
    edit, code = REFUSED[name]
    marker = tmp_path / "marker"
    edit(bert, marker)
    with pytest.raises(Refused) as refusal:
        inspect_model(bert, SPEC, scratch=tmp_path)
    codes = {problem.code for problem in refusal.value.problems}
    assert code is None or code in codes, refusal.value
    assert not marker.exists()


@pytest.mark.parametrize(
    "name", ["pytorch_model.bin", "training_args.bin", "optimizer.pt", "checkpoint-500/rng.pth"]
)
def test_what_a_trainer_leaves_beside_the_model_is_never_read(
    bert: Path, tmp_path: Path, name: str
) -> None:
    marker = tmp_path / "marker"
    (bert / name).parent.mkdir(exist_ok=True)
    with_pickle(name)(bert, marker)
    profile = inspect_model(bert, SPEC, scratch=tmp_path)
    assert ("left out", f"{name}: nothing reads them") in profile.reading
    model = open_model(bert, SPEC, scratch=tmp_path)
    assert isinstance(model, Classifier)
    data = Dataset((Column("comment", Role.FEATURE, Texts.of(TEXTS)),))
    np.testing.assert_allclose(ask(model, data, model.classify)[1], expected(bert), atol=1e-5)
    assert not marker.exists()


def test_a_pickle_alone_is_no_model(bert: Path, tmp_path: Path) -> None:
    (bert / "model.safetensors").rename(bert / "pytorch_model.bin")
    with_pickle("pytorch_model.bin")(bert, tmp_path / "marker")
    with pytest.raises(Refused, match="pickle"):
        inspect_model(bert, SPEC, scratch=tmp_path)


@pytest.mark.parametrize("kept", ["tokenizer_config.json", ""])
def test_a_folder_without_its_words_is_refused(bert: Path, tmp_path: Path, kept: str) -> None:
    for name in ("tokenizer.json", "vocab.txt", "tokenizer_config.json", "special_tokens_map.json"):
        if name != kept:
            (bert / name).unlink(missing_ok=True)
    with pytest.raises(Refused) as refusal:
        inspect_model(bert, SPEC, scratch=tmp_path)
    assert refusal.value.problems[0].code == "no_tokenizer"


def test_a_tokenizer_that_knows_few_of_the_words_is_refused(bert: Path, tmp_path: Path) -> None:
    model = open_model(bert, SPEC, scratch=tmp_path)
    strange = Texts.of(["une journée très mauvaise", "bonne journée", "good day"] * 9)
    with pytest.raises(Refused, match=r"does not know 54 of 72 words of comment \(75 %\)"):
        ask_again(model, Dataset((Column("comment", Role.FEATURE, strange),)))


def test_what_was_cut_and_what_is_unknown_is_told(bert: Path, tmp_path: Path) -> None:
    model = open_model(bert, SPEC, scratch=tmp_path)
    texts = Texts.of(["good day"] * 20 + ["good " * 60] * 3 + ["very sad day"])
    ask_again(model, Dataset((Column("comment", Role.FEATURE, texts),)))
    told = dict(model.reading)  # type: ignore[attr-defined]
    assert told["cut"].startswith("3 of 24 rows are longer than 32 tokens")
    assert told["unknown words"] == "1 of 223 tokens (0.4 %)"
    assert told["classes"] == "no, yes"
    assert "softmax" in told["answer"]


def test_a_lone_pickle_is_refused(tmp_path: Path) -> None:
    marker = tmp_path / "marker"
    for name in ("model.onnx", "model.pt", "model"):
        (tmp_path / name).write_bytes(pickle.dumps(Marker(marker)))
        with pytest.raises(Refused, match="pickle"):
            inspect_model(tmp_path / name, scratch=tmp_path)
    assert not marker.exists()
