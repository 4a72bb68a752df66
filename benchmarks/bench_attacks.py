"""Attacks beside torchattacks and the Adversarial Robustness Toolbox: what stands, and the time.

Equal budgets on the same rows, with the three networks of `attacked_networks`. The peers are never
dependencies: install them into a folder (`pip install --no-deps --target DIR torchattacks
adversarial-robustness-toolbox`) and name it in PYTHONPATH.

Run: python -m benchmarks.bench_attacks [ROWS]
"""

import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from math import sqrt
from pathlib import Path

import numpy as np

from audits.models.onnx.opening import open_onnx
from audits.perturbations.norm_balls import Norm
from audits.robustness.asking import Asker
from audits.robustness.gradient_attacks import Ball, fgsm, pgd
from audits.robustness.hop_skip_jump import hop_skip_jump
from audits.robustness.square_attack import square_attack
from audits.specification.document import ModelSpec
from benchmarks.attacked_networks import digits, export, networks

EPSILON, L2, STEPS, QUERIES = 0.1, 0.5, 40, 300


def peers(network, rows, labels, asked) -> dict[str, Callable[[], np.ndarray]]:
    """By attack and package, the changed pixels. asked: counts the pictures that ART asks."""
    import torch
    import torchattacks
    from art.attacks.evasion import (
        FastGradientMethod,
        HopSkipJump,
        ProjectedGradientDescent,
        SquareAttack,
    )
    from art.estimators.classification import PyTorchClassifier

    class Floats(torch.nn.Module):
        """HopSkipJump of ART hands over 64 bits."""

        def __init__(self) -> None:
            super().__init__()
            self.inner = network

        def forward(self, image):
            asked[0] += len(image)
            return self.inner(image.float())

    x, y = torch.from_numpy(rows), torch.from_numpy(labels)
    classifier = PyTorchClassifier(
        Floats(), torch.nn.CrossEntropyLoss(), (1, 8, 8), 10, clip_values=(0, 1), device_type="cpu"
    )
    step = 2.5 * EPSILON / STEPS

    def theirs(attack):
        return lambda: attack(x, y).numpy()

    def art(attack):
        return lambda: attack.generate(rows, labels)

    return {
        "FGSM torchattacks": theirs(torchattacks.FGSM(network, eps=EPSILON)),
        "FGSM ART": art(FastGradientMethod(classifier, eps=EPSILON, batch_size=64)),
        "PGD torchattacks": theirs(
            torchattacks.PGD(network, eps=EPSILON, alpha=step, steps=STEPS, random_start=True)
        ),
        "PGD ART": art(
            ProjectedGradientDescent(
                classifier,
                eps=EPSILON,
                eps_step=step,
                max_iter=STEPS,
                num_random_init=1,
                batch_size=64,
                verbose=False,
            )
        ),
        "Square torchattacks": theirs(
            torchattacks.Square(network, eps=EPSILON, n_queries=QUERIES, seed=0)
        ),
        "Square ART": art(
            SquareAttack(classifier, eps=EPSILON, max_iter=QUERIES, batch_size=64, verbose=False)
        ),
        "HopSkipJump ART": art(
            HopSkipJump(classifier, norm=2, max_iter=3, max_eval=200, init_eval=50, verbose=False)
        ),
    }


def ours(model, pixels, labels, hops=1) -> dict[str, Callable[[], np.ndarray]]:
    """By attack, the changed pixels of ours. hops: questions a row of HopSkipJump."""
    slopes, rng = model.slopes(pixels), np.random.default_rng(0)
    ball = Ball(slopes, Norm.LINF, EPSILON)

    def by_questions(attack, size, queries):
        def made():
            found = attack(Asker(model, "image"), pixels, labels, size, queries, rng)
            changed = pixels.copy()
            for row, picture in found.made.items():
                changed[row] = picture
            return changed

        return made

    return {
        "FGSM": lambda: fgsm(ball, pixels, labels),
        "PGD": lambda: pgd(ball, pixels, labels, steps=STEPS, rng=rng),
        "Square": by_questions(square_attack, EPSILON, QUERIES),
        "HopSkipJump": by_questions(hop_skip_jump, L2, hops),
    }


def main(rows: int) -> None:
    """A table for standard output."""
    import torch

    torch.set_num_threads(1)
    warnings.simplefilter("ignore")
    _, _, x, y = digits()
    folder = Path(tempfile.mkdtemp())
    print(
        "| network | attack | stands, ours | peer | stands | apart, in errors | ours s | peer s |"
    )
    print("|---|---|---|---|---|---|---|---|")
    for name, network in networks().items():
        for part in network.parameters():
            part.requires_grad_(True)
        export(network, folder / f"{name}.onnx")
        spec = ModelSpec(labels=[str(digit) for digit in range(10)])
        model = open_onnx(folder / f"{name}.onnx", spec, "0" * 64)
        right = np.flatnonzero(model.classify_pixels(x).codes == y)[:rows]
        pixels, labels = x[right], y[right].astype(np.intp)
        own = {key: _timed(made) for key, made in ours(model, pixels, labels).items()}
        asked = [0]
        for key, made in peers(network, pixels, labels, asked).items():
            attack, asked[0] = key.split()[0], 0
            changed, peer_seconds = _timed(made)
            if attack == "HopSkipJump":  # as many questions as the peer asked
                hops = asked[0] // len(pixels)
                own[attack] = _timed(ours(model, pixels, labels, hops)[attack])
            size = np.abs(changed - pixels).reshape(len(pixels), -1)
            limit, norm = EPSILON, size.max(axis=1)
            if attack == "HopSkipJump":
                limit, norm = L2, np.linalg.norm(size, axis=1)
            answered = model.classify_pixels(changed.astype(np.float32)).codes
            theirs = float(1 - ((answered != labels) & (norm <= limit + 1e-5)).mean())
            mine, seconds = own[attack]
            stands = float((model.classify_pixels(mine).codes == labels).mean())
            error = sqrt(max(stands * (1 - stands) + theirs * (1 - theirs), 1e-9) / len(pixels))
            print(
                f"| {name} | {attack} | {stands:.3f} | {key.partition(' ')[2]} | {theirs:.3f} | "
                f"{abs(stands - theirs) / error:.1f} | {seconds:.2f} | {peer_seconds:.2f} |",
                flush=True,
            )


def _timed(made: Callable[[], np.ndarray]) -> tuple[np.ndarray, float]:
    started = time.process_time()
    return made(), time.process_time() - started


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
