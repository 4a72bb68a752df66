"""Encodings that a document may name: Python's own spelling, and none that is no text of a file."""

import pytest

from audits.specification.table_encodings import ENCODINGS, EXAMPLES, canonical


@pytest.mark.parametrize(
    ("name", "spelled"),
    # Aliases as "Standard Encodings" of Python's `codecs` lists them.
    [("latin-1", "iso8859-1"), ("ISO-8859-1", "iso8859-1"), ("L1", "iso8859-1"),
     ("windows-1252", "cp1252"), ("CP1252", "cp1252"), ("utf8", "utf-8"), ("U8", "utf-8"),
     ("sjis", "shift_jis"), ("ms-kanji", "cp932"), ("euckr", "euc_kr"), ("latin5", "iso8859-9"),
     ("macroman", "mac-roman"), ("IBM866", "cp866"), ("chinese", None), ("big5-tw", "big5")],
)  # fmt: skip
def test_an_alias_is_the_encoding_that_python_calls_so(name, spelled):
    assert canonical(name) == spelled


@pytest.mark.parametrize(
    "name",
    ["rot13", "base64", "idna", "punycode", "unicode_escape", "raw_unicode_escape", "utf-7",
     "iso2022_jp", "hz", "undefined", "mbcs", "utf-9", "", " ", "a\x00b", "ü" * 300],
)  # fmt: skip
def test_what_is_no_encoding_of_a_table_is_not_known(name):
    assert canonical(name) is None


@pytest.mark.parametrize("name", sorted(ENCODINGS))
def test_every_one_reads_what_ascii_wrote_in_it_and_is_spelled_as_listed(name):
    assert canonical(name) == name
    assert "sex,label\n".encode(name).decode(name) == "sex,label\n"


@pytest.mark.parametrize(
    ("name", "written", "text"),
    # Single characters by the code charts of Unicode's MAPPINGS.
    [("cp1252", b"\x80", "€"), ("cp1250", b"\x9a", "š"), ("cp1251", b"\xe6", "ж"),
     ("iso8859-15", b"\xa4", "€"), ("koi8-r", b"\xd6", "ж"), ("shift_jis", b"\x82\xa0", "あ"),
     ("gb18030", b"\xd6\xd0", "中"), ("mac-roman", b"\x8a", "ä")],
)  # fmt: skip
def test_the_usual_ones_are_among_them(name, written, text):
    assert name in ENCODINGS
    assert written.decode(name) == text


def test_the_examples_that_are_printed_are_known():
    for example in EXAMPLES.split(", "):
        assert canonical(example.split(" of ")[0]) is not None, example


def test_the_japanese_one_that_is_printed_reads_what_excel_writes():
    """Letters of Windows' code page alone: by Microsoft's table 髙 is FBFC, ① is 8740."""
    (japanese,) = [one for one in EXAMPLES.split(", ") if one.endswith("Japanese")]
    assert b"\xfb\xfc\x87\x40\x82\xa0".decode(japanese.split(" of ")[0]) == "髙①あ"
