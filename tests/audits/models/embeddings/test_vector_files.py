import numpy as np
import pytest

from audits.errors import Refused
from audits.models.embeddings.vector_files import looks_like_vectors, vectors_of, words_of

ROW = " ".join(str(n / 4) for n in range(12))


def written(tmp_path, content):
    path = tmp_path / "file"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize(
    ("content", "is_one"),
    [
        (f"2 12\none {ROW}\ntwo {ROW}\n", True),
        (f"one {ROW}\ntwo {ROW}\n", True),
        (f". {ROW}\n, {ROW}\n", True),
        (b"1 3\nword " + b"\x00" * 12, True),
        ("age,sex\n1,2\n", False),
        ("a few words of prose\nand some more of them\n", False),
        ("tree\nversion=v4\n", False),
        (b"\x08\x07\x12\x07pytorch", False),
        ("", False),
    ],
)
def test_tables_of_words_and_numbers_are_told_from_other_files(tmp_path, content, is_one):
    assert looks_like_vectors(written(tmp_path, content)) == is_one


def test_words_with_blanks_keep_them_and_a_repeated_word_counts_first(tmp_path):
    other = " ".join(["9"] * 12)
    path = written(tmp_path, f"new york {ROW}\none {ROW}\none {other}\n")
    with path.open("rb") as file:
        first = file.readline()
    assert first.startswith(b"new york")
    path = written(tmp_path, f"3 12\none {ROW}\nnew york {ROW}\none {other}\n")
    begins, width, binary = words_of(path)
    assert (list(begins), width, binary) == (["one", "new york"], 12, False)
    found = vectors_of(path, [begins["new york"], begins["one"]], width, binary=False)
    np.testing.assert_array_equal(found, [np.arange(12) / 4] * 2)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (f"3 12\none {ROW}\ntwo {ROW}\n", "says it has 3 words, and has 2"),
        (f"2 12\none {ROW}\ntwo 1 2\n", "in line 2"),
        (f"2 12\none {ROW}\ntwo {ROW}", "in line 2, or was cut"),
        (b"2 3\na " + b"\x00" * 12 + b"b", "at word 2 of 2"),
        (b"2 3\na " + b"\x00" * 12 + b"b " + b"\x00" * 8, "before its 2 words do"),
        ("0 12\n", "0 words"),
    ],
)
def test_what_a_file_does_not_hold_is_said(tmp_path, content, reason):
    with pytest.raises(Refused, match=reason):
        words_of(written(tmp_path, content))


def test_what_is_no_number_is_refused(tmp_path):
    path = written(tmp_path, f"1 12\none {ROW.replace('0.25', 'abc')}\n")
    begins, width, _ = words_of(written(tmp_path, f"one {ROW.replace('0.25', 'abc')}\n"))
    with pytest.raises(Refused, match="no number"):
        vectors_of(path, list(begins.values()), width, binary=False)
