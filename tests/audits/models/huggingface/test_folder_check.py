"""A folder is looked over before any library reads it: each fault by its code, and nothing runs."""

import json
import pickle
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from audits.data.dataset import Column, Dataset, Role, Texts
from audits.errors import Refused
from audits.models import Classifier
from audits.models.opening import inspect_model, open_model
from audits.probing.batched_inference import ask
from tests.audits.models.huggingface.small_bert import SPEC, TEXTS, Marker, expected


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
