"""Words that give the label away."""

import numpy as np

from audits.confounds.predictive_words import Marker, markers, presence
from tests.audits.confounds.simulated import category


def reviews(rows=200):
    """`ok` stands in every text, `fine` in those of class 1, `rarely` in nine."""
    label = np.arange(rows) % 2
    texts = [
        " ".join(["ok", *(["fine"] if y else []), *(["rarely"] if row < 9 else []),
                  "red" if row % 4 < 2 else "blue"])
        for row, y in enumerate(label)
    ]  # fmt: skip
    return texts, category(label)


def test_a_word_in_every_text_or_in_hardly_any_is_not_counted():
    texts, _ = reviews()
    inputs, vocabulary = presence(texts)
    assert vocabulary == ["blue", "fine", "red"]
    assert inputs.sum(axis=0).tolist() == [100, 100, 100]
    assert presence(texts, most=1)[1] == ["blue"]


def test_the_word_that_is_the_label_is_the_only_marker():
    texts, label = reviews()
    assert markers(texts, label) == [Marker("fine", "1", 100, 1.0, 0.0)]


def test_a_second_word_is_named_for_what_the_first_leaves():
    """Class 1 has `fine` in its first half and `good` in its second."""
    label = np.arange(200) % 2
    texts = [("fine" if row < 100 else "good") if y else "bad" for row, y in enumerate(label)]
    texts = [f"{text} ok" for text in texts]
    found = markers(texts, category(label))
    assert found[0].word == "bad"
    assert (found[0].level, found[0].with_it, found[0].without_it) == ("0", 1.0, 0.0)


def test_texts_without_usual_words_have_no_marker():
    assert markers(["a", "b"], category([0, 1])) == []
