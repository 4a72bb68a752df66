import pytest
from hypothesis import given
from hypothesis import strategies as st

from audits.data.tokens import TOKEN, tokens


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It’s fine, isn't it?", {"it’s", "fine", ",", "isn't", "it", "?"}),
        ("See https://a.org/b?c=1 now!!", {"see", "https://a.org/b?c=1", "now", "!!"}),
        ("ÄRGER ärger", {"ärger"}), ("", set()),
    ],
)  # fmt: skip
def test_words_addresses_and_runs_of_punctuation(text, found):
    assert tokens(text) == found


@given(st.text(max_size=60))
def test_nothing_but_spaces_is_lost(text):
    assert "".join(TOKEN.findall(text)) == "".join(text.split())
