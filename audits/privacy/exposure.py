"""Exposure: how many bits of guessing a language model saves whoever looks for a canary.

Carlini, Liu, Erlingsson, Kos & Song 2019 (USENIX Security), "The Secret Sharer": the logarithm to
base 2 of how many texts of the same form there are, less that of the canary's rank among them by
the model's likelihood. Here the others are controls that were never inserted, a sample of the form:
then 2^-exposure estimates the share of all texts of the form that are likelier. Of a text that a
model never saw every rank is as likely, and exposure is 1/ln 2 = 1.44 bits on average.
"""

from math import log, log2, sqrt

import numpy as np

from audits.data.arrays import Floats
from audits.measurement import Group, Measurement, Undetermined
from audits.statistics import means_against_controls
from audits.statistics.shares import Stated, too_few
from audits.statistics.with_interval import stated_value

METRIC = "canary_exposure"
CHANCE = 1 / log(2)


def exposure(space: int, rank: Floats) -> Floats:
    """Bits of each canary with this rank (from 1) among so many texts of its form: as `rank`."""
    return np.asarray(log2(space) - np.log2(rank))


def ranks(canaries: Floats, controls: Floats) -> Floats:
    """Rank of each canary among itself and all controls, from 1, the likeliest first.

    canaries, controls: log-likelihoods, shape (canaries,) and (controls,). Ties count a half.
    """
    ordered = np.sort(controls)
    below = np.searchsorted(ordered, canaries, side="left")
    not_above = np.searchsorted(ordered, canaries, side="right")
    return np.asarray(1 + len(ordered) - (below + not_above) / 2)


def mean_exposure(group: Group, canaries: Floats, controls: Floats, stated: Stated) -> Measurement:
    """Mean exposure in bits, between 0 and log2(controls + 1).

    canaries, controls: log-likelihoods, shape (canaries,) and (controls,). The error is of both:
    canaries vary, and all of them are ranked among the same controls, whose share beyond a rank of
    one is hardly known.
    """
    sizes = (len(canaries), len(controls))
    reason = next((too_few(size, stated.smallest_group) for size in sizes
                   if size < stated.smallest_group), None)  # fmt: skip
    if min(sizes) < 2:
        return Undetermined(METRIC, group, reason or "no variation", len(canaries))
    space = len(controls) + 1
    rank = ranks(canaries, controls)
    bits = exposure(space, rank)
    shared = _of_controls(np.sort(rank / space), len(controls))
    # Where exposure is small by luck its spread is small too, so it is never taken for less than
    # that of texts that the model never saw: an exponential law's, whose deviation is its mean.
    own = max(float(bits.var(ddof=1)), CHANCE**2) / len(bits)
    beside = max(shared, CHANCE**2 / len(controls))
    value, greatest = float(bits.mean()), log2(space)
    evidence = (value, sqrt(own), float(len(bits) - 1), 0.0, greatest,
                sqrt(beside), float(len(controls) - 1))  # fmt: skip
    method = f"{means_against_controls.METHOD} (a ranking among {len(controls):,} controls)"
    return stated_value(METRIC, group, value, method, evidence, len(canaries), reason, stated)


def _of_controls(shares: Floats, controls: int) -> float:
    """Variance of the mean in bits that the choice of controls adds.

    shares: of the controls that are likelier than each canary, rising, above 0. Two shares of one
    empirical law have the covariance min(a, b) - ab over the controls, and -log2 has the slope
    1 / (share ln 2); the mean of that over all pairs is 1 / max(a, b) - 1.
    """
    count = len(shares)
    # The larger of a pair is the i-th of the rising shares in 2 i - 1 of the count^2 pairs.
    weights = (2 * np.arange(1, count + 1) - 1) / count**2
    return float(weights @ (1 / shares - 1)) / controls / log(2) ** 2
