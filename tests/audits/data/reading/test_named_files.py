"""Cells become files of the zip, or the column is refused with what is lost and what to do."""

import numpy as np
import pytest

from audits.data.dataset import Texts
from audits.data.reading.named_files import images_of, sounds_of
from audits.data.reading.non_numeric_cells import BadColumn


class Holder:
    """Holds a.wav alone."""

    def find(self, name):
        return name if name == "a.wav" else None


def test_names_are_stripped_and_a_missing_one_stays():
    sounds = sounds_of(Texts.of([" a.wav", None]), Holder())
    np.testing.assert_array_equal(sounds.names, np.array(["a.wav", None], dtype=object))


@pytest.mark.parametrize(("make", "what"), [(sounds_of, "sound"), (images_of, "image")])
def test_what_is_not_in_the_zip_is_named(make, what):
    with pytest.raises(BadColumn) as error:
        make(Texts.of(["a.wav", "b.wav"]), Holder())
    assert "'b.wav'" in error.value.reason
    assert "'a.wav'" not in error.value.reason
    assert error.value.code == f"lost_{what}s"
    with pytest.raises(BadColumn, match=f"{what}s need a zip"):
        make(Texts.of(["a.wav"]), None)
