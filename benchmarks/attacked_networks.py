"""Three networks for scikit-learn's digits, trained here: plain, adversarially trained, and masked.

The masked one answers as the plain one does and hides its gradients: its input is rounded to eight
levels. `python -m benchmarks.attacked_networks FOLDER` writes them as ONNX, with the 8 x 8 pictures
of the test half as pixels of 0 to 1 (about a minute of one core).
"""

import sys
from pathlib import Path

import numpy as np

EPSILON, STEPS, EPOCHS, BATCH = 0.2, 7, 40, 64
LEVELS = 8


def digits() -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Training pixels and labels, test pixels and labels; pixels shape (rows, 1, 8, 8), 0 to 1."""
    from sklearn.datasets import load_digits

    data = load_digits()
    pixels = (data.images[:, None] / 16).astype(np.float32)
    order = np.random.default_rng(0).permutation(len(pixels))
    train, test = order[:1000], order[1000:]
    return pixels[train], data.target[train], pixels[test], data.target[test]


def network():
    """Two convolutions and two dense layers."""
    import torch
    from torch import nn

    torch.manual_seed(0)
    return nn.Sequential(
        nn.Conv2d(1, 16, 3, padding=1), nn.ReLU(), nn.Conv2d(16, 32, 3, stride=2, padding=1),
        nn.ReLU(), nn.Flatten(), nn.Linear(512, 64), nn.ReLU(), nn.Linear(64, 10),
    )  # fmt: skip


def trained(*, adversarial: bool):
    """Fitted to the training half; adversarially to the rows that PGD made of it (Madry 2018)."""
    import torch
    from torch.nn import functional

    x, y, _, _ = digits()
    pixels, labels = torch.from_numpy(x), torch.from_numpy(y)
    model = network()
    optimiser = torch.optim.Adam(model.parameters(), 2e-3)
    generator = torch.Generator().manual_seed(0)
    for _ in range(EPOCHS):
        order = torch.randperm(len(x), generator=generator)
        for start in range(0, len(x), BATCH):
            rows = order[start : start + BATCH]
            fed = pixels[rows]
            if adversarial:
                fed = _pgd(model, fed, labels[rows], generator)
            optimiser.zero_grad()
            functional.cross_entropy(model(fed), labels[rows]).backward()
            optimiser.step()
    return model.eval()


def _pgd(model, pixels, labels, generator):
    import torch
    from torch.nn import functional

    change = (2 * torch.rand(pixels.shape, generator=generator) - 1) * EPSILON
    moved = (pixels + change).clamp(0, 1)
    for _ in range(STEPS):
        moved.requires_grad_(True)
        (slope,) = torch.autograd.grad(functional.cross_entropy(model(moved), labels), moved)
        moved = moved.detach() + 2.5 * EPSILON / STEPS * slope.sign()
        moved = torch.minimum(torch.maximum(moved, pixels - EPSILON), pixels + EPSILON).clamp(0, 1)
    return moved.detach()


def masked(plain):
    """The plain network behind rounding, which has no slope."""
    import torch

    class Rounded(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.inner = plain

        def forward(self, image):
            return self.inner(torch.round(image * LEVELS) / LEVELS)

    return Rounded().eval()


def export(model, path: Path) -> None:
    """As ONNX with an open batch."""
    import warnings

    import torch

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            model, (torch.zeros(2, 1, 8, 8),), path, input_names=["image"],
            output_names=["logits"], dynamic_axes={"image": {0: "n"}, "logits": {0: "n"}},
            dynamo=False,
        )  # fmt: skip


def networks():
    """By name, the three of them."""
    plain = trained(adversarial=False)
    return {"plain": plain, "trained": trained(adversarial=True), "masked": masked(plain)}


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name, model in networks().items():
        export(model, folder / f"{name}.onnx")
    _, _, x, y = digits()
    np.savez(folder / "test.npz", x=x, y=y)
