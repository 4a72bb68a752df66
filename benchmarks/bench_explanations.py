"""Explanations against lime 0.2 and captum 0.9, and against the bare forward passes.

Run: pip install "evenhand[bench]"; python -m benchmarks.bench_explanations [NAME ...]

Each line is process CPU seconds of the peer, of this project and of the floor (the forward passes
the peer makes, batched), and the parity that was checked in the same run: with the same estimator,
the correlation of the weights.
"""

import json
import os
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

os.environ["ORT_DISABLE_TELEMETRY"] = "1"
os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
import torch
import transformers
from captum.attr import KernelShap as CaptumKernelShap
from captum.attr import Lime as CaptumLime
from lime.lime_image import LimeImageExplainer
from lime.lime_tabular import LimeTabularExplainer
from lime.lime_text import LimeTextExplainer

from audits.explanations.cached_inference import Asker
from audits.explanations.image_regions import PictureInstance, hide, squares, superpixels
from audits.explanations.kernel_shap import KernelShap
from audits.explanations.lime import Lime
from audits.explanations.table_features import Table, TableInstance
from audits.explanations.text_tokens import TextInstance
from audits.models import Answers
from audits.models.opening import open_model
from audits.specification.document import ModelSpec

warnings.simplefilter("ignore")
torch.set_num_threads(1)
COLUMNS, ROWS = 12, 100
NAMES = [f"x{at}" for at in range(COLUMNS)]


class Tabular:
    """A small network in numpy, the same for everybody."""

    classes = ("no", "yes")
    reads = tuple(NAMES)
    fingerprint = ""

    def __init__(self) -> None:
        rng = np.random.default_rng(0)
        self.first = rng.normal(size=(COLUMNS, 16)) / 3
        self.second = rng.normal(size=16) / 2

    def yes(self, values: np.ndarray) -> np.ndarray:
        return 1 / (1 + np.exp(-np.tanh(values @ self.first) @ self.second))

    def both(self, values: np.ndarray) -> np.ndarray:
        yes = self.yes(values)
        return np.stack([1 - yes, yes], axis=1)

    def classify(self, features) -> Answers:
        found = self.both(np.stack([features[name] for name in NAMES], axis=1))
        return Answers(found.argmax(axis=1), found)


def seconds(work: Callable[[], object], times: int = 1) -> tuple[float, object]:
    """Median of process CPU seconds, and the last result."""
    taken = []
    found: object = None
    for _ in range(times):
        start = time.process_time()
        found = work()
        taken.append(time.process_time() - start)
    return sorted(taken)[times // 2], found


def line(name: str, peer: float, ours: float, floor: float, parity: str) -> None:
    print(
        f"{name:44} peer {peer:8.3f}  ours {ours:7.3f}  floor {floor:7.3f}  "
        f"{peer / ours:7.1f} x peer  {ours / floor:5.2f} floors  {parity}",
        flush=True,
    )


def table_data() -> tuple[np.ndarray, Table]:
    values = np.random.default_rng(1).normal(size=(1000, COLUMNS)) * 2 + 1
    return values, Table({name: values[:, at] for at, name in enumerate(NAMES)})


def instance(values: np.ndarray, row: int, background: np.ndarray | None = None) -> TableInstance:
    behind = values[:1] if background is None else background
    return TableInstance(
        row,
        {name: values[row : row + 1, at] for at, name in enumerate(NAMES)},
        {name: behind[:, at] for at, name in enumerate(NAMES)},
    )


def lime_tables(discretised: bool) -> None:
    """LIME of 100 rows with 5,000 samples each."""
    model = Tabular()
    values, table = table_data()
    explainer = LimeTabularExplainer(
        values, discretize_continuous=discretised, feature_selection="none", random_state=0
    )

    def peer(samples: int, rows: int) -> np.ndarray:
        found = np.zeros((rows, COLUMNS))
        for row in range(rows):
            shown = explainer.explain_instance(
                values[row], model.both, num_features=COLUMNS, num_samples=samples
            )
            for at, weight in shown.local_exp[1]:
                found[row, at] = weight
        return found

    def ours(samples: int, rows: int) -> np.ndarray:
        method = Lime(samples, discretised=discretised, table=table)
        explain = method.prepare(Asker(model), np.random.default_rng(0))
        return np.array([explain(instance(values, row), 1).weights for row in range(rows)])

    ours(100, 1)
    theirs, _ = seconds(lambda: peer(5000, ROWS))
    mine, _ = seconds(lambda: ours(5000, ROWS), 3)
    draws = np.random.default_rng(2).normal(size=(5000, COLUMNS))
    floor, _ = seconds(lambda: [model.both(draws) for _ in range(ROWS)])
    many = 200_000
    agree = np.corrcoef(peer(many, 3).ravel(), ours(many, 3).ravel())[0, 1]
    name = "default discretiser" if discretised else "no discretiser"
    line(f"LIME table, {name}", theirs, mine, floor, f"correlation {agree:.5f} ({many:,} draws)")


def captum_tables() -> None:
    """Captum's KernelShap and Lime of one row, 2,048 samples, perturbations batched."""
    model = Tabular()
    values, table = table_data()
    first = torch.tensor(model.first, dtype=torch.float32)
    second = torch.tensor(model.second, dtype=torch.float32)

    def yes(x: torch.Tensor) -> torch.Tensor:
        return torch.sigmoid(torch.tanh(x @ first) @ second)

    row = torch.tensor(values[:1], dtype=torch.float32)
    blank = torch.zeros_like(row)
    zeros = np.zeros((1, COLUMNS))
    own = instance(values, 0, zeros)
    floor, _ = seconds(lambda: yes(row.expand(2048, -1)), 20)

    def peer(kind) -> np.ndarray:
        torch.manual_seed(0)
        found = kind(yes).attribute(
            row, baselines=blank, n_samples=2048, perturbations_per_eval=2048
        )
        return found.numpy().ravel()

    shap = KernelShap(2048)
    explain = shap.prepare(Asker(model), np.random.default_rng(0))
    explain(own, 1)
    theirs, their_weights = seconds(lambda: peer(CaptumKernelShap))
    mine, found = seconds(lambda: explain(own, 1), 9)
    exact = KernelShap(5000).prepare(Asker(model), np.random.default_rng(0))(own, 1).weights
    far = np.abs(their_weights - exact).max(), np.abs(found.weights - exact).max()
    line("Kernel SHAP table, 2,048 sets, captum", theirs, mine, floor,
         f"largest distance from exact: peer {far[0]:.4f}, ours {far[1]:.4f}")  # fmt: skip
    theirs, _ = seconds(lambda: [peer(CaptumLime) for _ in range(20)])

    def ours() -> object:
        explain = Lime(2048, table=table).prepare(Asker(model), np.random.default_rng(0))
        return [explain(instance(values, row), 1) for row in range(20)]

    ours()
    mine, _ = seconds(ours, 5)
    line("LIME table, 20 rows, 2,048 samples, captum", theirs, mine, 20 * floor,
         "another estimator: times only")  # fmt: skip


def lime_pictures() -> None:
    """LIME of one picture, 200 samples, on a network of MobileNet's size."""
    rng = np.random.default_rng(0)
    picture = np.kron(rng.integers(0, 255, (16, 16, 3)), np.ones((14, 14, 1))).astype(np.uint8)
    with TemporaryDirectory() as folder:
        torch.manual_seed(0)
        config = transformers.MobileNetV2Config(num_labels=2, image_size=224)
        transformers.MobileNetV2ForImageClassification(config).save_pretrained(folder)
        processor = {
            "image_processor_type": "ViTImageProcessor", "do_resize": False, "do_rescale": True,
            "rescale_factor": 1 / 255, "do_normalize": True, "image_mean": [0.5] * 3,
            "image_std": [0.5] * 3,
        }  # fmt: skip
        (Path(folder) / "preprocessor_config.json").write_text(json.dumps(processor))
        model = open_model(
            Path(folder), ModelSpec(inputs={"image": ["picture"]}), scratch=Path(folder)
        )

        def answers(pictures: np.ndarray) -> np.ndarray:
            found = model.classify({"picture": list(pictures.astype(np.uint8))}).probabilities
            return found

        def peer() -> None:
            """As its users run it: quickshift, batches of ten."""
            LimeImageExplainer(feature_selection="none", random_state=0).explain_instance(
                picture, answers, labels=(1,), top_labels=None, num_samples=200
            )

        def ours() -> None:
            regions = superpixels(picture, about=50)
            own = PictureInstance(0, "picture", picture, regions, hide(picture, regions, "mean"))
            asker = Asker(model, batch=model.batch_rows)
            Lime(200).prepare(asker, np.random.default_rng(0))(own, 1)

        def bare(size: int) -> None:
            """Nothing but the network, on tensors made before."""
            tensors = prepared[size]
            with torch.inference_mode():
                for _ in range(200 // size):
                    model.network(**tensors)

        answers(np.stack([picture] * 2))
        prepared = {size: model.prepare({"picture": [picture] * size}) for size in (2, 4, 5, 10)}
        # In turn, so that a busy moment hits all alike; the floor is the best of its batches.
        taken: dict[object, list[float]] = {}
        for _ in range(3):
            for key, work in (
                ("peer", peer), ("ours", ours),
                *((size, lambda size=size: bare(size)) for size in prepared),
            ):  # fmt: skip
                taken.setdefault(key, []).append(seconds(work)[0])
        theirs, mine, *floors = (sorted(held)[1] for held in taken.values())
        floor = min(floors)
        line("LIME picture, 200 samples, MobileNetV2", theirs, mine, floor,
             "with each one's own superpixels; weights: see parity")  # fmt: skip


def lime_texts() -> None:
    """LIME of one text of 60 words, 300 samples, on a BERT of 4 layers, deleting words."""
    rng = np.random.default_rng(0)
    words = [f"w{at}" for at in range(400)]
    text = " ".join(rng.choice(words, 60, replace=False))
    with TemporaryDirectory() as folder:
        torch.manual_seed(0)
        special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
        config = transformers.BertConfig(
            vocab_size=405, hidden_size=256, num_hidden_layers=4, num_attention_heads=4,
            intermediate_size=1024, num_labels=2, initializer_range=0.1,
        )  # fmt: skip
        transformers.BertForSequenceClassification(config).save_pretrained(folder)
        (Path(folder) / "vocab.txt").write_text("\n".join([*special, *words]))
        transformers.BertTokenizerFast(str(Path(folder) / "vocab.txt")).save_pretrained(folder)
        model = open_model(Path(folder), ModelSpec(), scratch=Path(folder))

        def answers(texts: list[str]) -> np.ndarray:
            """As a careful user of the peer would: in batches of 32."""
            parts = []
            for start in range(0, len(texts), 32):
                batch = np.array(texts[start : start + 32], dtype=object)
                parts.append(model.classify({"text": batch}).probabilities)
            return np.concatenate(parts)

        def peer() -> np.ndarray:
            explainer = LimeTextExplainer(feature_selection="none", random_state=0)
            shown = explainer.explain_instance(text, answers, num_features=60, num_samples=300)
            weights = dict(shown.as_list())
            return np.array([weights[word] for word in own.units])

        own = TextInstance(0, "text", text)
        masked = TextInstance(0, "text", text, mask="[MASK]")
        ready = [text] * 300

        def ours(one: TextInstance, samples: int = 300, seed: int = 0) -> object:
            asker = Asker(model, batch=32)
            return Lime(samples).prepare(asker, np.random.default_rng(seed))(one, 1)

        ours(own, 20)
        theirs, their_weights = seconds(peer)
        mine, found = seconds(lambda: ours(own))
        whole, _ = seconds(lambda: ours(masked))
        floor, _ = seconds(lambda: answers(ready))
        agree = np.corrcoef(their_weights, found.weights)[0, 1]
        other = np.corrcoef(ours(own, seed=1).weights, found.weights)[0, 1]
        line("LIME text, delete, 300 samples, BERT 4 x 256", theirs, mine, floor,
             f"correlation {agree:.3f} (two of our own seeds: {other:.3f})")  # fmt: skip
        line("LIME text, mask", theirs, whole, floor, "same work, whole length")


class Bag:
    """Linear in the words of a text; cheap enough for many draws."""

    classes = ("no", "yes")
    reads = ("text",)
    fingerprint = ""

    def __init__(self, words: list[str]) -> None:
        rng = np.random.default_rng(3)
        self.weights = dict(zip(words, rng.normal(size=len(words)), strict=True))

    def both(self, texts: list[str]) -> np.ndarray:
        total = np.array([sum(self.weights.get(w, 0.0) for w in t.split()) for t in texts])
        yes = 1 / (1 + np.exp(-total))
        return np.stack([1 - yes, yes], axis=1)

    def classify(self, features) -> Answers:
        found = self.both(list(features["text"]))
        return Answers(found.argmax(axis=1), found)


def parity() -> None:
    """The same weights as lime for a text and a picture, with draws enough to see it."""
    words = [f"w{at}" for at in range(12)]
    bag, text, many = Bag(words), " ".join(words), 40_000
    explainer = LimeTextExplainer(feature_selection="none", random_state=0)
    shown = explainer.explain_instance(text, bag.both, num_features=12, num_samples=many)
    theirs = dict(shown.as_list())
    whole = TextInstance(0, "text", text)
    mine = Lime(many).prepare(Asker(bag), np.random.default_rng(0))(whole, 1)
    agree = np.corrcoef([theirs[word] for word in words], mine.weights)[0, 1]
    print(f"{'LIME text against lime, ' + format(many, ',') + ' draws':44} correlation {agree:.5f}")
    rng = np.random.default_rng(0)
    picture = rng.integers(0, 255, (16, 16, 3)).astype(np.uint8)
    regions = squares(picture, side=4)
    light = rng.normal(size=(16, 16))
    own = PictureInstance(0, "picture", picture, regions, hide(picture, regions, "black"))

    class Light:
        classes, reads, fingerprint = ("no", "yes"), ("picture",), ""

        @staticmethod
        def both(pictures) -> np.ndarray:
            total = (np.stack(pictures).mean(axis=3) / 255 * light).sum(axis=(1, 2)) / 5
            yes = 1 / (1 + np.exp(-total))
            return np.stack([1 - yes, yes], axis=1)

        def classify(self, features) -> Answers:
            found = self.both(features["picture"])
            return Answers(found.argmax(axis=1), found)

    many = 10_000
    shown = LimeImageExplainer(feature_selection="none", random_state=0).explain_instance(
        picture, Light.both, labels=(1,), top_labels=None, hide_color=0, num_samples=many,
        segmentation_fn=lambda _: regions,
    )  # fmt: skip
    theirs = dict(shown.local_exp[1])
    mine = Lime(many).prepare(Asker(Light()), np.random.default_rng(0))(own, 1)
    agree = np.corrcoef([theirs[at] for at in range(len(own.units))], mine.weights)[0, 1]
    print(f"{'LIME picture against lime, ' + format(many, ',') + ' draws':44} "
          f"correlation {agree:.5f}", flush=True)  # fmt: skip


WORK: dict[str, Callable[[], None]] = {
    "parity": parity,
    "table": lambda: lime_tables(False),
    "discretised": lambda: lime_tables(True),
    "captum": captum_tables,
    "pictures": lime_pictures,
    "texts": lime_texts,
}

if __name__ == "__main__":
    for chosen in sys.argv[1:] or WORK:
        WORK[chosen]()
