"""Scores and slopes by hand, batch by batch."""

import numpy as np

from audits.models.torch_slopes import TorchSlopes
from tests.lazily import lazily

torch = lazily("torch")


def quadratic(tensor):
    """Two scores a row: the sum of squares, and the sum."""
    flat = tensor.flatten(1)
    return torch.stack([(flat**2).sum(1), flat.sum(1)], dim=1)


PIXELS = np.linspace(0, 1, 5 * 4, dtype=np.float32).reshape(5, 1, 2, 2)


def test_scores_of_all_batches_in_their_order():
    scores = TorchSlopes(quadratic, batch=2).scores(PIXELS)
    flat = PIXELS.reshape(5, -1).astype(float)
    np.testing.assert_allclose(scores, np.stack([(flat**2).sum(1), flat.sum(1)], 1), rtol=1e-6)


def test_the_slope_of_each_row_is_its_own():
    """d/dx of a * sum of squares + b * sum is 2 a x + b."""
    outer = np.array([[1.0, 0], [0, 1], [2, 3], [0, 0], [-1, 1]])
    seen = []

    def slope(scores, rows):
        seen.append((rows.start, rows.stop, scores.shape))
        return outer[rows]

    _, gradient = TorchSlopes(quadratic, batch=2).gradient(PIXELS, slope)
    expected = 2 * outer[:, :1, None, None] * PIXELS + outer[:, 1:, None, None]
    np.testing.assert_allclose(gradient, expected, rtol=1e-6)
    assert seen == [(0, 2, (2, 2)), (2, 4, (2, 2)), (4, 5, (1, 2))]


def test_scores_that_do_not_hang_on_the_pixels_have_no_slope():
    constant = TorchSlopes(lambda tensor: torch.ones(len(tensor), 2, requires_grad=True))
    _, gradient = constant.gradient(PIXELS, lambda scores, rows: np.ones_like(scores))
    assert not gradient.any()


def test_memory_that_runs_out_halves_the_batch():
    sizes = []

    def small(tensor):
        sizes.append(len(tensor))
        if len(tensor) > 2:
            raise MemoryError
        return quadratic(tensor)

    assert TorchSlopes(small, batch=5).scores(PIXELS).shape == (5, 2)
    assert max(sizes[1:]) <= 2
