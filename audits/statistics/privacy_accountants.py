"""What a training by noisy gradients spends of differential privacy, by two accountants.

The mechanism is the Gaussian one on batches that each row joins by a coin of its own (Abadi et al.
2016, CCS), repeated. Both give an epsilon for a delta; they differ, which is why a claim names one.
"""

from dataclasses import dataclass
from math import exp, log, log1p, sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.fft import irfft, next_fast_len, rfft
from scipy.optimize import brentq
from scipy.special import logsumexp
from scipy.stats import norm

from audits.data.arrays import Floats

# Orders of Renyi divergence that are tried, as dp-accounting does.
ORDERS = (*(1 + tenth / 10 for tenth in range(1, 100)), *range(11, 64), 128, 256, 512, 1024)
# Width of a step of the privacy loss, points of the widest grid, and deviations that it reaches.
STEP, MOST_POINTS, REACH = 5e-5, 1 << 23, 12.0
LARGEST = 1000.0


@dataclass(frozen=True, slots=True)
class Training:
    """noise: deviation of the noise, in clipping norms. rate: chance of a row to be in a batch.

    steps: how many batches.
    """

    noise: float
    rate: float
    steps: int


def renyi_epsilon(training: Training, delta: float) -> float:
    """Mironov, Talwar & Zhang 2019 (arXiv:1908.10530), the least over the orders.

    delta: above 0. From divergence to epsilon as Canonne, Kamath & Steinke 2020 (NeurIPS,
    proposition 12). The divergence of an order is integrated.
    """
    spent = [
        training.steps * _divergence(training, order)
        + log1p(-1 / order)
        - log(delta * order) / (order - 1)
        for order in ORDERS
    ]
    return float(max(0.0, min(spent)))


def _divergence(training: Training, order: float) -> float:
    """Renyi divergence of one step: log E[(1 - q + q exp((2z - 1) / (2 s^2)))^a] / (a - 1)."""
    reach = REACH * training.noise
    # The power moves the mass to about `order`.
    points = max(20_001, int((order + 2 * reach) / training.noise * 25))
    outcomes = np.linspace(-reach, order + reach, points)
    density = norm.logpdf(outcomes, scale=training.noise)
    logs = density + order * _loss(training, outcomes)
    width = float(outcomes[1] - outcomes[0])
    return (float(logsumexp(logs)) + log(width)) / (order - 1)


def _loss(training: Training, outcomes: Floats) -> Floats:
    """Privacy loss of outcomes, in their shape (...): log of the ratio of the two densities."""
    tilt = (2 * outcomes - 1) / (2 * training.noise**2)
    with np.errstate(divide="ignore"):
        stays, joins = np.log1p(-training.rate), np.log(training.rate)
    return np.asarray(np.logaddexp(stays, joins + tilt))


def loss_distribution_epsilon(training: Training, delta: float) -> float:
    """By the distribution of the privacy loss, composed by Fourier transforms.

    delta: above 0. Koskela, Jalko & Honkela 2020 (AISTATS); the grid keeps the mean of the loss, as
    Gopi, Lee & Wutschitz 2021 (NeurIPS) do, so that its error grows with the root of the steps.
    The larger of a row that is added and one that is taken away.
    """
    return max(_composed(training, delta, removed=removed) for removed in (True, False))


def _composed(training: Training, delta: float, *, removed: bool) -> float:
    mean, deviation, largest = _moments(training, removed=removed)
    reach = max(2 * largest, abs(training.steps * mean) + REACH * sqrt(training.steps) * deviation)
    reach += 2.0
    half = min(next_fast_len(int(reach / STEP) + 1), MOST_POINTS // 2)
    step = reach / half
    losses = step * np.arange(-half, half)
    single = np.diff(_below(training, np.append(losses, losses[-1] + step) - step / 2, removed))
    single = np.clip(single, 0.0, None)
    single /= single.sum()
    # What rounding to the grid adds to the mean is taken off again.
    off = training.steps * (mean - float(single @ losses))
    many = irfft(rfft(np.fft.ifftshift(single)) ** training.steps, len(single))
    summed = np.clip(np.fft.fftshift(many), 0.0, None)

    def excess(epsilon: float) -> float:
        over = losses + off > epsilon
        return float((summed[over] * -np.expm1(epsilon - losses[over] - off)).sum()) - delta

    top = min(reach + abs(off), LARGEST)
    if excess(0.0) <= 0 or excess(top) >= 0:
        return 0.0 if excess(0.0) <= 0 else top
    return float(brentq(excess, 0.0, top, xtol=1e-6))


def _below(training: Training, losses: Floats, removed: bool) -> NDArray[np.float64]:
    """The distribution of one step's loss, shape (losses,): P(loss <= each of these)."""
    rate, noise = training.rate, training.noise
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        thresholds = losses if removed else -losses
        inside = np.expm1(thresholds) / rate + 1  # (e^l - (1 - q)) / q
        outcomes = np.where(inside > 0, noise**2 * np.log(np.maximum(inside, 0.0)) + 0.5, -np.inf)
    if removed:
        return np.asarray(
            (1 - rate) * norm.cdf(outcomes / noise) + rate * norm.cdf((outcomes - 1) / noise)
        )
    return np.asarray(norm.sf(outcomes / noise))


def _moments(training: Training, *, removed: bool) -> tuple[float, float, float]:
    """Mean, deviation and, but for 1e-15, the largest size of one step's loss."""
    outcomes = np.linspace(-REACH * training.noise, 1 + REACH * training.noise, 200_001)
    mass = norm.pdf(outcomes, scale=training.noise)
    if removed:
        joined = norm.pdf(outcomes, loc=1, scale=training.noise)
        mass = (1 - training.rate) * mass + training.rate * joined
    mass /= mass.sum()
    loss = _loss(training, outcomes) if removed else -_loss(training, outcomes)
    mean = float(mass @ loss)
    likely = np.abs(loss[mass > exp(-35)])
    return mean, sqrt(float(mass @ (loss - mean) ** 2)), float(likely.max())
