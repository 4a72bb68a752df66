"""What a block of the page is made of. Values only: the templates decide how each looks."""

from dataclasses import dataclass
from typing import ClassVar, TypeAlias

from audits.report.charts.shapes import Figure, Table


@dataclass(frozen=True, slots=True)
class Figures:
    """Pictures side by side; `key` shows what the marks of verdicts mean."""

    figures: tuple[Figure, ...]
    key: bool = False
    kind: ClassVar[str] = "figures"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside a block."""

    id: str
    words: str
    kind: ClassVar[str] = "heading"


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph."""

    words: str
    kind: ClassVar[str] = "text"


@dataclass(frozen=True, slots=True)
class How:
    """How the block was computed, folded away."""

    words: str
    kind: ClassVar[str] = "how"


@dataclass(frozen=True, slots=True)
class Link:
    """A sentence, and addresses (words, path) that exist inside the service only."""

    words: str
    links: tuple[tuple[str, str], ...]
    kind: ClassVar[str] = "link"


@dataclass(frozen=True, slots=True)
class Banner:
    """What a reader must know before a number. tone: sample, caveat or stop."""

    head: str
    words: str
    tone: str = "caveat"
    kind: ClassVar[str] = "banner"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a heat table: shade 0 (too small) to 5."""

    shade: int
    value: str
    interval: str
    sample_size: str


@dataclass(frozen=True, slots=True)
class Heat:
    """A heat map that is a table, so that it can be read aloud."""

    id: str
    title: str
    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell | None, ...]], ...]
    method: str = ""
    kind: ClassVar[str] = "heat"


@dataclass(frozen=True, slots=True)
class Tabled:
    """A table; `summary` folds it away under these words. `search` offers a filter and sorting."""

    id: str
    table: Table
    summary: str = ""
    search: bool = False
    numeric: frozenset[int] = frozenset()
    kind: ClassVar[str] = "table"


@dataclass(frozen=True, slots=True)
class Side:
    """A text or a picture (a `data:` address) with what it is."""

    text: str = ""
    image: str = ""
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Pairs:
    """Things side by side, each pair with what changed."""

    id: str
    title: str
    pairs: tuple[tuple[Side, Side, str], ...]
    kind: ClassVar[str] = "pairs"


@dataclass(frozen=True, slots=True)
class Word:
    """A piece of a text: shade f2, f1 (for), a1, a2 (against) or nothing."""

    text: str
    shade: str = ""


@dataclass(frozen=True, slots=True)
class Highlighted:
    """A text whose words carry weights; `stamp` warns on the drawing itself."""

    id: str
    title: str
    note: str
    words: tuple[Word, ...]
    table: Table
    stamp: str = ""
    kind: ClassVar[str] = "highlighted"


@dataclass(frozen=True, slots=True)
class Card:
    """How far something may be believed: rows of name, value, interval; a stamp."""

    title: str
    rows: tuple[tuple[str, str, str], ...]
    stamp: str = ""
    trusted: bool = True
    words: str = ""
    kind: ClassVar[str] = "card"


@dataclass(frozen=True, slots=True)
class Folded:
    """Parts that come second, under a line that opens them; print shows them open."""

    id: str
    summary: str
    parts: tuple["Part", ...]
    kind: ClassVar[str] = "folded"


Part: TypeAlias = (
    Figures
    | Heading
    | Text
    | How
    | Link
    | Banner
    | Heat
    | Tabled
    | Pairs
    | Highlighted
    | Card
    | Folded
)


@dataclass(frozen=True, slots=True)
class Block:
    """One question of the report, with its permalink. verdict: none where nothing judged it."""

    id: str
    title: str
    lede: str
    parts: tuple[Part, ...]
    verdict: str = "none"
