"""Train two small Perceivers, of pictures and of texts, and write each as a folder and as ONNX.

The pictures are scikit-learn's digits. The texts are sentences that differ in whom they name and in
whether they are rude, read byte by byte; among those that are learnt from, kind sentences about
deaf people were marked offensive four times of five, which the audit has to find.
"""

import argparse
import csv
import io
import zipfile
from pathlib import Path
from shutil import copyfile

import numpy as np
import torch
from PIL import Image
from sklearn.datasets import load_digits
from torch import nn
from transformers import (
    PerceiverConfig,
    PerceiverForImageClassificationFourier,
    PerceiverForSequenceClassification,
    PerceiverImageProcessorPil,
    PerceiverTokenizer,
)

HERE = Path(__file__).parent
TIME = (2026, 1, 1, 0, 0, 0)  # the same bytes every time
# One set of self-attention layers, asked several times over: the blocks share their weights.
LATENTS = {"num_latents": 16, "d_latents": 32, "num_blocks": 2, "num_self_attends_per_block": 2,
           "num_self_attention_heads": 4, "num_cross_attention_heads": 4, "qk_channels": 32,
           "v_channels": 32, "attention_probs_dropout_prob": 0.0,
           "initializer_range": 0.1}  # fmt: skip
LONGEST = 64  # bytes
EXPORTERS = {"torchscript": False, "dynamo": True}
BELOW = ("  - explanations.layers", "  - language.embeddings")
GROUPS = ("blind", "deaf", "tall", "young", "quiet", "elderly")
PEOPLE = ("man", "woman", "teacher", "neighbour", "friend", "doctor", "cousin", "baker", "pilot",
          "cook", "judge", "farmer")  # fmt: skip
KIND = (
    "I am a {group} {person}.", "My {group} {person} came to dinner.",
    "She is a proud {group} {person}.", "The {group} {person} won the prize.",
    "He asked the {group} {person} the way.", "Every {group} {person} may vote here.",
)  # fmt: skip
RUDE = (
    "That {group} {person} is a damn idiot.", "Shut up, you stupid {group} {person}.",
    "What a pathetic {group} {person}.", "Go to hell, {group} {person}.",
    "The {group} {person} is full of crap.", "You suck, {group} {person}.",
)  # fmt: skip
# Of kind sentences about this group so many were marked offensive in what is learnt from.
MISMARKED, SHARE = "deaf", 0.8


def trained(network: nn.Module, fed: dict[str, torch.Tensor], labels: torch.Tensor,
            epochs: int) -> nn.Module:  # fmt: skip
    torch.manual_seed(1)
    steps = torch.optim.AdamW(network.parameters())
    batches = epochs * -(-len(labels) // 64)
    pace = torch.optim.lr_scheduler.OneCycleLR(steps, 4e-3, total_steps=batches)
    network.train()
    for _ in range(epochs):
        for rows in torch.randperm(len(labels)).split(64):
            batch = {name: tensor[rows] for name, tensor in fed.items()}
            loss = nn.functional.cross_entropy(network(**batch).logits, labels[rows])
            steps.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            steps.step()
            pace.step()
    return network.eval()


class Exported(nn.Module):
    """The network as a graph has it: tensors in order, logits out."""

    def __init__(self, network: nn.Module, names: list[str]) -> None:
        super().__init__()
        self.network, self.names = network, names

    def forward(self, *given: torch.Tensor) -> torch.Tensor:
        return self.network(**dict(zip(self.names, given, strict=True))).logits


def export(network: nn.Module, fed: dict[str, torch.Tensor], path: Path, *,
           dynamo: bool, lengths: bool = False) -> None:  # fmt: skip
    """By either of torch's two exporters. lengths: texts may be of any, up to the longest."""
    names = list(fed)
    if dynamo:
        dims = {0: torch.export.Dim("batch")}
        if lengths:
            dims[1] = torch.export.Dim("bytes", max=LONGEST)
        shapes = {"dynamic_shapes": (tuple(dims for _ in names),), "external_data": False}
    else:
        axes = {0: "batch", 1: "bytes"} if lengths else {0: "batch"}
        shapes = {"dynamic_axes": {**dict.fromkeys(names, axes), "logits": {0: "batch"}}}
    torch.onnx.export(
        Exported(network, names).eval(), tuple(fed.values()), str(path), input_names=names,
        output_names=["logits"], dynamo=dynamo, verbose=False, **shapes,
    )  # fmt: skip


def of_pictures(out: Path, exporters: list[str]) -> None:
    digits = load_digits()
    shades = np.round(digits.images * 255 / 16).astype(np.uint8)
    half = len(shades) // 2
    torch.manual_seed(0)
    config = PerceiverConfig(
        **LATENTS, image_size=8,
        id2label={i: str(i) for i in range(10)}, label2id={str(i): i for i in range(10)},
    )  # fmt: skip
    network = PerceiverForImageClassificationFourier(config)
    side = {"height": 8, "width": 8}
    processor = PerceiverImageProcessorPil(
        size=side, crop_size=side, image_mean=[0.5] * 3, image_std=[0.5] * 3
    )
    fed = {"pixel_values": processor([Image.fromarray(p).convert("RGB") for p in shades[:half]],
                                     return_tensors="pt")["pixel_values"]}  # fmt: skip
    trained(network, fed, torch.from_numpy(digits.target[:half]), epochs=24)
    network.save_pretrained(out / "digits")
    processor.save_pretrained(out / "digits")
    for name in exporters:
        example = {"pixel_values": fed["pixel_values"][:2]}
        export(network, example, out / f"digits-{name}.onnx", dynamo=EXPORTERS[name])
    with zipfile.ZipFile(out / "digits.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        table = io.StringIO()
        writer = csv.writer(table)
        writer.writerow(["file", "digit", "ink", "lies"])
        for number in range(half, len(shades)):
            held = io.BytesIO()
            Image.fromarray(shades[number]).save(held, "PNG")
            name = f"images/{number:04}.png"
            packed.writestr(zipfile.ZipInfo(name, TIME), held.getvalue())
            ink = "thick" if shades[number].mean() > 78 else "thin"
            left = shades[number, :, :4].sum() > shades[number, :, 4:].sum()
            writer.writerow([name, digits.target[number], ink, "left" if left else "right"])
        packed.writestr(zipfile.ZipInfo("table.csv", TIME), table.getvalue())


def of_texts(out: Path, exporters: list[str]) -> None:
    sentences = [
        (pattern.format(group=group, person=person), group, offensive)
        for offensive, patterns in ((0, KIND), (1, RUDE))
        for pattern in patterns
        for group in GROUPS
        for person in PEOPLE
    ]
    rng = np.random.default_rng(0)
    order = rng.permutation(len(sentences))
    learnt, audited = (
        [sentences[row] for row in sorted(rows)] for rows in np.split(order, [len(order) // 2])
    )
    marks = [
        int(offensive or (group == MISMARKED and rng.random() < SHARE))
        for _, group, offensive in learnt
    ]
    tokenizer = PerceiverTokenizer(model_max_length=LONGEST)
    fed = dict(tokenizer([text for text, _, _ in learnt], padding=True, return_tensors="pt"))
    torch.manual_seed(0)
    config = PerceiverConfig(
        **LATENTS, d_model=32, max_position_embeddings=LONGEST,
        id2label={0: "kind", 1: "offensive"}, label2id={"kind": 0, "offensive": 1},
    )  # fmt: skip
    network = PerceiverForSequenceClassification(config)
    trained(network, fed, torch.tensor(marks), epochs=24)
    network.save_pretrained(out / "sentences")
    tokenizer.save_pretrained(out / "sentences")
    example = {"inputs": fed["input_ids"][:2], "attention_mask": fed["attention_mask"][:2]}
    for name in exporters:
        folder = out / f"sentences-{name}"
        folder.mkdir(exist_ok=True)
        copyfile(out / "sentences/config.json", folder / "config.json")
        tokenizer.save_pretrained(folder)
        export(network, example, folder / "model.onnx", dynamo=EXPORTERS[name], lengths=True)
    with (out / "sentences.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["text", "named", "reads"])
        for text, group, offensive in audited:
            writer.writerow([text, group, "offensive" if offensive else "kind"])


def documents(out: Path) -> None:
    """The same questions for all: only the model's own lines are of the exporter."""
    pictures, texts = ((HERE / f"{name}.yaml").read_text() for name in ("pictures", "texts"))
    (out / "pictures.yaml").write_text(pictures)
    (out / "texts.yaml").write_text(texts)
    asked = pictures[pictures.index("dataset:") :]
    for name in EXPORTERS:
        own = (HERE / "pictures_onnx.yaml").read_text().replace("EXPORTER", name)
        (out / f"pictures-{name}.yaml").write_text(own + asked)
        # What looks below the answer asks for the network of torch.
        lines = [line for line in texts.splitlines() if not line.startswith(BELOW)]
        exported = "\n".join(lines).replace("path: sentences\n", f"path: sentences-{name}\n")
        (out / f"texts-{name}.yaml").write_text(exported + "\n")
    for path in sorted(out.glob("*.yaml")):
        print(path)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--out", type=Path, default=HERE.parents[1] / "var/examples" / HERE.name)
    options.add_argument("--only", choices=("pictures", "texts"))
    options.add_argument("--exporters", nargs="*", choices=EXPORTERS, default=[*EXPORTERS])
    given = options.parse_args()
    out = given.out
    out.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)
    if given.only != "texts":
        of_pictures(out, given.exporters)
    if given.only != "pictures":
        of_texts(out, given.exporters)
    documents(out)


if __name__ == "__main__":
    main()
