"""Published figures of tests of word vectors, from the vectors they were made of."""

import numpy as np
import pytest

from audits.data.dataset import Dataset
from audits.measurement import Undetermined
from tests.audits.language.embedders import Recorded
from tests.audits.translation.tables import measure
from tests.reference_files.test_counts import FOLDER


@pytest.fixture(scope="module")
def word2vec():
    """All published tests on the words of word2vec that the file has."""
    path = FOLDER.joinpath("weat-word2vec", "vectors.npz")
    with np.load(path, allow_pickle=False) as file:
        model = Recorded(file["words"].tolist(), file["vectors"])
    found, exhibits, _ = measure(
        Dataset(()), name="language.embeddings", assumes="normal", model=model
    )
    return found, exhibits


@pytest.mark.parametrize(
    ("test", "published"),
    [("1", 1.539), ("2", 1.628), ("6", 1.890), ("7", 0.966), ("8", 1.244)],
)
def test_effect_sizes_of_word2vec(word2vec, test, published):
    effect = word2vec[0]["association_effect_size", (("set", f"WEAT {test}"),)]
    # The associations of one of these lists are plainly not normal: its value stands all the same.
    assert isinstance(effect, Undetermined) == (test == "2")
    value, interval = effect.raw if test == "2" else (effect.value, effect.interval)
    assert value == pytest.approx(published, abs=0.005)
    assert interval.lower < published < interval.upper


@pytest.mark.parametrize(("test", "one_sided"), [("6", 7.8e-5), ("7", 0.0227), ("8", 0.0040)])
def test_exact_p_values_of_word2vec(word2vec, test, one_sided):
    effect = word2vec[0]["association_effect_size", (("set", f"WEAT {test}"),)]
    assert effect.p_value == pytest.approx(2 * one_sided, rel=0.02)
    assert "exact permutation test, all 12,870 partings" in effect.method


def test_names_that_are_not_in_the_file_are_not_dropped_in_silence(word2vec):
    """Nine of the 32 are there: what these print is not what is published of all (d = .58)."""
    effect = word2vec[0]["association_effect_size", (("set", "WEAT 3"),)]
    assert isinstance(effect, Undetermined)
    assert "23 of 32 words of “African American names” are not in the vocabulary" in effect.reason
    assert effect.raw is None
