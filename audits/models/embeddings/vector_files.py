"""Tables of words and vectors, as word2vec, GloVe and fastText write them.

word2vec's text and GloVe's: a word and its numbers a line, with or without a first line of how many
words and dimensions there are. word2vec's binary: that line, then each word, a blank, and 32-bit
numbers. Nothing is kept but where each word stands, and a file is read once to check it whole.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO

import numpy as np
from numpy.typing import NDArray

from audits.errors import Refused

_COUNTS = re.compile(rb"(\d{1,9}) (\d{1,5})\s*\n")
_NUMBER = rb"[-+]?\d+(?:\.\d*)?(?:[eE][-+]?\d+)?"
_LINE = re.compile(rb"\S+(?: " + _NUMBER + rb"){2,}\s*\n")
_START = 1 << 16
MOST_WORD_BYTES = 1 << 12
MOST_WORDS = 20_000_000
WIDEST = 20_000
REMEDY = (
    "save the vectors again (gensim: `vectors.save_word2vec_format('vectors.txt')`), or as .npz "
    "with the arrays `words` and `vectors`"
)


def refused(reason: str) -> Refused:
    """The refusal of a file of word vectors, with how to write it again. reason: behind "that"."""
    return Refused.because(
        "model", f"is a file of word vectors that {reason}", REMEDY, "bad_vectors"
    )


def looks_like_vectors(path: Path) -> bool:
    """Whether the first bytes are those of a table of words and vectors."""
    with path.open("rb") as file:
        start = file.read(_START)
    counts = _COUNTS.match(start)
    if counts is not None:
        rest = start[counts.end() :]
        is_text = _LINE.match(rest) is not None
        # Of a binary file the first word ends in a blank before the numbers begin.
        return is_text or (b" " in rest[:MOST_WORD_BYTES] and int(counts[2]) > 1)
    lines = start.split(b"\n")[:3]
    widths = {line.count(b" ") for line in lines[: max(1, len(lines) - 1)]}
    is_whole = len(lines) > 1 and widths != {0} and len(widths) == 1
    return is_whole and min(widths) >= 10 and _LINE.match(lines[0] + b"\n") is not None


def words_of(path: Path) -> tuple[Mapping[str, int], int, bool]:
    """Of each word the byte at which its numbers begin; how many numbers; whether they are binary.

    A word that stands twice counts where it stands first. Raises `Refused` where the file does not
    hold what its first line says, or a line has another number of numbers.
    """
    with path.open("rb") as file:
        first = file.readline(_START)
        counts = _COUNTS.fullmatch(first)
        if counts is None:
            file.seek(0)
            return _lines(file, None, len(first.split()) - 1)
        words, width = int(counts[1]), int(counts[2])
        if not 0 < words <= MOST_WORDS or not 1 < width <= WIDEST:
            raise refused(f"says it has {words} words of {width} numbers")
        begin = file.tell()
        line = file.readline(_START)
        file.seek(begin)
        if _LINE.fullmatch(line) and len(line.split()) == width + 1:
            return _lines(file, words, width)
        return _records(file, words, width, path.stat().st_size)


def _lines(file: IO[bytes], words: int | None, width: int) -> tuple[dict[str, int], int, bool]:
    """Lines of text; words: how many the first line promised, or None."""
    if not 1 < width <= WIDEST:
        raise refused(f"has {width} numbers in its first line")
    begins: dict[str, int] = {}
    count, begin = 0, file.tell()
    for line in file:
        # Words of GloVe may hold blanks, numbers never do.
        word, *numbers = line.rstrip().rsplit(b" ", width)
        if len(numbers) != width or not word or not line.endswith(b"\n"):
            raise refused(f"has no word and {width} numbers in line {count + 1}, or was cut there")
        begins.setdefault(_decoded(word), begin + len(word))
        begin += len(line)
        count += 1
        if count > MOST_WORDS:
            raise refused(f"has more than {MOST_WORDS:,} words")
    if words is not None and count != words:
        raise refused(f"says it has {words:,} words, and has {count:,}")
    return begins, width, False


def _records(
    file: IO[bytes], words: int, width: int, size: int
) -> tuple[dict[str, int], int, bool]:
    """Records of word2vec's binary form."""
    begins: dict[str, int] = {}
    for number in range(words):
        word = _word(file)
        if word is None:
            raise refused(f"ends, or has no word, at word {number + 1:,} of {words:,}")
        begins.setdefault(_decoded(word.lstrip(b"\n")), file.tell())
        file.seek(4 * width, 1)
    if file.tell() > size:
        raise refused(f"ends before its {words:,} words do")
    return begins, width, True


def _word(file: IO[bytes]) -> bytes | None:
    """What stands before the next blank; None where there is none."""
    begin = file.tell()
    block = file.read(MOST_WORD_BYTES)
    blank = block.find(b" ", 1)
    if blank < 0:
        return None
    file.seek(begin + blank + 1)
    return block[:blank]


def _decoded(word: bytes) -> str:
    return word.decode("utf-8", "replace")


def vectors_of(
    path: Path, begins: Sequence[int], width: int, *, binary: bool
) -> NDArray[np.float32]:
    """Shape (words, width): the numbers that begin at these bytes.

    begins, binary: as `words_of` gives them. Raises `Refused` where they are no finite numbers.
    """
    with path.open("rb") as file:
        rows = list(_numbers(file, begins, width, binary))
    vectors = np.array(rows, dtype=np.float32).reshape(len(begins), width)
    if not np.isfinite(vectors).all():
        raise refused("holds numbers that are none (NaN or infinity)")
    return vectors


def _numbers(
    file: IO[bytes], begins: Sequence[int], width: int, binary: bool
) -> Iterator[NDArray[np.float32]]:
    for begin in begins:
        file.seek(begin)
        if binary:
            yield np.frombuffer(file.read(4 * width), dtype="<f4")
            continue
        try:
            yield np.array(file.readline().split(), dtype=np.float32)
        except ValueError as error:
            raise refused(f"holds what is no number ({str(error)[:80]})") from error
