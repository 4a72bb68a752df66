import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audits.explanations.text_tokens import TextInstance

TEXTS = st.text("ab c,.!-'", min_size=1, max_size=40)


@given(TEXTS, st.booleans())
def test_with_every_word_present_it_is_the_text(text, together):
    found = TextInstance(0, "text", text, together)
    whole = np.ones((2, len(found.units)), dtype=bool)
    assert found.texts(whole) == [text, text]
    assert len(found.owner) == len(found.spans)


@given(TEXTS)
def test_without_any_word_only_other_signs_are_left(text):
    found = TextInstance(0, "text", text)
    (left,) = found.texts(np.zeros((1, len(found.units)), dtype=bool))
    assert not any(letter.isalnum() for letter in left)
    assert [c for c in left if not c.isspace()] == [
        c for at, c in enumerate(text)
        if not c.isspace() and not any(start <= at < end for start, end in found.spans)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("mask", "said"), [(None, "a fine, day"), ("[MASK]", "a fine, [MASK] day")]
)
def test_an_absent_word_is_deleted_or_masked(mask, said):
    found = TextInstance(0, "text", "a fine, sunny day", mask=mask)
    absent = np.array([[unit != "sunny" for unit in found.units]])
    assert found.texts(absent) == [said]


def test_equal_words_are_one_unit_or_one_each():
    text = "so so good"
    assert TextInstance(0, "t", text).units == ("so", "good")
    assert TextInstance(0, "t", text, together=False).units == ("so", "so", "good")
