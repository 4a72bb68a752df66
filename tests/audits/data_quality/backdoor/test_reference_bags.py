"""What a bag of tokens answers of a changed row is what scikit-learn answers of that row."""

import numpy as np
import pytest

from audits.data_quality.backdoor.reference_bags import _matrix, _vocabulary, clean_bags

RNG = np.random.default_rng(4)


def words(rows, label_words):
    return [
        {str(w) for w in RNG.choice(["to", "of", "in", "on"], 2)} | {str(RNG.choice(own))}
        for own in (label_words[row % len(label_words)] for row in range(rows))
    ]


@pytest.mark.parametrize("classes", [2, 3])
def test_a_planted_word_is_added_to_the_row(classes):
    own = [["apple", "pear"], ["ship", "mast"], ["pan", "pot"]][:classes]
    taught, labels = words(90, own), np.arange(90) % classes
    asked = words(12, own)
    among = ["ship", "mast", "nobody's"]
    (answers,) = clean_bags(taught, labels, asked, among, 1, np.random.default_rng(0))
    assert (answers(np.arange(12), "to") == np.arange(12) % classes).mean() > 0.9
    # The same rows with the word in them, asked as they are.
    planted = [row | {"mast"} for row in asked]
    (whole,) = clean_bags(taught, labels, planted, among, 1, np.random.default_rng(0))
    rows = np.arange(12)
    assert (answers(rows, "mast") == whole(rows, "nobody's")).all()


def test_a_value_takes_the_place_of_its_columns_own():
    taught = [{f"town={'ab'[row % 2]}", "age=3"} for row in range(60)]
    labels = np.arange(60) % 2
    (answers,) = clean_bags(
        taught, labels, taught, ["town=a", "town=b"], 1, np.random.default_rng(0)
    )
    rows = np.arange(60)
    assert (answers(rows, "age=3") == labels).all()
    assert (answers(rows, "town=a") == 0).all()
    assert (answers(rows, "town=b") == 1).all()


def test_the_most_frequent_and_the_planted_have_columns():
    places = _vocabulary([{"a", "b"}, {"a"}], ["z"])
    assert places == {"a": 0, "b": 1, "z": 2}
    assert _matrix([{"b", "unknown"}], places).tolist() == [[0, 1, 0]]
