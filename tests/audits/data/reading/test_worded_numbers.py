import pytest

from audits.data.reading.non_numeric_cells import MOST_WORDS
from audits.data.reading.number_formats import Written
from audits.data.reading.worded_numbers import WordedNumbers


def seen(cells: list[str]) -> WordedNumbers:
    worded = WordedNumbers()
    for row, cell in enumerate(cells):
        worded.see(cell, 1, lambda row=row: [row])
    return worded


@pytest.mark.parametrize(
    ("cells", "form"),
    [
        (["in EUR", "1.286,79", "962,46"], Written(decimal=",", thousands=".")),
        (["962,46", "in EUR", "in EUR", "31"], Written(decimal=",")),
        (["%", "25,74 %"], Written(decimal=",", percent="share")),
    ],
)
def test_a_few_words_hide_no_form(cells, form):
    worded = seen(cells)
    words = {cell for cell in cells if not any(letter.isdigit() for letter in cell)}
    assert worded.forms[0] == form
    assert worded.words.keys() == words
    assert all(worded.words[word].rows[0] == cells.index(word) for word in words)
    assert sum(word.count for word in worded.words.values()) == sum(map(words.__contains__, cells))


def test_text_has_no_form():
    assert seen(["a", "b", "1,5"]).forms == ()
    assert seen(["a"]).forms == ()
    assert seen(["a", "1,5", "1.5"]).forms == ()
    numbers = [f"{number},5" for number in range(100)]
    assert seen([f"w{i}" for i in range(MOST_WORDS)] + numbers).forms
    assert not seen([f"w{i}" for i in range(MOST_WORDS + 1)] + numbers).forms


def test_two_readings_stay_doubtful_beside_a_word():
    assert seen(["n/k", "1,234", "5,678"]).is_doubtful
    assert not seen(["n/k", "1,234", "5,67"]).is_doubtful
