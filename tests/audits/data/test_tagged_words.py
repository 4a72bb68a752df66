import json

import pytest

from audits.data.located_objects import Located, NotLocated
from audits.data.tagged_words import read_cell

WORDS = [["Anna", "B-PER"], ["Lee", "I-PER"], [",", "O"], ["Oslo", "B-LOC"]]
CONLL = "Anna NNP B-NP B-PER\nLee NNP I-NP I-PER\n, , O O\nOslo NNP B-NP B-LOC\n"


def spans(*ends):
    return tuple(Located(((float(a), float(b)),), kind) for a, b, kind in ends)


@pytest.mark.parametrize("cell", [json.dumps(WORDS), CONLL])
def test_words_and_their_tags_are_spans_of_the_text(cell):
    assert read_cell(cell, "Anna  Lee, Oslo") == spans((0, 9, "PER"), (11, 15, "LOC"))


def test_without_a_text_the_words_stand_one_blank_apart():
    assert read_cell(CONLL) == spans((0, 8, "PER"), (11, 15, "LOC"))


def test_spans_and_boxes_stay_what_they_are():
    assert read_cell('[{"start": 0, "end": 4, "label": "PER"}]', "Anna") == spans((0, 4, "PER"))
    assert read_cell("[]", "Anna") == ()
    assert read_cell("[[1, 2, 3, 4]]")[0].ends == ((1.0, 3.0), (2.0, 4.0))


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        (json.dumps(WORDS), "the word 'Lee' does not stand in the text at character 5"),
        ("Anna\nLee", "it is no JSON"),
        ("[[0, 4]", "it is no JSON"),
        ('[["Anna"]]', "is neither a box nor a span"),
    ],
)
def test_what_is_no_text_of_these_words_says_why(cell, why):
    with pytest.raises(NotLocated) as refused:
        read_cell(cell, "Anna sings")
    assert why in str(refused.value)
