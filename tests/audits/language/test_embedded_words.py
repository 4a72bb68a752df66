import numpy as np
import pytest

from audits.data.dataset import Column, Dataset, Numbers
from audits.language.bleached_sentences import sentences_of
from audits.language.embedded_words import as_embedder, embedded, too_many_missing
from audits.specification.roles import Role
from tests.audits.language.embedders import Recorded
from tests.audits.probes.explanations.test_layers import Deepening, people


def words(**vectors):
    return Recorded(list(vectors), np.array(list(vectors.values()), dtype=float))


def test_a_word_is_looked_up_as_spelled_then_in_lower_case_then_capitalised():
    model = words(Ada=[1, 0], ada=[0, 1], BOB=[1, 1], eve=[2, 1], Kim=[1, 2])
    found = embedded(model, ["Ada", "Bob", "Eve", "kim"])
    assert found.at_depth(["Ada", "Eve", "kim"], 0).tolist() == [[1, 0], [2, 1], [1, 2]]
    assert found.missing(["Ada", "Bob", "Eve"]) == ["Bob"]
    assert found.known(["Ada", "Bob", "Eve"]) == 2


def test_a_vector_of_nothing_is_missing():
    assert embedded(words(a=[0, 0], b=[1, 0]), ["a", "b"]).missing(["a", "b"]) == ["a"]


class Sentences:
    """Two layers: how long a sentence is, and which letters it has."""

    fingerprint, reads, reads_sentences = "0" * 64, (), True

    def __init__(self):
        self.asked = []

    def embed(self, texts):
        self.asked += texts
        return np.array([[[len(text), 1.0] for text in texts],
                         [[text.count("a"), text.count("i")] for text in texts]])  # fmt: skip


def test_an_encoder_reads_each_word_in_bleached_sentences_and_the_word_is_the_unit():
    model = Sentences()
    found = embedded(model, ["nurse", "cat", "cat", "Ada"], persons=["nurse"])
    own = [sentences_of("Ada"), sentences_of("cat"), sentences_of("nurse", persons=["nurse"])]
    assert model.asked == [sentence for sentences in own for sentence in sentences]
    assert found.layers == 2
    for word, sentences in zip(("Ada", "cat", "nurse"), own, strict=True):
        vectors = np.array([[s.count("a"), s.count("i")] for s in sentences], dtype=float)
        expected = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).mean(axis=0)
        assert found.at_depth([word], 1)[0] == pytest.approx(expected)


def test_a_classifier_of_texts_is_read_at_each_depth():
    model = as_embedder(Deepening(), people())
    assert model.reads_sentences
    layers = model.embed(["She said so."] * 40)
    assert layers.shape[1] == 40
    assert as_embedder(None, people()) is None


def test_a_network_of_pictures_has_no_words():
    network = Deepening()
    (column,) = network.reads
    numbers = Dataset((Column(column, Role.FEATURE, Numbers(np.arange(3.0))),))
    assert as_embedder(network, numbers) is None
    assert as_embedder(network, Dataset(())) is None


@pytest.mark.parametrize(("lost", "too_many"), [(5, False), (6, True)])
def test_more_than_a_fifth_missing_is_too_many_and_each_list_is_named(lost, too_many):
    listed = [f"w{n}" for n in range(25)]
    found = embedded(words(**{w: [1, n] for n, w in enumerate(listed[lost:])}), listed)
    reason = too_many_missing(found, {"names": listed, "known": listed[lost:]})
    assert (reason is not None) == too_many
    if reason:
        assert reason.startswith("6 of 25 words of “names” are not in the vocabulary (w0, w1, ")
