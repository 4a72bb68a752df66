"""Rows that a stray quote swallowed: everything up to the next quote became one cell."""

from collections.abc import Iterator

_QUOTE, _END = b'"', b"\n"
# A cell of fewer lines may be an address or a table that somebody pasted.
_FEWEST_LINES = 10
# This share of a cell's lines, parted as the header is, are rows and no text.
_LIKE_ROWS = 0.9
# No cell of so many lines is told for its length alone: texts and programs have fewer.
_MANY_LINES = 200


class QuotedCells:
    """Looks at the quoted cells of a CSV file, a piece of its bytes at a time.

    A cell whose quotes hold doubled ones is looked at in parts.
    """

    def __init__(self, delimiter: str, columns: int) -> None:
        self._mark = delimiter.encode()
        self._marks = columns - 1
        self._inside = False
        self._held: list[bytes] = []  # of a cell that is open yet
        self._before = b""  # what stood before the open quote
        self._lines = 0  # ends of line so far, before the piece at hand or the open cell
        self.swallowed: list[tuple[int, int]] = []

    def feed(self, piece: bytes) -> None:
        """The next bytes of the file."""
        if _QUOTE not in piece and not self._inside:
            self._lines += piece.count(_END)
            self._before = piece[-1:] or self._before
            return
        parts = piece.split(_QUOTE)
        if self._inside and len(parts) == 1:
            self._held.append(piece)
            return
        at = 0
        if self._inside:
            whole = b"".join([*self._held, parts[0]])
            self._held = []
            self._look(whole, self._before, 0, parts)
            self._lines += whole.count(_END)
            at, parts[0] = 1, b""
        # Cells in quotes stand at every second place; most are short.
        for place in range(1 + at, len(parts) - 1, 2):
            if len(parts[place]) >= _FEWEST_LINES:
                before = parts[place - 1][-1:] or (self._before if place == 1 else _QUOTE)
                self._look(parts[place], before, place, parts)
        self._inside = (len(parts) - 1 - at) % 2 == 1
        last = parts.pop()
        self._lines += sum(part.count(_END) for part in parts)
        if self._inside:
            self._held = [last]
            self._before = parts[-1][-1:] or (self._before if len(parts) == 1 else _QUOTE)
        else:
            self._lines += last.count(_END)
            self._before = last[-1:] or _QUOTE

    def _look(self, cell: bytes, before: bytes, place: int, parts: list[bytes]) -> None:
        """Note the cell where it holds rows. place: its own among the parts of the piece."""
        ends = cell.count(_END)
        # A quote in the middle of a cell, as of inches, opens nothing.
        if ends < _FEWEST_LINES or before not in (b"", self._mark, b"\n", b"\r"):
            return
        lines = cell.split(_END)[1:-1]
        alike = sum(line.count(self._mark) == self._marks for line in lines)
        if ends > _MANY_LINES or (self._marks and alike >= _LIKE_ROWS * len(lines)):
            line = self._lines + sum(part.count(_END) for part in parts[:place]) + 1
            self.swallowed.append((line, ends))

    def told(self) -> Iterator[str]:
        """The sentence about the cells of so many lines; none where there are none."""
        if self.swallowed:
            (line, ends), *others = self.swallowed
            more = f", as do {len(others)} more cells" if len(others) > 1 else ""
            more = ", as does 1 more cell" if len(others) == 1 else more
            yield (
                f"a cell that a quote opens on line {line:,} of the file holds {ends:,} line "
                f"breaks{more}: where a quote was left open, that many rows were swallowed and "
                "count nowhere; close the quote, or double it inside a value"
            )
