"""Pictures averaged with several kernels each, large ones by a transform that they share.

Pixels: float32, shape (rows, channels, height, width). Beyond its edge a picture is mirrored.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from audits.perturbations.corruptions.filters import FEW, SMALL, convolved, padded_by
from audits.perturbations.norm_balls import Pixels

Kernel = NDArray[np.float32]
Waves = NDArray[np.complex64]


def by_symmetric(pixels: Pixels, kernels: Sequence[Kernel]) -> Iterator[Pixels]:
    """The pictures averaged with each of these kernels, which look alike from all four sides.

    kernels: shape (odd, odd), sum 1. Of mirrored pictures that is a product of cosine transforms.
    """
    from scipy.fft import dctn, idctn

    height, width = pixels.shape[2:]
    waves = None
    for kernel in kernels:
        if height * width <= SMALL and np.count_nonzero(kernel) <= FEW:
            yield convolved(pixels, kernel)
            continue
        if waves is None:
            waves = dctn(pixels, axes=(2, 3))
        fading = _fading(kernel.tobytes(), kernel.shape, height, width)
        yield np.asarray(idctn(waves * fading, axes=(2, 3), overwrite_x=True), dtype=np.float32)


@lru_cache(maxsize=16)
def _fading(kernel: bytes, shape: tuple[int, int], height: int, width: int) -> Kernel:
    """What averaging leaves of each cosine wave, shape (height, width)."""
    shares = np.frombuffer(kernel, dtype=np.float32).reshape(shape)
    down, right = (
        np.cos(np.pi / side * np.outer(np.arange(side), np.arange(places) - places // 2))
        for side, places in zip((height, width), shape, strict=True)
    )
    return np.asarray(down @ shares @ right.T, dtype=np.float32)


def by_choice(
    pixels: Pixels, kernel_of_row: NDArray[np.intp], choices: Sequence[Sequence[Kernel]]
) -> Iterator[Pixels]:
    """Each picture averaged with the kernel that was chosen for it, of each of the choices.

    kernel_of_row: shape (rows,), places in every choice. choices: each as many kernels, of one
    shape (odd, odd) within a choice, whose sums are 1.
    """
    height, width = pixels.shape[2:]
    if height * width <= SMALL:
        for kernels in choices:
            averaged = np.empty_like(pixels)
            for kernel_index in np.unique(kernel_of_row):
                here = kernel_of_row == kernel_index
                averaged[here] = convolved(pixels[here], kernels[kernel_index])
            yield averaged
        return
    from scipy.fft import irfft2, next_fast_len, rfft2

    up, left = (max(kernels[0].shape[axis] for kernels in choices) // 2 for axis in (0, 1))
    padded = padded_by(pixels, up, left)
    size = [next_fast_len(side, real=True) for side in padded.shape[2:]]
    waves = rfft2(padded, s=size)
    for kernels in choices:
        spectra = np.stack([_spectrum(k.tobytes(), k.shape, *size) for k in kernels])
        both = irfft2(waves * spectra[kernel_of_row][:, None], s=size, overwrite_x=True)
        top, first = up - kernels[0].shape[0] // 2, left - kernels[0].shape[1] // 2
        yield np.ascontiguousarray(both[:, :, top : top + height, first : first + width])


# As many as the kernels of two corruptions at five severities.
@lru_cache(maxsize=64)
def _spectrum(kernel: bytes, shape: tuple[int, int], height: int, width: int) -> Waves:
    """What averaging with the kernel does to each wave of a picture of this size."""
    from scipy.fft import rfft2

    shares = np.frombuffer(kernel, dtype=np.float32).reshape(shape)
    return np.asarray(np.conj(rfft2(shares, s=(height, width))), dtype=np.complex64)
