"""Occlusion and prediction difference of pictures through onnxruntime, against captum 0.9.

Run: pip install "evenhand[bench]"; python -m benchmarks.bench_windows [NETWORK ...]

Captum runs the network in torch, as its users do, with its default of one window a pass and with
the best of several; ours asks the same network, exported, as an audit does. The floor is the bare
onnxruntime session on ready tensors, one pass a window and one for the picture. Process CPU
seconds, medians; the answers are compared in the same run.

Three networks, since the gain depends on the kind:
- `mobile`: MobileNetV2 at 224 x 224, what pictures are mostly classified with where there is no
  GPU; its many small operations are what eager torch does worst.
- `digits`: two convolutions on 28 x 28, the first network everybody trains.
- `dense`: six 3 x 3 convolutions of 32 channels on 64 x 64, where nearly all the time is spent in
  one kind of matrix product, at which both runtimes are good.
"""

import os
import sys
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

os.environ["ORT_DISABLE_TELEMETRY"] = "1"
os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
import onnxruntime
import torch
import transformers
from captum.attr import Occlusion as CaptumOcclusion
from torch import nn

from audits.explanations.cached_inference import PIXELS, Asker
from audits.explanations.image_regions import PictureInstance, squares
from audits.explanations.occlusion import Occlusion
from audits.explanations.prediction_difference import PredictionDifference
from audits.explanations.replacing_windows import WindowReplacer
from audits.models.opening import open_model
from audits.specification.document import ModelSpec

warnings.simplefilter("ignore")
torch.set_num_threads(1)
# Windows a pass that captum is tried with; the first is its default.
TRIED = (1, 2, 4, 8, 16, 64)
TIMES = 5


class Probabilities(nn.Module):
    """Softmax over what a network answers."""

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        found = self.network(image)
        return torch.softmax(getattr(found, "logits", found), dim=1)


def mobile() -> nn.Module:
    """With random weights, and averages of its own, without which every answer is the same."""
    config = transformers.MobileNetV2Config(num_labels=10, image_size=224)
    network = transformers.MobileNetV2ForImageClassification(config).train()
    for layer in network.modules():
        if isinstance(layer, nn.BatchNorm2d):
            layer.momentum = None
    with torch.no_grad():
        network(torch.rand(8, 3, 224, 224))
    return network


def digits() -> nn.Module:
    return nn.Sequential(
        nn.Conv2d(3, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(16, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(32 * 49, 10),
    )  # fmt: skip


def dense() -> nn.Module:
    return nn.Sequential(
        nn.Conv2d(3, 32, 3, padding=1), nn.ReLU(), nn.Conv2d(32, 32, 3, padding=1), nn.ReLU(),
        nn.MaxPool2d(2), nn.Conv2d(32, 32, 3, padding=1), nn.ReLU(),
        nn.Conv2d(32, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(32, 32, 3, padding=1), nn.ReLU(), nn.Conv2d(32, 32, 3, padding=1), nn.ReLU(),
        nn.AdaptiveAvgPool2d(4), nn.Flatten(), nn.Linear(512, 10),
    )  # fmt: skip


@dataclass(frozen=True)
class Work:
    """A network, the side of its pictures and of the windows taken away."""

    network: Callable[[], nn.Module]
    side: int
    window: int


WORK = {"mobile": Work(mobile, 224, 28), "digits": Work(digits, 28, 2), "dense": Work(dense, 64, 4)}


def seconds(*works: Callable[[], object], times: int = TIMES) -> list[float]:
    """Medians of process CPU seconds, taken in turn so that a busy moment hits all alike."""
    taken: list[list[float]] = [[] for _ in works]
    for work in works:
        work()
    for _ in range(times):
        for work, held in zip(works, taken, strict=True):
            start = time.process_time()
            work()
            held.append(time.process_time() - start)
    return [sorted(held)[times // 2] for held in taken]


def occlusion(name: str, work: Work, network: nn.Module, session, model, picture) -> None:
    """Windows set to black, side by side."""
    regions = squares(picture, side=work.window)
    own = PictureInstance(0, "picture", picture, regions, np.zeros_like(picture))
    pixels = torch.from_numpy(picture.transpose(2, 0, 1)[None].astype(np.float32) / 255)
    windows = len(own.units)
    side = (3, work.window, work.window)

    def peer(at_once: int) -> np.ndarray:
        found = CaptumOcclusion(network).attribute(
            pixels, sliding_window_shapes=side, strides=side, baselines=0.0, target=0,
            perturbations_per_eval=at_once,
        )  # fmt: skip
        return found.numpy()[0, 0, :: work.window, :: work.window].ravel()

    def ours() -> np.ndarray:
        fresh = PictureInstance(0, "picture", picture, regions, own.hidden)
        asker = Asker(model, batch=model.batch_rows)
        return Occlusion().prepare(asker, np.random.default_rng(0))(fresh, 0).weights

    # As many at once as an audit asks, so that the floor is not held back by its batch.
    size = max(1, min(model.batch_rows, PIXELS // work.side**2))
    ready = np.repeat(pixels.numpy(), size, axis=0)

    def floor() -> None:
        for start in range(0, windows + 1, size):
            session.run(None, {"image": ready[: min(size, windows + 1 - start)]})

    best = min(TRIED[1:], key=lambda at_once: seconds(lambda: peer(at_once), times=1)[0])
    default, tuned, mine, bare = seconds(lambda: peer(1), lambda: peer(best), ours, floor)
    away = np.abs(peer(best) - ours()).max()
    agree = np.corrcoef(peer(best), ours())[0, 1]
    print(
        f"Occlusion, {name}, {windows} windows of {work.window}: captum {default:.3f} (default), "
        f"{tuned:.3f} (best, {best} a pass), ours {mine:.3f}, floor {bare:.3f}: "
        f"{default / mine:.2f} x default, {tuned / mine:.2f} x best, {mine / bare:.2f} floors; "
        f"largest difference {away:.1e}, correlation {agree:.6f}",
        flush=True,
    )


def prediction_difference(name: str, work: Work, session, model, pictures) -> None:
    """64 windows, 10 draws each; the floor is as many bare passes."""
    side, size = work.side // 8, max(1, min(model.batch_rows, PIXELS // work.side**2))
    own = PictureInstance(0, "picture", pictures[0], squares(pictures[0], side=side), pictures[0])
    ready = np.zeros((size, 3, work.side, work.side), dtype=np.float32)
    passes = -(-(len(own.units) * 10 + 1) // size)

    def ours(conditional: bool) -> Callable[[], object]:
        method = PredictionDifference(WindowReplacer(pictures, side, side, 10, conditional))
        asker = Asker(model, batch=model.batch_rows)
        explain = method.prepare(asker, np.random.default_rng(0))
        return lambda: explain(own, 0)

    marginal, conditional, bare = seconds(
        ours(False), ours(True),
        lambda: [session.run(None, {"image": ready}) for _ in range(passes)], times=3,
    )  # fmt: skip
    print(
        f"Prediction difference, {name}, {len(own.units)} windows x 10 draws: "
        f"marginal {marginal:.3f}, conditional {conditional:.3f}, floor {bare:.3f}: "
        f"{marginal / bare:.2f} and {conditional / bare:.2f} floors",
        flush=True,
    )


def compare(name: str, work: Work) -> None:
    torch.manual_seed(0)
    network = Probabilities(work.network()).eval()
    rng = np.random.default_rng(0)
    pictures = list(rng.integers(1, 256, (40, work.side, work.side, 3)).astype(np.uint8))
    with TemporaryDirectory() as folder:
        path = Path(folder) / "network.onnx"
        torch.onnx.export(
            network, (torch.zeros(2, 3, work.side, work.side),), str(path), input_names=["image"],
            output_names=["p"], dynamic_shapes=({0: torch.export.Dim("batch")},),
            external_data=False, verbose=False,
        )  # fmt: skip
        spec = ModelSpec(
            inputs={"image": ["picture"]}, labels=[str(at) for at in range(10)],
            output="probabilities",
        )  # fmt: skip
        model = open_model(path, spec, scratch=Path(folder))
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        session = onnxruntime.InferenceSession(str(path), options)
        occlusion(name, work, network, session, model, pictures[0])
        prediction_difference(name, work, session, model, pictures)


if __name__ == "__main__":
    for chosen in sys.argv[1:] or WORK:
        compare(chosen, WORK[chosen])
