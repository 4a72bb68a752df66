"""Women's and men's words on a terminal."""

import pytest

from tests.evenhand.test_measured import SHARES, share, text, view


def test_the_stereotypes_stand_before_the_shares_with_counts_odds_and_exact_p():
    language = {"language": "hu", "system": "a translator with a long name"}
    tied = share("stereotype_association", language, 84.6, [8, 9]) | {
        "interval": [11.0, None], "evidence": [8.0, 0.0, 0.0, 9.0], "p_value": 4.1135e-5,
    }  # fmt: skip
    gap = share("stereotype_gap", language, 1.0, [8, 9]) | {"interval": [0.56, 1.0]}
    shares = [share(metric, language, value) for metric, value in SHARES.items()]
    for width in (80, 120):
        found = text(view([*shares, gap, tied], probe="translation.gendered_pronouns"), width)
        assert found.index("women's words") < found.index("translations")
        row = next(line for line in found.splitlines() if "8 she, 0 he" in line)
        for said in ("0 she, 9 he", "100 [56, 100]", "84.6 [11.0, ∞]", "4.1e−5"):
            assert said in row
        assert "stereotype_gap" not in found  # not a second time among the other numbers


def test_sentences_that_no_list_knows_are_named_on_a_terminal():
    tied = share("stereotype_association", {"language": "fa"}, 84.6, [8, 9]) | {
        "interval": [11.0, None], "evidence": [8.0, 0.0, 0.0, 9.0], "p_value": 4.1135e-5,
    }  # fmt: skip
    found = view([tied], probe="translation.gendered_pronouns")
    rows = [["Persian", f"sentence {number}", ""] for number in range(8)]
    unmatched = {"head": ["Language", "Source", "Translation"], "rows": rows, "left_out": 3}
    content = {"words": "", "counted": "8 of 20.", "unmatched": unmatched}
    exhibit = {"kind": "statement", "title": "", "content": content}
    found.report["exhibits"] = [{**exhibit, "probe": "translation.gendered_pronouns", "step": 0}]
    told = " ".join(text(found).split())
    assert "About no word of the lists: “sentence 0” “sentence 1”" in told
    assert "“sentence 5” and 5 more" in told
    assert "sentence 6" not in told


@pytest.mark.parametrize("width", [60, 80, 120])
def test_large_counts_and_wide_intervals_are_not_cut(width):
    language = {"language": "hu"}
    tied = share("stereotype_association", language, 123456.7, [32768, 32768]) | {
        "interval": [0.1, 1234567.8], "evidence": [12345.0, 20423.0, 20423.0, 12345.0],
        "p_value": 4.1135e-5,
    }  # fmt: skip
    gap = share("stereotype_gap", language, 1.0, [8, 9]) | {"interval": [-1.0, 1.0]}
    became = share("she_to_he_share", language, 0.5, 123_456) | {"p_value": 0.625}
    shown = text(view([gap, tied, became], probe="translation.gendered_pronouns"), width)
    assert "…" not in shown
    words = " ".join(shown.split())
    for said in ("12345 she, 20423 he", "20423 she, 12345 he", "123,456.7 [0.1, 1,234,567.8]",
                 "61728 of 123456"):  # fmt: skip
        assert said in words
