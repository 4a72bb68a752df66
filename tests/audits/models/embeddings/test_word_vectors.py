import numpy as np

from audits.models import Embedder
from audits.models.embeddings.word_vectors import of_arrays


def test_a_word_that_stands_twice_counts_where_it_stands_first():
    model = of_arrays(np.array(["a", "b", "a"]), np.array([[1.0, 2], [3, 4], [5, 6]]), "0" * 64)
    assert isinstance(model, Embedder)
    assert not model.reads_sentences
    assert model.embed(["a", "b"]).tolist() == [[[1, 2], [3, 4]]]


def test_of_no_known_word_every_vector_is_missing():
    model = of_arrays(np.array(["a"]), np.array([[1.0, 2]]), "0" * 64)
    assert np.isnan(model.embed(["x", "y"])).all()
    assert model.embed([]).shape == (1, 0, 2)
