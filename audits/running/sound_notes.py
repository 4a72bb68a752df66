"""What a reader must know of sounds before any number: rates, lengths, channels, silence, clipping.

A sample is listened to; what is damaged is told where rows are left out, and not here.
"""

from collections import Counter
from collections.abc import Iterator

import numpy as np

from audits.data.content_order import content_order, evenly
from audits.data.dataset import Dataset, Sounds
from audits.data.nuisances.sounds import FLOOR, Recording, clipping, loudness
from audits.errors import Refused

MOST_SOUNDS = 200
# So many values at full scale are no single peak any more.
MANY_CLIPPED = 0.001
_MOST_RATES = 4


def told_of_sounds(data: Dataset) -> Iterator[str]:
    """A sentence for each column of sounds."""
    for column in data.columns:
        if isinstance(column.values, Sounds):
            recordings = list(_listened_to(data, column.values))
            if recordings:
                yield _told(column.name, recordings, len(data))


def _listened_to(data: Dataset, sounds: Sounds) -> Iterator[Recording]:
    for row in evenly(content_order(data), MOST_SOUNDS).tolist():
        if sounds.names[row] is None:
            continue
        try:
            yield Recording(sounds.source.hear(sounds.names[row]))
        except Refused:
            continue


def _told(name: str, recordings: list[Recording], rows: int) -> str:
    count = len(recordings)
    rates = Counter(recording.sound.rate for recording in recordings).most_common()
    shown = ", ".join(f"{rate:,} Hz ({times})" for rate, times in rates[:_MOST_RATES])
    more = f" and {len(rates) - _MOST_RATES} other rates" if len(rates) > _MOST_RATES else ""
    seconds = np.array([recording.sound.seconds for recording in recordings])
    words = [
        f"sampled at {shown}{more}",
        f"{seconds.min():.2f} to {seconds.max():.2f} s long, median {np.median(seconds):.2f} s",
    ]
    for one, many, what, amount in (
        ("has", "have", "several channels, which are averaged to one",
         sum(recording.sound.channels > 1 for recording in recordings)),
        ("is", "are", "silent", sum(loudness(recording) <= FLOOR for recording in recordings)),
        ("is", "are", "clipped",
         sum(clipping(recording) >= MANY_CLIPPED for recording in recordings)),
    ):  # fmt: skip
        if amount:
            words.append(f"{amount} of {count} {one if amount == 1 else many} {what}")
    return f"column {name!r}, {count:,} of {rows:,} sounds listened to: {'; '.join(words)}"
