import pytest
from hypothesis import given
from hypothesis import strategies as st

from audits.translation.normalisation import UNKNOWN, bare, has_letters, plain, words_of


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        ("He&#39;s  here", "He's here"), ("He&amp;#39;s", "He's"), ("he\u2019s", "he's"),
        ("she\u200b is\u00ad", "she is"), (" a\n b ", "a b"), (None, ""), ("e\u0301", "é"),
    ],
)  # fmt: skip
def test_what_machines_add_is_taken_off(raw, found):
    assert plain(raw) == found


@given(st.text("ab’ \u200b\n'é.", max_size=30))
def test_what_is_plain_stays_plain(text):
    assert plain(plain(text)) == plain(text)
    assert bare(bare(text)) == bare(text)


def test_words_are_joined_by_hyphens_and_parted_by_dashes():
    assert words_of("A she-wolf — he's 3 things") == ["A", "she-wolf", "he's", "things"]
    assert bare("She, SHE!") == "she she"
    assert has_letters("1 a")
    assert not has_letters("12 !")


@pytest.mark.parametrize(("text", "unknown"), [("a <unk> b", True), ("⁇", True), ("a*b", False)])
def test_signs_of_an_unknown_word(text, unknown):
    assert bool(UNKNOWN.search(text)) is unknown
