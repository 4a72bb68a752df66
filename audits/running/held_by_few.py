"""Values that fewer than five people have, taken out of the words of a protected report.

Notes on how a file was read quote its cells, so they keep only quotations that are known to be of
many: columns, what the document says, and values of five rows and more. In all other words the
values that few rows have are looked for themselves. Names of classes stay: they are what is told
apart, and a document names them. Numbers that stand in a sentence without quotes are not looked at.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from audits.data.dataset import Categories, Dataset, Texts
from audits.data.tokens import RUN
from audits.specification.document import ColumnSpec
from audits.specification.few_people import FEWEST
from audits.specification.roles import Kind, Role

HIDDEN = "[withheld]"
# Quotations as Python writes them, not the apostrophe of a word.
_QUOTED = re.compile(r"""(?<!\w)'((?:[^'\\]|\\.)*)'(?!\w)|(?<!\w)"((?:[^"\\]|\\.)*)"(?!\w)""")
_CODE = re.compile(r"`([^`]*)`")
_PIECE = re.compile(r"[^{}\[\],:]+")
_COUNT_OF_HIDDEN = re.compile(re.escape(HIDDEN) + r" (?:\(\d[\d,]* \w+\)|\d[\d,]*\b)")
_FEW = re.compile(rf"\b[1-{FEWEST - 1}](?= (?:rows?|cells?|values?|people|persons?)\b)")
_FEW_EMPTY = re.compile(rf"\bempty [1-{FEWEST - 1}]\b")
_ROW_NUMBERS = re.compile(r"\((?:data )?(?:rows?|lines?) \d[^)]*\)")
# A value of fewer signs would be found in words that have nothing to do with it.
SHORTEST = 3
# Signs of a long value that sentences quote.
LONG = 40
WORDS = frozenset(
    {*ColumnSpec.model_fields, *map(str, Role), *map(str, Kind), "rows", "all", "except", "from",
     "to", "split", "members", "earlier", "path", "…", ""}
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class HeldByFew:
    """rare: values of under five rows. many: names and values that anybody may read."""

    rare: frozenset[str]
    many: frozenset[str]

    @classmethod
    def of(cls, data: Dataset, stated: Any) -> "HeldByFew":
        """data: every row of the file, as it was read. stated: the plan as plain JSON."""
        rare: set[str] = set()
        many = {*_texts(stated)}
        for column in data:
            many |= {column.name, column.source or column.name}
            values = column.values
            if isinstance(values, Categories):
                counts = dict(zip(values.levels, values.amounts().tolist(), strict=True))
            elif isinstance(values, Texts):
                counts = {}
                for text in values.values.tolist():
                    if text is not None:
                        counts[text] = counts.get(text, 0) + 1
            else:
                continue
            are_classes = column.role in (Role.LABEL, Role.PREDICTION) and not isinstance(
                values, Texts
            )
            for value, count in counts.items():
                if count >= FEWEST or are_classes:
                    many.add(value)
                elif count:
                    rare.add(value)
        return cls(frozenset(rare - many), frozenset(many))

    def note(self, text: str) -> str:
        """A note on how the file was read, without what it quotes of few, or how few."""
        text = _QUOTED.sub(self._quotation, text)
        text = _CODE.sub(self._code, text)
        text = _COUNT_OF_HIDDEN.sub(HIDDEN, text)
        text = _FEW_EMPTY.sub("empty a few", _FEW.sub("a few", text))
        return self.words(_ROW_NUMBERS.sub("", text))

    def words(self, text: str) -> str:
        """Any text, without the values that few have."""
        if text.strip() in self.rare:
            return HIDDEN
        parts, end = [], 0
        for word in RUN.finditer(text):
            for offset, value in self._by_first_word.get(word[0], ()):
                start, stop = word.start() - offset, word.start() - offset + len(value)
                if start >= end and text.startswith(value, start) and not _goes_on(text, stop):
                    parts += [text[end:start], HIDDEN]
                    end = stop
                    break
        return "".join([*parts, text[end:]]) if parts else text

    def of_few(self, content: Any) -> bool:
        """Whether a value that few have stands alone anywhere in plain JSON."""
        return any(text in self.rare for text in _texts(content))

    def _quotation(self, match: re.Match[str]) -> str:
        inner = match[1] if match[1] is not None else match[2]
        return match[0] if inner in self._readable else HIDDEN

    def _code(self, match: re.Match[str]) -> str:
        """An option as it is written: words of documents and what is of many stay."""
        if not re.search(r"[{\[]", match[1]):
            return match[0]

        def piece(one: re.Match[str]) -> str:
            word = one[0].strip().strip("'\"")
            known = word in WORDS or word in self._readable or one[0].strip() == HIDDEN[1:-1]
            return one[0] if known else one[0].replace(one[0].strip(), "…")

        return f"`{_PIECE.sub(piece, match[1])}`"

    @cached_property
    def _readable(self) -> frozenset[str]:
        """What is of many, also as it is shortened and escaped where it is quoted."""
        return frozenset(form for value in self.many for form in _forms(value))

    @cached_property
    def _by_first_word(self) -> dict[str, list[tuple[int, str]]]:
        """What is looked for inside of sentences: where its first word stands in it, by that word.

        Long values are looked for by their beginning too, since they are quoted so.
        """
        known: dict[str, list[tuple[int, str]]] = {}
        for whole in self.rare:
            for value in {whole.strip(), whole.strip()[:LONG]}:
                first = RUN.search(value)
                if first is not None and len(value) >= SHORTEST:
                    known.setdefault(first[0], []).append((first.start(), value))
        for several in known.values():
            several.sort(key=lambda one: (-len(one[1]), one[1]))
        return known


def _forms(value: str) -> Iterator[str]:
    for text in (value, value.strip(), value[:LONG], value[:60]):
        yield text
        yield repr(text)[1:-1]


def _goes_on(text: str, stop: int) -> bool:
    """Whether a word goes on there."""
    return stop < len(text) and text[stop - 1].isalnum() and text[stop].isalnum()


def _texts(content: Any) -> Iterable[str]:
    """Every text of plain JSON, names among them."""
    match content:
        case str():
            yield content
        case dict():
            for key, item in content.items():
                yield str(key)
                yield from _texts(item)
        case list() | tuple():
            for item in content:
                yield from _texts(item)
