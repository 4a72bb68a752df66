"""Averages over neighbours, for many pictures at once.

Pixels: float32, shape (rows, channels, height, width). Beyond its edge a picture is mirrored.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audits.perturbations.norm_balls import Pixels

# Up to so many places of a kernel, adding shifted pictures is quicker than a Fourier transform.
FEW = 60
# Of a Gaussian with more weights than that, SciPy's loops are quicker than adding shifted pictures.
WIDE = 12
# Up to so many pixels, one product with a sparse matrix is quicker than either.
SMALL = 64 * 64


def convolved(pixels: Pixels, kernel: NDArray[np.float32]) -> Pixels:
    """Each picture averaged with this kernel, shape (odd, odd), whose sum is 1."""
    if kernel.size == 1:
        return pixels
    places = np.argwhere(kernel > 0)
    height, width = pixels.shape[2:]
    if height * width <= SMALL and len(places) <= FEW:
        return applied(pixels, _matrix(kernel.tobytes(), kernel.shape, height, width))
    from scipy.signal import fftconvolve

    up, left = kernel.shape[0] // 2, kernel.shape[1] // 2
    padded = padded_by(pixels, up, left)
    if len(places) > FEW:
        smooth = fftconvolve(padded, kernel[None, None, ::-1, ::-1], mode="valid", axes=(2, 3))
        return np.asarray(smooth, dtype=np.float32)
    total = np.zeros_like(pixels)
    for row, column in places.tolist():
        total += kernel[row, column] * padded[:, :, row : row + height, column : column + width]
    return total


@lru_cache(maxsize=128)
def _matrix(kernel: bytes, shape: tuple[int, int], height: int, width: int) -> Any:
    """What averaging with this kernel does to the places of a picture, as a sparse matrix.

    kernel: its float32 in bytes, of this shape.
    """
    from scipy import sparse

    shares = np.frombuffer(kernel, dtype=np.float32).reshape(shape)
    rows, columns = np.nonzero(shares)
    down = mirrored_places(height, shape[0] // 2)[np.arange(height)[:, None] + rows]
    right = mirrored_places(width, shape[1] // 2)[np.arange(width)[:, None] + columns]
    # Shape (height, width, places of the kernel).
    read = down[:, None, :] * width + right[None, :, :]
    made = np.repeat(np.arange(height * width), len(rows))
    values = np.tile(shares[rows, columns], height * width)
    size = (height * width, height * width)
    return sparse.csr_array(sparse.coo_array((values, (made, read.ravel())), shape=size))


def padded_by(pixels: Pixels, up: int, left: int) -> Pixels:
    """With so many mirrored rows above and below, and columns left and right."""
    return np.pad(pixels, ((0, 0), (0, 0), (up, up), (left, left)), mode="symmetric")


def mirrored_places(side: int, by: int) -> NDArray[np.intp]:
    """Places -by to side + by - 1, mirrored at the ends as often as that takes."""
    places = np.arange(-by, side + by) % (2 * side)
    return np.where(places < side, places, 2 * side - 1 - places)


def gaussian(pixels: Pixels, deviation: float) -> Pixels:
    """Gaussian blur of so many pixels."""
    from scipy.ndimage import gaussian_filter

    height, width = pixels.shape[2:]
    if height * width <= SMALL:
        return np.asarray(_blurring(height, deviation) @ pixels @ _blurring(width, deviation).T)
    weights = _weights(deviation)
    if len(weights) > WIDE:
        smooth = gaussian_filter(pixels, (0, 0, deviation, deviation), mode="reflect")
        return np.asarray(smooth, dtype=np.float32)
    far = len(weights) - 1
    smooth = padded_by(pixels, far, far)
    blurred = np.empty_like(pixels)
    for picture, into in zip(smooth, blurred, strict=True):
        # Along the rows, then along the columns; a picture at a time stays near the processor.
        lines = _shared(picture, weights, height, 1)
        into[:] = _shared(lines, weights, width, 2)
    return blurred


def _shared(planes: Pixels, weights: NDArray[np.float32], side: int, axis: int) -> Pixels:
    """Neighbours of both sides added with their weights along an axis, `side` places of it left.

    weights: of a place itself, and of those at each distance from it.
    """
    far = len(weights) - 1

    def shifted(by: int) -> Pixels:
        some = slice(far + by, far + by + side)
        return planes[:, some] if axis == 1 else planes[:, :, some]

    total: Pixels = shifted(0) * weights[0]
    for distance, weight in enumerate(weights[1:], 1):
        both = shifted(-distance) + shifted(distance)
        both *= weight
        total += both
    return total


@lru_cache(maxsize=32)
def _weights(deviation: float) -> NDArray[np.float32]:
    """SciPy's Gaussian kernel from its middle on."""
    from scipy.ndimage import gaussian_filter1d

    far = int(4 * deviation + 0.5)
    impulse = np.zeros(2 * far + 1)
    impulse[far] = 1
    kernel = gaussian_filter1d(impulse, deviation, mode="constant")
    return np.asarray(kernel[far:], dtype=np.float32)


@lru_cache(maxsize=32)
def _blurring(side: int, deviation: float) -> NDArray[np.float32]:
    """SciPy's Gaussian blur of a line of so many pixels, as a matrix: shape (side, side)."""
    from scipy.ndimage import gaussian_filter1d

    return np.asarray(gaussian_filter1d(np.eye(side), deviation, axis=0), dtype=np.float32)


@lru_cache(maxsize=64)
def disk(radius: float, soft: float) -> NDArray[np.float32]:
    """A disk whose edge is softened by a Gaussian of `soft` pixels; shape (odd, odd), sum 1."""
    from scipy.ndimage import gaussian_filter

    half = int(np.ceil(radius + 3 * soft))
    fine = 9  # odd, so that the middle is a place
    steps = (np.arange((2 * half + 1) * fine) + 0.5) / fine - half - 0.5
    inside = (steps[:, None] ** 2 + steps[None, :] ** 2 <= radius**2).astype(np.float64)
    inside = gaussian_filter(inside, soft * fine, mode="constant")
    cells = inside.reshape(2 * half + 1, fine, 2 * half + 1, fine).mean(axis=(1, 3))
    cells[cells < cells.max() / 1000] = 0
    return np.asarray(cells / cells.sum(), dtype=np.float32)


@lru_cache(maxsize=256)
def streak(length: float, deviation: float, degrees: float) -> NDArray[np.float32]:
    """One-sided motion along a line: shape (odd, odd), sum 1.

    length: of the streak, in pixels. deviation: of the Gaussian by which it fades. degrees: of the
    line, from the right.
    """
    half = max(1, int(np.ceil(length)))
    kernel = np.zeros((2 * half + 1, 2 * half + 1))
    steps = np.arange(half + 1)
    weights = np.exp(-(steps**2) / (2 * max(deviation, 1e-3) ** 2))
    rows = half + steps * np.sin(np.radians(degrees))
    columns = half + steps * np.cos(np.radians(degrees))
    # Each step is shared by the four pixels around it.
    for row, column, weight in zip(rows.tolist(), columns.tolist(), weights.tolist(), strict=True):
        top, left = int(np.floor(row)), int(np.floor(column))
        down, right = row - top, column - left
        for r, c, share in (
            (top, left, (1 - down) * (1 - right)), (top, left + 1, (1 - down) * right),
            (top + 1, left, down * (1 - right)), (top + 1, left + 1, down * right),
        ):  # fmt: skip
            if share > 1e-9:
                kernel[r, c] += share * weight
    return np.asarray(kernel / kernel.sum(), dtype=np.float32)


def applied(pixels: Pixels, matrix: Any) -> Pixels:
    """A sparse matrix over the places of a picture, shape (places, places), on every plane."""
    rows, channels, height, width = pixels.shape
    planes = pixels.reshape(rows * channels, height * width)
    changed = np.asarray((matrix @ planes.T).T, dtype=np.float32)
    return np.ascontiguousarray(changed).reshape(pixels.shape)


def enlarging(side: int, factor: float) -> NDArray[np.float32]:
    """The middle of a line of so many pixels enlarged, linear: shape (side, side)."""
    middle = (side - 1) / 2
    places = np.clip((np.arange(side) - middle) / factor + middle, 0, side - 1)
    return linear(places, side)


def linear(places: NDArray[np.float64], side: int) -> NDArray[np.float32]:
    """A line read at these places between its pixels: shape (places, side)."""
    first = np.minimum(np.floor(places).astype(np.intp), max(side - 2, 0))
    fraction = (places - first).astype(np.float32)
    matrix = np.zeros((len(places), side), dtype=np.float32)
    index = np.arange(len(places))
    matrix[index, first] += 1 - fraction
    if side > 1:
        matrix[index, first + 1] += fraction
    return matrix


def kron(rows: Sequence[NDArray[np.float32]], columns: Sequence[NDArray[np.float32]]) -> Any:
    """The mean of what pairs of matrices do to the two sides of a picture, as a sparse matrix.

    rows, columns: of each pair what is done along the height and along the width.
    """
    from scipy import sparse

    total = sum(
        sparse.kron(sparse.csr_array(one), sparse.csr_array(other), format="csr")
        for one, other in zip(rows, columns, strict=True)
    )
    return sparse.csr_array(total / len(rows)).astype(np.float32)
