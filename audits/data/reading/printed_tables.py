"""Tables of papers and READMEs: Markdown and LaTeX, read as the text that a reader sees.

One table a file: of several nobody said which is meant. Cells lose their markup alone (bold, `$`,
`\\textbf`), so `93.1 ± 0.4` stays one cell. A LaTeX header ends at the first rule below it; one of
several rows is joined, and a cell over several columns (`\\multicolumn`) stands in each of them.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import BinaryIO

import pyarrow as pa

from audits.data.plain_cells import plain_cell
from audits.data.reading.encodings import not_utf8
from audits.data.reading.table import Batch, Table, bad, checked_names, without_nameless

# A printed table is read whole; a larger file is none.
MOST_BYTES = 4 << 20
_ENVIRONMENTS = "tabular|tabularx|tabulary|tabular\\*|longtable|array"
_BEGIN = re.compile(rf"\\begin\{{(?P<name>{_ENVIRONMENTS})\}}")
# A table of texts may hold LaTeX; a file of LaTeX has it where a line begins.
_STARTS = re.compile(rf"^[ \t]*(?:\\[^\n]*)?\\begin\{{(?:{_ENVIRONMENTS})\}}", re.MULTILINE)
# Of a line without its blanks: patterns that go back over a line of any length take for ever.
_RULER = re.compile(r"\|?:?-+:?(?:\|:?-+:?)*\|?")
_RULES = re.compile(
    r"\\(?P<rule>toprule|midrule|bottomrule|hline|endhead|endfirsthead)\b(?:\[[^\]\n]{0,40}\])?"
    r"|\\(?:cmidrule|cline|addlinespace|rowcolor|arrayrulecolor|specialrule|morecmidrules)"
    r"(?:\([^)\n]{0,40}\)|\[[^\]\n]{0,40}\]|\{[^{}\n]{0,40}\}){0,4}"
)
_ROW_END = re.compile(r"\\\\(?:\[[^\]\n]{0,40}\])?|\\tabularnewline\b")
_SPANNED = re.compile(r"\\multicolumn\s*\{(?P<columns>\d+)\}\s*\{(?:[^{}]|\{[^{}]*\})*\}\s*\{")
_STACKED = re.compile(
    r"\\multirow\s*(?:\[[^\]]*\])?\{\s*(?P<rows>\d*)[^{}]*\}\s*(?:\{[^{}]*\}|\*)\s*\{"
)
# In longer cells no markup is looked for. Arguments that may stand behind \\begin.
_MOST_CELL, _MOST_ARGUMENTS = 1_000, 3
_MOST_COLUMNS = 1_000


def is_printed(start: bytes) -> bool:
    """Whether a file that begins so holds a Markdown or a LaTeX table."""
    text = start.decode("utf-8", "replace")
    return _STARTS.search(text) is not None or _ruler(text.splitlines()) is not None


def open_printed(opened: Callable[[], BinaryIO]) -> Table:
    """The one table of the file.

    opened: opens the file from its beginning. Raises `NotUtf8` where it is no such text, and
    `Refused` where there are several, where a row has more cells than the header, and as
    `checked_names` does.
    """
    with opened() as source:
        content = source.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise bad(
            f"a printed table of more than {MOST_BYTES >> 20} MB", "give the rows as CSV",
            "too_large",
        )  # fmt: skip
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise not_utf8(error.start) from error
    is_latex = _STARTS.search(text) is not None
    tables = list(islice(_of_latex(text) if is_latex else _of_markdown(text), 2))
    if not tables:
        raise bad("its table is commented out", "give the one that is meant", "empty")
    if len(tables) > 1:
        raise bad("the file holds several tables", "keep the one that is meant", "several_tables")
    written, rows = tables[0]
    if not any(written):
        raise bad("its table has no header", "name its columns in the first row", "empty")
    for number, row in enumerate(rows, 1):
        if len(row) > len(written):
            raise bad(
                f"row {number} has {len(row)} cells where the header has {len(written)}",
                "give every column a name", "row_width",
            )  # fmt: skip
    _, nameless = without_nameless(written)
    # The corner above the names of the rows is often empty.
    names = checked_names(["row", *written[1:]] if nameless and not written[0] else written)
    cells = {
        name: [row[column] if column < len(row) else "" for row in rows]
        for column, name in enumerate(names)
    }

    def batches(wanted_names: Sequence[str]) -> Iterator[Batch]:
        yield {name: pa.array(cells[name], pa.string()) for name in wanted_names or names[:1]}

    return Table("latex" if is_latex else "markdown", names, batches, rows=len(rows))


Rows = list[list[str]]


def _of_markdown(text: str) -> Iterator[tuple[list[str], Rows]]:
    lines = text.splitlines()
    start = 0
    while (ruler := _ruler(lines[start:])) is not None:
        ruler += start
        header, end = _row(lines[ruler - 1]), ruler + 1
        while end < len(lines) and "|" in lines[end]:
            end += 1
        yield header, [_row(line) for line in lines[ruler + 1 : end]]
        start = end


def _ruler(lines: Sequence[str]) -> int | None:
    """The line of dashes under the header of the first table; None where there is no table."""
    for number in range(1, len(lines)):
        line, header = lines[number], lines[number - 1]
        if "|" in line and "|" in header and _RULER.fullmatch(re.sub(r"\s+", "", line)):
            return number
    return None


def _row(line: str) -> list[str]:
    """The cells of a Markdown row."""
    inner = line.strip()
    inner = inner.removeprefix("|")
    if inner.endswith("|") and not inner.endswith("\\|"):
        inner = inner[:-1]
    return [plain_cell(cell.replace("\\|", "|")) for cell in re.split(r"(?<!\\)\|", inner)]


def _of_latex(text: str) -> Iterator[tuple[list[str], Rows]]:
    text = re.sub(r"(?<!\\)%[^\n]*\n?", "\n", text)
    for begin in _BEGIN.finditer(text):
        end = text.find(f"\\end{{{begin['name']}}}", begin.end())
        if end < 0:
            raise bad("a table is begun and never ended", "close it with \\end", "unclosed_table")
        yield _latex_rows(_without_arguments(text[begin.end() : end]))


def _without_arguments(body: str) -> str:
    """Without the alignment and the width that stand behind \\begin."""
    for _ in range(_MOST_ARGUMENTS):
        opening = re.match(r"\s*(?:\[[^\]\n]{0,40}\]\s*)?\{", body)
        if opening is None:
            break
        body = body[_closing(body, opening.end()) + 1 :]
    return body


def _closing(text: str, start: int) -> int:
    """Where the brace that was opened before `start` is closed; the end where it is not."""
    depth = 1
    for position in range(start, len(text)):
        if text[position] in "{}" and text[position - 1] != "\\":
            depth += 1 if text[position] == "{" else -1
        if depth == 0:
            return position
    return len(text) - 1


def _latex_rows(body: str) -> tuple[list[str], Rows]:
    """The header, joined where it has several rows, and the rows below."""
    rows: Rows = []
    ended = None  # how many rows stand above the rule that ends the header
    stacked: dict[int, tuple[int, str]] = {}  # column: rows that a cell still stands in, its text
    for line in _ROW_END.split(body):
        has_rule = any(match["rule"] for match in _RULES.finditer(line))
        if has_rule and rows and ended is None:
            ended = len(rows)
        cells, begun = _latex_cells(_RULES.sub(" ", line))
        if not any(cells):
            continue
        for column, (left, text) in list(stacked.items()):
            if left > 0 and column < len(cells) and not cells[column]:
                cells[column] = text
            stacked[column] = left - 1, text
        stacked |= begun
        rows.append(cells)
    above = ended or 1
    width = max((len(row) for row in rows[:above]), default=0)
    header = [
        " ".join(dict.fromkeys(row[column] for row in rows[:above] if column < len(row) and
                               row[column]))
        for column in range(width)
    ]  # fmt: skip
    return header, rows[above:]


def _latex_cells(line: str) -> tuple[list[str], dict[int, tuple[int, str]]]:
    """The cells of a row, and those of them that stand in further rows too."""
    cells: list[str] = []
    begun: dict[int, tuple[int, str]] = {}
    for cell in re.split(r"(?<!\\)&", line):
        columns = 1
        if len(cell) > _MOST_CELL:
            cells.append(cell.strip())
            continue
        if (spanned := _SPANNED.search(cell)) is not None:
            columns = min(int(spanned["columns"]), _MOST_COLUMNS)
            cell = cell[spanned.end() : _closing(cell, spanned.end())]
        if (stacked := _STACKED.search(cell)) is not None:
            cell = cell[stacked.end() : _closing(cell, stacked.end())]
            begun[len(cells)] = int(stacked["rows"] or 1) - 1, plain_cell(cell)
        cells += [plain_cell(cell)] * columns
    return cells, begun
