"""What is done to sounds on their way to a model, and what is told of it."""

import numpy as np
import pytest

from audits.data.sounds import Sound
from audits.errors import Refused
from audits.models.heard_sounds import Heard


def test_sounds_of_the_models_rate_are_untouched_and_nothing_is_told_of_them():
    heard, sound = Heard(8_000), Sound(np.ones(80, np.float32), 8_000)
    assert heard.samples([sound], "file")[0] is sound.samples
    assert heard.description() == "8,000 Hz, one channel"


def test_what_is_resampled_mixed_and_filled_up_is_told():
    heard = Heard(8_000, shortest=400)
    sounds = [
        Sound(np.ones(1_600, np.float32), 16_000, channels=2), Sound(np.ones(80, np.float32), 8_000)
    ]  # fmt: skip
    first, second = heard.samples(sounds, "file")
    assert len(first) == 800
    np.testing.assert_array_equal(second, np.r_[np.ones(80), np.zeros(320)])
    words = heard.description()
    assert "files of 16,000 Hz are resampled" in words
    assert "several channels are averaged" in words
    assert "under 50 ms" in words


def test_a_column_of_something_else_is_refused():
    with pytest.raises(Refused, match="'said' holds none"):
        Heard(8_000).samples(np.array(["a"], dtype=object), "said")
