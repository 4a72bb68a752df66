"""Small Perceivers of texts and of pictures, by both of torch's exporters, audited as users would.

`examples/perceiver` writes them; the long form of its own test trains them and asks every probe.
Expected values come of the network, asked directly.
"""

import csv
import importlib.util
import json
import zipfile
from pathlib import Path

import numpy as np
import pytest

from audits.report.exports import model_card
from evenhand.local import audit_file
from tests.lazily import lazily

torch, transformers = lazily("torch"), lazily("transformers")
lazily("onnxruntime")
pytestmark = pytest.mark.filterwarnings("ignore")
EXAMPLE = Path("examples/perceiver/prepare.py").absolute()
TEXTS = [f"{word} {other} {end}" for word in ("I am", "You", "The") for other in ("a deaf", "young",
         "my tall", "damn") for end in ("man", "idiot.", "teacher is kind", "cook!")]  # fmt: skip
SHADES = np.random.default_rng(4).integers(0, 256, (40, 8, 8, 3)).astype(np.uint8)
SMALL = {"num_latents": 6, "d_latents": 8, "num_blocks": 2, "num_self_attends_per_block": 1,
         "num_self_attention_heads": 2, "num_cross_attention_heads": 2, "qk_channels": 8,
         "v_channels": 8}  # fmt: skip
LABELS = ["kind", "offensive"]


def example():
    """The example's own script, as a module."""
    found = importlib.util.spec_from_file_location("prepare_perceivers", EXAMPLE)
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


def drawn(made):
    """As training leaves weights: no two tensors are equal, and answers differ."""
    torch.manual_seed(3)
    with torch.no_grad():
        for tensor in made.parameters():
            tensor.normal_(0, 0.3)
    return made.eval()


def of_texts(folder, prepare, exporter):
    """A folder of a graph, words and configuration; the table; what the network answers."""
    tokenizer = transformers.PerceiverTokenizer(model_max_length=32)
    config = transformers.PerceiverConfig(
        **SMALL, d_model=16, max_position_embeddings=32,
        id2label=dict(enumerate(LABELS)), label2id={name: at for at, name in enumerate(LABELS)},
    )  # fmt: skip
    made = drawn(transformers.PerceiverForSequenceClassification(config))
    fed = tokenizer(TEXTS, padding="max_length", return_tensors="pt")
    with torch.inference_mode():
        answers = made(fed["input_ids"], fed["attention_mask"]).logits.argmax(1).numpy()
    prepare.LONGEST = 32
    model = folder / "sentences"
    model.mkdir()
    config.architectures = ["PerceiverForSequenceClassification"]
    config.save_pretrained(model)
    tokenizer.save_pretrained(model)
    names = {"inputs": fed["input_ids"][:2], "attention_mask": fed["attention_mask"][:2]}
    prepare.export(
        made, names, model / "model.onnx", dynamo=prepare.EXPORTERS[exporter], lengths=True
    )
    rows = zip(TEXTS, answers, strict=True)
    write(folder / "data.csv", [["text", "reads"], *([text, LABELS[at]] for text, at in rows)])
    stated = {"path": "sentences", "inputs": {"text": "text"}}
    return (
        made,
        stated,
        "data.csv",
        {"text": {"kind": "text"}, "reads": {"role": "label", "favourable": "kind"}},
    )


def of_pictures(folder, prepare, exporter):
    """A graph alone; the pictures in a zip with their table; what the network answers."""
    config = transformers.PerceiverConfig(**SMALL, image_size=8, num_labels=3)
    made = drawn(transformers.PerceiverForImageClassificationFourier(config))
    fed = torch.from_numpy(SHADES.transpose(0, 3, 1, 2).astype(np.float32) / 255)
    with torch.inference_mode():
        answers = made(inputs=fed).logits.argmax(1).numpy()
    prepare.export(
        made, {"pixel_values": fed[:2]}, folder / "digits.onnx",
        dynamo=prepare.EXPORTERS[exporter],
    )  # fmt: skip
    from PIL import Image

    with zipfile.ZipFile(folder / "data.zip", "w") as packed:
        for at, picture in enumerate(SHADES):
            with packed.open(f"{at}.png", "w") as file:
                Image.fromarray(picture).save(file, "PNG")
        rows = ((f"{at}.png", f"class {answer}") for at, answer in enumerate(answers))
        write(folder / "table.csv", [["file", "digit"], *rows])
        packed.write(folder / "table.csv", "table.csv")
    stated = {
        "path": "digits.onnx", "inputs": {"pixel_values": "file"},
        "preprocessing": {"scale": 1 / 255}, "labels": [f"class {at}" for at in range(3)],
    }  # fmt: skip
    return made, stated, "data.zip", {"file": {"kind": "image"}, "digit": {"role": "label"}}


def write(path, rows):
    with path.open("w", newline="") as file:
        csv.writer(file).writerows(rows)


@pytest.mark.parametrize("exporter", ["torchscript", "dynamo"])
@pytest.mark.parametrize("kind", [of_texts, of_pictures])
def test_its_answers_are_the_networks_and_the_card_names_its_parts(tmp_path, kind, exporter):
    made, stated, data, columns = kind(tmp_path, example(), exporter)
    document = {
        "model": stated, "dataset": {"path": data, "columns": columns},
        "probes": ["fairness.error_rates"],
    }  # fmt: skip
    (tmp_path / "audit.json").write_text(json.dumps(document))
    report = audit_file(tmp_path / "audit.json", out=tmp_path / "report", quiet=True).report
    (accuracy,) = [m for m in report["measurements"] if m["metric"] == "accuracy"]
    assert accuracy["value"] == 1
    body = made.perceiver.encoder.self_attends.parameters()
    numbers, shared = sum(p.numel() for p in made.parameters()), sum(p.numel() for p in body)
    card = model_card.render(report)
    assert "Perceiver: 6 latents of 8 numbers" in card
    assert "2 blocks of 1 self-attention" in card
    assert f"weights: {numbers:,} numbers, each counted once; {shared:,} of them" in card
