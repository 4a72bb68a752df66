"""A sound at another sampling rate, by SciPy's polyphase filter."""

from math import gcd

import numpy as np
from numpy.typing import NDArray

from audits.data.sounds import Sound


def resampled(sound: Sound, rate: int) -> NDArray[np.float32]:
    """Its samples at this rate, shape (frames,): about as many seconds.

    rate: in hertz. What is above half of the lower rate is filtered out
    (`scipy.signal.resample_poly`, a Kaiser window of 5.0). At its own rate they are unchanged.
    """
    if rate == sound.rate:
        return sound.samples
    from scipy.signal import resample_poly

    common = gcd(rate, sound.rate)
    changed = resample_poly(sound.samples, rate // common, sound.rate // common)
    return np.asarray(changed, dtype=np.float32)


def at_rate(sound: Sound, rate: int) -> Sound:
    """The same sound with samples at this rate, in hertz."""
    return Sound(resampled(sound, rate), rate, sound.channels)
