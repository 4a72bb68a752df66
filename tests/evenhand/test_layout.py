"""Text laid out by rich: widths by hand, and nothing of a name is read as markup."""

import pytest

from audits.report.number_format import TIGHT
from evenhand.layout import cells, column, fit, hanging, painted, wrap


@pytest.mark.parametrize(
    ("text", "columns"),
    [("abc", 3), ("日本", 4), ("e\u0301", 1), ("گروه", 4), ("[bold]x[/]", 10), ("", 0)],
)
def test_a_terminal_gives_a_text_so_many_columns(text, columns):
    assert cells(text) == columns


@pytest.mark.parametrize(
    ("text", "width", "fitted"),
    [
        ("ab", 4, "ab  "), ("abcde", 4, "abc…"), ("日本語", 6, "日本語"), ("日本語", 5, "日本…"),
        ("日本語", 4, "日 …"), ("[red]", 5, "[red]"), ("abc", 0, ""),
    ],
)  # fmt: skip
def test_a_column_is_padded_or_cut(text, width, fitted):
    assert fit(text, width) == fitted


def test_lines_break_at_spaces_and_a_longer_word_is_cut():
    assert wrap("one two three", 7) == ["one two", "three"]
    assert wrap("abcdefghij kl", 5) == ["abcd…", "kl"]
    assert wrap("", 5) == []


def test_a_number_keeps_its_unit():
    assert wrap(f"aaa 65.4{TIGHT}%", 8) == ["aaa", f"65.4{TIGHT}%"]


def test_a_style_is_switched_off_again():
    assert painted("✕ FAIL", "bold red") == "\x1b[1;31m✕ FAIL\x1b[0m"


def test_a_column_is_as_wide_as_its_widest_text_and_a_blank():
    assert column(["abc", "日本"], 3) == 5
    assert column(["abc"], 8) == 8
    assert column([], 4) == 4


def test_further_lines_hang_below_the_first():
    assert list(hanging("ab  ", "one two three", 13)) == ["ab  one two", "      three"]
