"""Rows that a stray quote swallowed: everything up to the next quote became one cell."""

from collections.abc import Iterator

import numpy as np

_QUOTE, _END = b'"', b"\n"
# A cell of fewer lines may be an address or a table that somebody pasted.
_FEWEST_LINES = 10
# Of so few lines it is told where also the lines that the cell begins and ends in are parted as
# rows are at its place, and where most cells of several lines are so: of texts few are.
_FEW_LINES = 3
# After so many cells of several lines that are texts, no further one of few lines is looked at.
_TEXTS_SEEN = 1_000
# This share of a cell's lines, parted as the header is, are rows and no text.
_LIKE_ROWS = 0.9
# No cell of so many lines is told for its length alone: texts and programs have fewer.
_MANY_LINES = 200


def as_signs(delimiter: str) -> str:
    """The pandas that reads quotes as signs of the text, with the file's name in `path`.

    delimiter: what parts the values.
    """
    return (
        f"`pd.read_csv(path, sep={delimiter!r}, quoting=3, dtype=str, keep_default_na=False)"
        ".to_csv('table.csv', index=False)`"
    )


class QuotedCells:
    """Looks at the quoted cells of a CSV file, a piece of its bytes at a time.

    A cell whose quotes hold doubled ones is looked at in parts.
    """

    def __init__(self, delimiter: str, columns: int) -> None:
        self._mark = delimiter.encode()
        self._marks = columns - 1
        self._starts = (b"", self._mark, b"\n", b"\r")  # what a quote that opens a cell follows
        self._inside = False
        self._held: list[bytes] = []  # of a cell that is open yet
        self._before = b""  # what stood before the open quote
        self._lines = 0  # ends of line so far, before the piece at hand or the open cell
        self._line_marks = 0  # marks of the line that is open before the piece or the open cell
        self._amid: int | None = None  # line of the first quote that opens amid a cell
        self._texts = 0
        self._few: list[tuple[int, int]] = []
        self._many: list[tuple[int, int]] = []

    @property
    def swallowed(self) -> list[tuple[int, int]]:
        """Line and breaks of each cell that holds rows, in the order of the file."""
        are_rows = len(self._few) > self._texts
        return sorted([*self._many, *(self._few if are_rows else ())])

    @property
    def delimiter(self) -> str:
        """What parts the cells."""
        return self._mark.decode()

    @property
    def is_open(self) -> bool:
        """Whether the last quote so far is open."""
        return self._inside

    @property
    def left_open(self) -> int:
        """The line of the quote that was most likely left open, at the end of a file with one.

        The last is open then. The first of which the cell holds rows, or that opens amid a cell,
        is to blame where quotes behind it are taken for others than they are.
        """
        rows = [line for line, _ in self.swallowed]
        if self._before in self._starts or self._amid is None:
            return min([*rows, self._lines + 1])
        return min([*rows, self._amid])

    def feed(self, piece: bytes) -> None:
        """The next bytes of the file."""
        if self._inside:
            end = piece.find(_QUOTE)
            if end < 0:
                self._held.append(piece)
                return
            cell = b"".join([*self._held, piece[:end]])
            self._look(cell, self._before, 0, self._line_marks)
            self._lines += cell.count(_END)
            self._line_marks = self._marks_of(cell, self._line_marks)
            self._inside, self._held, self._before = False, [], _QUOTE
            piece = piece[end + 1 :]
        if _QUOTE in piece:
            self._look_at_all(piece)
        if piece.count(_QUOTE) % 2:
            start = piece.rfind(_QUOTE)
            self._inside, self._held = True, [piece[start + 1 :]]
            piece = piece[:start]
        self._lines += piece.count(_END)
        self._line_marks = self._marks_of(piece, self._line_marks)
        self._before = piece[-1:] or self._before

    def _marks_of(self, piece: bytes, above: int) -> int:
        """Marks of the line that is open at a piece's end. above: of the one open before it."""
        start = piece.rfind(_END) + 1
        return piece.count(self._mark, start) + (0 if start else above)

    def _look_at_all(self, piece: bytes) -> None:
        """Look at the cells that open and close in a piece, which begins outside of any."""
        signs = np.frombuffer(piece, np.uint8)
        quotes, ends = (np.flatnonzero(signs == mark[0]) for mark in (_QUOTE, _END))
        # Before the first quote, between each two, behind the last: how many lines end there.
        within = np.bincount(np.searchsorted(quotes, ends), minlength=len(quotes) + 1)
        fewest = _FEW_LINES if self._texts < _TEXTS_SEEN else _FEWEST_LINES
        if self._amid is None:
            opening = quotes[::2]
            follow = signs[opening - 1]  # a copy
            if opening[0] == 0:
                follow[0] = (self._before or _END)[0]
            starts = np.frombuffer(b"".join([*self._starts, _QUOTE]), np.uint8)
            amid = opening[~np.isin(follow, starts)]
            if len(amid):
                self._amid = self._lines + int(np.searchsorted(ends, amid[0])) + 1
        for index in np.flatnonzero(within[1 : len(quotes) : 2] >= fewest) * 2:
            start = int(quotes[index])
            cell = piece[start + 1 : quotes[index + 1]]
            above = piece.rfind(_END, 0, start) + 1
            marks = piece.count(self._mark, above, start) + (0 if above else self._line_marks)
            ends_above = int(np.searchsorted(ends, start))
            self._look(cell, piece[start - 1 : start] or self._before, ends_above, marks)

    def _look(self, cell: bytes, before: bytes, ends_above: int, marks_before: int) -> None:
        """Note the cell where it holds rows.

        ends_above: of lines of the piece before the cell. marks_before: of its own line.
        """
        ends = cell.count(_END)
        # A quote in the middle of a cell, as of inches, opens nothing.
        fewest = _FEW_LINES if self._texts < _TEXTS_SEEN else _FEWEST_LINES
        if ends < fewest or before not in self._starts:
            return
        first, *lines, last = cell.split(_END)
        alike = sum(line.count(self._mark) == self._marks for line in lines)
        line_and_ends = (self._lines + ends_above + 1, ends)
        if ends >= _FEWEST_LINES:
            if ends > _MANY_LINES or (self._marks and alike >= _LIKE_ROWS * len(lines)):
                self._many.append(line_and_ends)
            return
        begins = marks_before + first.count(self._mark) == self._marks
        if (
            self._marks > 1
            and begins
            and last.count(self._mark) == marks_before
            and alike == len(lines)
        ):
            self._few.append(line_and_ends)
        else:
            self._texts += 1

    def sentences(self) -> Iterator[str]:
        """The sentence about the cells of so many lines; none where there are none."""
        if self.swallowed:
            (line, ends), *others = self.swallowed
            whole = f" ({ends + sum(ends for _, ends in others):,} in all)"
            more = f", as do {len(others)} more cells{whole}" if len(others) > 1 else ""
            more = f", as does 1 more cell{whole}" if len(others) == 1 else more
            yield (
                f"a cell that a quote opens on line {line:,} of the file holds {ends:,} line "
                f"breaks{more}: where a quote was left open, that many rows were swallowed and "
                "count nowhere; close the quote, or double it inside a value; where quotes are "
                f"signs of the text and enclose no value, in pandas {as_signs(self.delimiter)}"
            )
