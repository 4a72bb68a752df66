"""What a block of the page is made of. Values only: the templates decide how each looks."""

from dataclasses import dataclass
from typing import Any, ClassVar, TypeAlias

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
    """How some of the block was computed; a section gathers all of it in one place."""

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
    """A heat map that is a table, so that it can be read aloud.

    ends: what the palest and the darkest of the five shades stand for, in words.
    """

    id: str
    title: str
    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell | None, ...]], ...]
    method: str = ""
    ends: tuple[str, str] | None = None
    kind: ClassVar[str] = "heat"


@dataclass(frozen=True, slots=True)
class Tabled:
    """A table; `summary` folds it away under these words. `search` offers a filter and sorting.

    `keys`: words between backticks are keys of a document, and set as such.
    """

    id: str
    table: Table
    summary: str = ""
    search: bool = False
    numeric: frozenset[int] = frozenset()
    keys: bool = False
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
class Explorer:
    """Rates of each group at every cut of the score, one cut at a time.

    The table shows the cut in use; the page's script offers the others. shares: for each group
    and rate its value at each cut. counts: for each group and rate the rows that it is a share
    of, or None where they are not known. z_quantile: of the intervals (1.96 at 95 %). charts: ids
    of the figures in which the cut is marked.
    """

    id: str
    title: str
    rates: tuple[str, ...]
    cuts: tuple[float, ...]
    used_cut: int
    groups: tuple[str, ...]
    sizes: tuple[int, ...]
    shares: tuple[tuple[tuple[float, ...], ...], ...]
    counts: tuple[tuple[int | None, ...], ...]
    cells: tuple[tuple[str, ...], ...]
    z_quantile: float
    in_use: bool = True
    charts: tuple[str, ...] = ()
    kind: ClassVar[str] = "explorer"

    @property
    def data(self) -> dict[str, Any]:
        """What the script reads."""
        return {
            "cuts": self.cuts,
            "shares": [[[round(v, 4) for v in rate] for rate in g] for g in self.shares],
            "counts": self.counts,
            "z": round(self.z_quantile, 4),
            "charts": self.charts,
        }


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
    | Explorer
    | Folded
)


@dataclass(frozen=True, slots=True)
class Method:
    """How things were computed, once a section: what many have in common, and what is each's own.

    own: (id of a figure or nothing, its name, sentences).
    """

    common: tuple[str, ...] = ()
    own: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """One question of the report, with its permalink.

    lede: the one sentence that stands open. parts: everything else, which folds; `shortened`
    takes the picture that stands open out of it. verdict: none where nothing judged it.
    first: ids of pictures that may stand open, the best first; left empty, the first one does.
    open: parts that stand beside the sentence, since a reader must see them before a number.
    absent: what did not run, a sentence a reason. closing: what the section is no proof of.
    """

    id: str
    title: str
    lede: str
    parts: tuple[Part, ...]
    verdict: str = "none"
    first: tuple[str, ...] = ()
    open: tuple[Part, ...] = ()
    absent: tuple[str, ...] = ()
    closing: tuple[str, str] | None = None
    picture: Part | None = None
    method: Method = Method()
    summary: str = ""
