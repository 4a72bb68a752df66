"""How long attacks take beside torchattacks, ART and the bare passes, on the same rows in one run.

Two networks for digits of 28 x 28, trained here: with pools, and with strides. Of each attack the
processor time (the least of some, one after the other with the rest), the pictures that went
through the network, and what stands; FGSM and PGD start from the rows themselves, so that the
changed pixels can be compared. The peers are never dependencies: install them into a folder (`pip
install --no-deps --target DIR torchattacks adversarial-robustness-toolbox`) and name it in
PYTHONPATH.

Run: python -m benchmarks.bench_attack_speed [ROWS [KIND ...]]
"""

import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from audits.models.onnx.opening import open_onnx
from audits.perturbations.norm_balls import Norm
from audits.robustness.asking import Asker
from audits.robustness.gradient_attacks import Ball, fgsm, pgd
from audits.robustness.hop_skip_jump import hop_skip_jump
from audits.robustness.one_pixel import Evolution, attack
from audits.robustness.square_attack import square_attack
from audits.specification.document import ModelSpec
from benchmarks.attacked_networks import BATCH, digits

EPSILON, STEPS, QUERIES, PIXELS, GENERATIONS, REPEATS, SIDE = 0.05, 20, 100, 3, 10, 3, 28
# Of HopSkipJump, the size and the questions a row, about as many as ART asks.
L2, WALK = 1.0, 500
# Candidates: as many as torchattacks makes of 60 for three pixels of grey, a multiple of 9.
POPULATION = 54


@dataclass
class Taken:
    """Seconds of the processor, pictures through the network, and the changed pixels."""

    seconds: float
    passes: int
    changed: np.ndarray


def enlarged(pixels: np.ndarray) -> np.ndarray:
    """Digits of 8 x 8 as 28 x 28, threefold with an edge of black."""
    return np.pad(pixels.repeat(3, 2).repeat(3, 3), ((0, 0), (0, 0), (2, 2), (2, 2)))


def layers(kind: str):
    """Two convolutions, with pools or with strides, and two dense layers."""
    from torch import nn

    if kind == "pools":
        first = [nn.Conv2d(1, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)]
        second = [nn.Conv2d(16, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)]
    else:
        first = [nn.Conv2d(1, 16, 4, 2, 1), nn.ReLU()]
        second = [nn.Conv2d(16, 32, 4, 2, 1), nn.ReLU()]
    ends = [nn.Flatten(), nn.Linear(1568, 100), nn.ReLU(), nn.Linear(100, 10)]
    return nn.Sequential(*first, *second, *ends)


def trained(kind: str, x: np.ndarray, y: np.ndarray):
    """Fitted to the training half, six times over."""
    import torch
    from torch.nn import functional

    torch.manual_seed(0)
    network = layers(kind)
    optimiser = torch.optim.Adam(network.parameters(), 2e-3)
    for _ in range(6):
        for rows in torch.randperm(len(x)).split(BATCH):
            optimiser.zero_grad()
            functional.cross_entropy(network(x[rows]), y[rows]).backward()
            optimiser.step()
    return network.eval()


def in_turns(
    works: dict[str, tuple[Callable[[], np.ndarray], Callable[[], int]]], repeats: int = REPEATS
) -> dict[str, Taken]:
    """Each work so often, one after the other. works: what to do, and a count of passes."""
    taken: dict[str, Taken] = {}
    for _ in range(repeats):
        for name, (work, count) in works.items():
            before, started = count(), time.process_time()
            changed = work()
            seconds = time.process_time() - started
            if name not in taken or seconds < taken[name].seconds:
                taken[name] = Taken(seconds, count() - before, changed)
    return taken


def compared(kind: str, rows: int) -> None:
    """The lines of one network for standard output."""
    import torch
    import torchattacks
    from art.attacks.evasion import (
        FastGradientMethod,
        HopSkipJump,
        ProjectedGradientDescent,
        SquareAttack,
    )
    from art.estimators.classification import PyTorchClassifier
    from torch.nn import functional

    x, y, test, labels = digits()
    network = trained(kind, torch.from_numpy(enlarged(x)), torch.from_numpy(y))
    path = Path(tempfile.mkdtemp(), f"{kind}.onnx")
    torch.onnx.export(
        network, (torch.zeros(2, 1, SIDE, SIDE),), path, input_names=["image"],
        output_names=["logits"], dynamic_axes={"image": {0: "n"}, "logits": {0: "n"}},
        dynamo=False,
    )  # fmt: skip
    model = open_onnx(path, ModelSpec(labels=[str(digit) for digit in range(10)]), "0" * 64)
    right = np.flatnonzero(model.classify_pixels(enlarged(test)).codes == labels)[:rows]
    pixels, codes = enlarged(test)[right], labels[right].astype(np.intp)
    x, y = torch.from_numpy(pixels), torch.from_numpy(codes)

    class Counted(torch.nn.Module):
        passes = 0

        def __init__(self) -> None:
            super().__init__()
            self.inner = network

        def forward(self, image):
            Counted.passes += len(image)
            return self.inner(image.float())  # ART's HopSkipJump hands over 64 bits

    peer, step = Counted(), 2.5 * EPSILON / STEPS
    classifier = PyTorchClassifier(
        peer, torch.nn.CrossEntropyLoss(), (1, SIDE, SIDE), 10, clip_values=(0, 1),
        device_type="cpu",
    )  # fmt: skip
    slopes, asker = model.slopes(pixels), Asker(model, "image")
    ball = Ball(slopes, Norm.LINF, EPSILON)

    def passes(times):
        """Forward and back by torch alone, the weights' slopes left out."""
        for weight in network.parameters():
            weight.requires_grad_(False)
        for _ in range(times):
            for start in range(0, len(x), BATCH):
                given = x[start : start + BATCH].clone().requires_grad_(True)
                loss = functional.cross_entropy(network(given), y[start : start + BATCH])
                torch.autograd.grad(loss, given)
        for weight in network.parameters():
            weight.requires_grad_(True)
        return pixels

    def asked(number):
        """Forward by onnxruntime alone."""
        batch = pixels[np.arange(BATCH) % len(pixels)]
        for _ in range(round(number / BATCH)):
            model.runtime.run(["logits"], {"image": batch})
        return pixels

    def theirs(made):
        return lambda: made(x, y).numpy(), lambda: Counted.passes

    def art(made):
        return lambda: made.generate(pixels, codes), lambda: Counted.passes

    def filled(made):
        changed = pixels.copy()
        for row, picture in made.items():
            changed[row] = picture
        return changed

    def evolved():
        seeds = np.arange(len(pixels))
        evolution = Evolution(PIXELS, POPULATION, GENERATIONS)
        return filled(attack(asker, pixels, codes, evolution, seeds).made)

    def squares():
        draws = np.random.default_rng(0)
        return filled(square_attack(asker, pixels, codes, EPSILON, QUERIES, draws).made)

    def walked():
        draws = np.random.default_rng(0)
        return filled(hop_skip_jump(asker, pixels, codes, L2, WALK, draws).made)

    sizes = {"eps": EPSILON, "eps_step": step, "batch_size": BATCH, "verbose": False}
    gradients = {
        "FGSM": (1, partial(fgsm, ball, pixels, codes), torchattacks.FGSM(peer, eps=EPSILON),
                 FastGradientMethod(classifier, eps=EPSILON, batch_size=BATCH)),
        "PGD": (STEPS, partial(pgd, ball, pixels, codes, steps=STEPS, to_the_edge=True),
                torchattacks.PGD(peer, eps=EPSILON, alpha=step, steps=STEPS, random_start=False),
                ProjectedGradientDescent(classifier, max_iter=STEPS, **sizes)),
    }  # fmt: skip
    for name, (steps, own, other, third) in gradients.items():
        taken = in_turns({
            "ours": (own, lambda: ball.passed), "bare": (partial(passes, steps), lambda: 0),
            "torchattacks": theirs(other), "ART": art(third),
        })  # fmt: skip
        told(f"{kind}, {name}", taken, len(pixels) * steps, model, codes)
    questions = {
        "Square": (squares, theirs(torchattacks.Square(peer, eps=EPSILON, n_queries=QUERIES)),
                   art(SquareAttack(classifier, eps=EPSILON, max_iter=QUERIES, batch_size=BATCH,
                                    verbose=False))),
        f"{PIXELS} pixels": (
            evolved,
            theirs(torchattacks.OnePixel(peer, PIXELS, GENERATIONS, 60, inf_batch=BATCH)), None),
        "HopSkipJump": (
            walked, None,
            art(HopSkipJump(classifier, norm=2, max_iter=3, max_eval=200, init_eval=50,
                            batch_size=BATCH, verbose=False))),
    }  # fmt: skip
    for name, (own, other, third) in questions.items():
        works = {"ours": (own, lambda: asker.asked)}
        works |= {} if other is None else {"torchattacks": other}
        works |= {} if third is None else {"ART": third}
        # Single pixels ask tens of thousands of times: repeats enough.
        taken = in_turns(works, REPEATS if name == "Square" else 1)
        number = taken["ours"].passes
        taken |= in_turns({"bare": (partial(asked, number), lambda: 0)})
        told(f"{kind}, {name}", taken, number, model, codes)


def told(name: str, taken: dict[str, Taken], bare: int, model, codes) -> None:
    """A line: what stands, passes, microseconds a pass, and the ratios a pass."""
    taken["bare"].passes = bare
    ours, cost = taken["ours"], {key: one.seconds / one.passes for key, one in taken.items()}
    words = [f"bare {1e6 * cost['bare']:.1f} us a pass"]
    for key in ("ours", "torchattacks", "ART"):
        if key not in taken:
            continue
        one = taken[key]
        stands = (model.classify_pixels(one.changed.astype(np.float32)).codes == codes).mean()
        same = (np.abs(one.changed - ours.changed) < 1e-5).mean()
        words.append(
            f"{key} {1e6 * cost[key]:.1f} us x {one.passes:,} = {one.seconds:.3f} s, stands "
            f"{stands:.3f}" + ("" if key == "ours" else f", {100 * same:.1f} % of pixels the same")
        )
    ratios = [f"{cost['ours'] / cost['bare']:.2f} floors"]
    ratios += [f"{cost[key] / cost['ours']:.2f} x {key}" for key in ("torchattacks", "ART")
               if key in taken]  # fmt: skip
    print(f"{name}: {'; '.join(words)}. A pass: {', '.join(ratios)}", flush=True)


if __name__ == "__main__":
    import torch

    torch.set_num_threads(1)
    warnings.simplefilter("ignore")
    for kind in sys.argv[2:] or ("pools", "strides"):
        compared(kind, int(sys.argv[1]) if len(sys.argv) > 1 else 64)
