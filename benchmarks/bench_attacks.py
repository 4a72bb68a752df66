"""Attacks beside torchattacks, the Adversarial Robustness Toolbox and secml-torch: what stands.

Equal budgets on the same rows, with the three networks of `attacked_networks`. The peers are never
dependencies: they have an environment of their own (`pip install --no-deps torchattacks
adversarial-robustness-toolbox secml-torch foolbox eagerpy GitPython gitdb smmap`, and a `.pth` that
names this project's packages).

Run: python -m benchmarks.bench_attacks [ROWS]             # the table
     python -m benchmarks.bench_attacks [ROWS] --write     # and put into docs/robustness.md
"""

import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import sqrt
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
from benchmarks.attacked_networks import digits, export, networks

EPSILON, L2, STEPS, QUERIES = 0.1, 0.5, 40, 300
STEP = 2.5 * EPSILON / STEPS
# Of one pixel: candidates (torchattacks makes a multiple of its three numbers) and generations.
POPULATION, GENERATIONS = 48, 20
# Rows of HopSkipJump, which asks thousands of questions for each.
WALKED = 60
PAGE = Path(__file__).parents[1] / "docs" / "robustness.md"
START, END = "<!-- peers: start -->", "<!-- peers: end -->"


@dataclass
class Attacked:
    """A network as the peers see it. asked: how many pictures went through it, counted anew."""

    network: object
    rows: np.ndarray
    labels: np.ndarray
    asked: int = 0


def torchattacks_of(target: Attacked, counted) -> Iterator[tuple[str, Callable[[], np.ndarray]]]:
    """By attack, the changed pixels."""
    import torch
    import torchattacks

    x, y = torch.from_numpy(target.rows), torch.from_numpy(target.labels)
    made = {
        "FGSM": torchattacks.FGSM(counted, eps=EPSILON),
        "PGD": torchattacks.PGD(counted, eps=EPSILON, alpha=STEP, steps=STEPS, random_start=True),
        "Square": torchattacks.Square(counted, eps=EPSILON, n_queries=QUERIES, seed=0),
        "one pixel": torchattacks.OnePixel(counted, 1, GENERATIONS, POPULATION, inf_batch=64),
    }
    for name, each in made.items():
        yield name, lambda each=each: each(x, y).numpy()


def art_of(target: Attacked, counted) -> Iterator[tuple[str, Callable[[], np.ndarray]]]:
    """By attack, the changed pixels; HopSkipJump hands over 64 bits."""
    import torch
    from art.attacks.evasion import (
        FastGradientMethod,
        HopSkipJump,
        ProjectedGradientDescent,
        SquareAttack,
    )
    from art.estimators.classification import PyTorchClassifier

    given = PyTorchClassifier(
        counted, torch.nn.CrossEntropyLoss(), (1, 8, 8), 10, clip_values=(0, 1), device_type="cpu"
    )
    sizes = {"eps": EPSILON, "batch_size": 64}
    quiet = {"verbose": False}
    made = {
        "FGSM": FastGradientMethod(given, **sizes),
        "PGD": ProjectedGradientDescent(
            given, eps_step=STEP, max_iter=STEPS, num_random_init=1, **sizes, **quiet
        ),
        "Square": SquareAttack(given, max_iter=QUERIES, **sizes, **quiet),
        "HopSkipJump": HopSkipJump(
            given, norm=2, max_iter=20, max_eval=400, init_eval=50, batch_size=64, **quiet
        ),
    }
    for name, each in made.items():
        yield name, lambda each=each: each.generate(target.rows, target.labels)


def secml_of(target: Attacked, counted) -> Iterator[tuple[str, Callable[[], np.ndarray]]]:
    """By attack, the changed pixels: its own PGD, and what it runs of Foolbox.

    HopSkipJump is given one row at a time: Foolbox 3.3.4 brings the noise of all rows together to
    the length of 1, and their slopes too, so that rows in one batch are walked in steps shorter by
    the root of their number.
    """
    import torch
    from secmlt.adv.backends import Backends
    from secmlt.adv.evasion.fgsm import FGSM
    from secmlt.adv.evasion.hopskipjump import HopSkipJump
    from secmlt.adv.evasion.perturbation_models import LpPerturbationModels as Ball_
    from secmlt.adv.evasion.pgd import PGD
    from secmlt.models.pytorch.base_pytorch_nn import BasePyTorchClassifier
    from torch.utils.data import DataLoader, TensorDataset

    x, y = torch.from_numpy(target.rows), torch.from_numpy(target.labels)
    given = BasePyTorchClassifier(counted)
    made = {
        "FGSM": FGSM(Ball_.LINF, EPSILON, backend=Backends.FOOLBOX),
        "PGD": PGD(Ball_.LINF, EPSILON, STEPS, STEP, random_start=True, backend=Backends.NATIVE),
        "HopSkipJump": HopSkipJump(
            Ball_.L2, steps=20, initial_gradient_eval_steps=50, max_gradient_eval_steps=400
        ),
    }

    def changed(each, together: int) -> np.ndarray:
        rows = DataLoader(TensorDataset(x, y), batch_size=together)
        return torch.cat([batch[0].detach() for batch in each(given, rows)]).numpy()

    for name, each in made.items():
        together = 1 if name == "HopSkipJump" else len(x)
        yield name, lambda each=each, together=together: changed(each, together)


def ours(model, pixels: np.ndarray, labels: np.ndarray, name: str, queries: int) -> np.ndarray:
    """The changed pixels of ours. queries: of a row, where the attack is bounded by them."""
    rng = np.random.default_rng(0)
    if name in ("FGSM", "PGD"):
        ball = Ball(model.slopes(pixels), Norm.LINF, EPSILON)
        if name == "FGSM":
            return fgsm(ball, pixels, labels)
        return pgd(ball, pixels, labels, steps=STEPS, rng=rng)
    asker = Asker(model, "image")
    if name == "one pixel":
        evolution = Evolution(1, POPULATION, GENERATIONS)
        made = attack(asker, pixels, labels, evolution, np.arange(len(pixels))).made
    elif name == "Square":
        made = square_attack(asker, pixels, labels, EPSILON, QUERIES, rng).made
    else:
        made = hop_skip_jump(asker, pixels, labels, L2, queries, rng).made
    changed = pixels.copy()
    for row, picture in made.items():
        changed[row] = picture
    return changed


def standing(model, target: Attacked, changed: np.ndarray, name: str) -> float:
    """The share of rows still answered rightly, or changed by more than may be."""
    size = np.abs(changed - target.rows).reshape(len(changed), -1)
    within = {
        "HopSkipJump": np.linalg.norm(size, axis=1) <= L2 + 1e-5,
        "one pixel": (size > 1e-6).sum(axis=1) <= 1,
    }.get(name, size.max(axis=1) <= EPSILON + 1e-5)
    answered = model.classify_pixels(np.clip(changed, 0, 1).astype(np.float32)).codes
    return float(1 - ((answered != target.labels) & within).mean())


def table(rows: int) -> Iterator[str]:
    """Its lines, as they are known."""
    _, _, x, y = digits()
    folder = Path(tempfile.mkdtemp())
    yield "| network | attack | ours | torchattacks | ART | secml-torch |"
    yield "|---|---|---|---|---|---|"
    for title, network in networks().items():
        for weight in network.parameters():
            weight.requires_grad_(True)
        export(network, folder / f"{title}.onnx")
        spec = ModelSpec(labels=[str(digit) for digit in range(10)])
        model = open_onnx(folder / f"{title}.onnx", spec, "0" * 64)
        right = np.flatnonzero(model.classify_pixels(x).codes == y)[:rows]
        for name in ("FGSM", "PGD", "Square", "HopSkipJump", "one pixel"):
            places = right[:WALKED] if name == "HopSkipJump" else right
            target = Attacked(network, x[places], y[places].astype(np.int64))
            yield _line(title, name, model, target)


def peers_of(target: Attacked) -> dict[str, dict[str, Callable[[], np.ndarray]]]:
    """By package and attack, the changed pixels."""
    import torch

    class Counted(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.inner = target.network

        def forward(self, image):
            target.asked += len(image)
            return self.inner(image.float())

    counted = Counted().eval()
    return {
        "torchattacks": dict(torchattacks_of(target, counted)),
        "ART": dict(art_of(target, counted)),
        "secml-torch": dict(secml_of(target, counted)),
    }


def _line(title: str, name: str, model, target: Attacked) -> str:
    cells, own, shares = [], {}, []
    for attacks in peers_of(target).values():
        if name not in attacks:
            cells.append("-")
            continue
        target.asked = 0
        theirs = standing(model, target, attacks[name](), name)
        # Of HopSkipJump as many questions as the peer asked; the other budgets are equal as set.
        queries = target.asked // len(target.rows) if name == "HopSkipJump" else 0
        if queries not in own:
            changed = ours(model, target.rows, target.labels.astype(np.intp), name, queries)
            own[queries] = standing(model, target, changed, name)
            shares.append(own[queries])
        mine = own[queries]
        error = sqrt(max(mine * (1 - mine) + theirs * (1 - theirs), 1e-9) / len(target.rows))
        cells.append(f"{theirs:.3f} ({abs(mine - theirs) / error:.1f})")
    ours_ = ", ".join(f"{share:.3f}" for share in shares)
    return f"| {title} | {name} | {ours_} | {' | '.join(cells)} |"


def main(rows: int, *, write: bool) -> None:
    """A table for standard output, and for the page."""
    import torch

    torch.set_num_threads(1)
    warnings.simplefilter("ignore")
    lines = []
    for line in table(rows):
        print(line, flush=True)
        lines.append(line)
    if write:
        before, rest = PAGE.read_text(encoding="utf-8").split(START)
        after = rest.split(END)[1]
        text = "\n".join(lines)
        PAGE.write_text(f"{before}{START}\n{text}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    numbers = [int(argument) for argument in sys.argv[1:] if argument.isdigit()]
    main(numbers[0] if numbers else 200, write="--write" in sys.argv)
