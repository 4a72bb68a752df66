"""Inputs that should not be taken: one row of the audit with something wrong in it.

Each kind says what it is about and makes the columns a model is fed, from a row that it can take.
What fits a number, a category, a text or a picture is told apart by the column's kind; several
columns of one kind are spoilt together, or the first of them alone, as the name says.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from audits.data.dataset import (
    Categories,
    Dataset,
    Images,
    Numbers,
    Sequences,
    Sounds,
    Texts,
    features_of,
)
from audits.data.groups import divisions_of, row_groups
from audits.specification.roles import Role

# Column -> (kind, value): a number, a text or None, or a picture's (height, width).
Row: TypeAlias = Mapping[str, tuple[str, Any]]
Fed: TypeAlias = dict[str, Any]

NUMBER, CATEGORY, TEXT, PICTURE, ANY = "number", "category", "text", "picture", "input"
MEGAPIXELS, TOKENS = 50, 100_000
_MARK = "\u0301"


@dataclass(frozen=True)
class Malformed:
    """One kind. modality: what it spoils. spoil: (a good value) -> the bad one, for one column.

    first: whether the first column of that modality alone is spoilt. whole: made of the whole row
    instead. columns: fewest that the model must read.
    """

    modality: str
    spoil: Callable[[Any], Any] | None = None
    first: bool = False
    whole: Callable[[Fed], Fed] | None = None
    columns: int = 1

    def made(self, row: Row) -> Fed:
        """What the model is fed: column -> values of one row, as `Features` or worse."""
        fed = {name: _good(kind, value) for name, (kind, value) in row.items()}
        if self.whole is not None:
            return self.whole(fed)
        assert self.spoil is not None
        names = [name for name, (kind, _) in row.items() if kind == self.modality]
        for name in names[:1] if self.first else names:
            fed[name] = self.spoil(fed[name])
        return fed


def row_of(data: Dataset, reads: tuple[str, ...], index: int) -> dict[str, tuple[str, Any]]:
    """One row as JSON can carry it; nothing of a model that reads what runs over time."""
    row: dict[str, tuple[str, Any]] = {}
    rows = np.array([index])
    for name in reads:
        values = data.fed_values(name)
        match values:
            case Images():
                height, width = values.take(rows).fed()[0].shape[:2]
                row[name] = (PICTURE, (int(height), int(width)))
            case Sounds() | Sequences():
                return {}
            case Numbers(array):
                value = float(array[index])
                row[name] = (NUMBER, value if np.isfinite(value) else None)
            case Categories() | Texts():
                value = np.asarray(features_of(values.take(rows)))[0]
                kind = TEXT if isinstance(values, Texts) else CATEGORY
                row[name] = (kind, None if value is None else str(value))
    return row


def first_of_groups(data: Dataset, order: NDArray[np.intp]) -> dict[int, list[list[list[Any]]]]:
    """The first row, and the first of each protected group, each with the groups it stands for.

    order: of the rows, shape (rows,), one at least. A group is [[column, value]], as JSON writes
    it: of one column alone, for each is asked about anew.
    """
    groups_by_row: dict[int, list[list[list[Any]]]] = {int(order[0]): []}
    columns = data.having(Role.PROTECTED)
    divisions = divisions_of(data, columns, lambda words: None)
    for division, codes in row_groups(columns, divisions):
        if len(division.attributes) == 1:
            for code, group in enumerate(division.groups):
                (first,) = np.flatnonzero(codes[order] == code)[:1]
                groups_by_row.setdefault(int(order[first]), []).append(
                    [list(pair) for pair in group]
                )
    return groups_by_row


def fitting(row: Row) -> Iterator[str]:
    """The names of the kinds that fit what the model reads."""
    if not row:
        return
    kinds = {kind for kind, _ in row.values()}
    for name, malformed in KINDS.items():
        fits = malformed.modality in kinds or malformed.modality == ANY
        if fits and len(row) >= malformed.columns:
            yield name


def sentence_kinds() -> list[str]:
    """The names of the kinds that fit a translator, which is asked about sentences alone."""
    return [name for name, malformed in KINDS.items() if malformed.modality == TEXT]


def _good(kind: str, value: Any) -> Any:
    if kind == PICTURE:
        height, width = value
        return [np.full((height, width, 3), 127, dtype=np.uint8)]
    if kind == NUMBER:
        return np.array([np.nan if value is None else value], dtype=np.float64)
    return _objects(value)


def _objects(*values: Any) -> Any:
    objects = np.empty(len(values), dtype=object)
    objects[:] = values
    return objects


def _as(value: Any) -> Callable[[Any], Any]:
    """This value in place of a number, as a float."""
    return lambda good: np.array([value], dtype=np.float64)


def _is(value: Any) -> Callable[[Any], Any]:
    """This object in place of whatever was there."""
    return lambda good: _objects(value)


def _picture(make: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda good: [make(good[0])]


def _megapixels(picture: Any) -> Any:
    side = int((MEGAPIXELS * 1_000_000) ** 0.5) + 1
    return np.zeros((side, side, 3), dtype=np.uint8)


def _one_pixel(value: float) -> Callable[[Any], Any]:
    def spoil(picture: Any) -> Any:
        floats = picture.astype(np.float32)
        floats[0, 0] = value
        return floats

    return _picture(spoil)


def _filled(value: float, dtype: Any = np.float32) -> Callable[[Any], Any]:
    return _picture(lambda picture: np.full(picture.shape, value, dtype=dtype))


KINDS: Mapping[str, Malformed] = MappingProxyType(
    {
        "no rows": Malformed(ANY, whole=lambda fed: {n: v[:0] for n, v in fed.items()}),
        "a column left out": Malformed(ANY, whole=lambda fed: dict(list(fed.items())[1:])),
        "columns of unequal length": Malformed(
            ANY,
            whole=lambda fed: {n: v if i else [*v, *v] for i, (n, v) in enumerate(fed.items())},
            columns=2,
        ),
        "NaN in one number": Malformed(NUMBER, _as(np.nan), first=True),
        "NaN in every number": Malformed(NUMBER, _as(np.nan)),
        "infinity in one number": Malformed(NUMBER, _as(np.inf), first=True),
        "infinity in every number": Malformed(NUMBER, _as(np.inf)),
        "minus infinity in one number": Malformed(NUMBER, _as(-np.inf), first=True),
        "1e300 in one number": Malformed(NUMBER, _as(1e300), first=True),
        "-1e300 in every number": Malformed(NUMBER, _as(-1e300)),
        "the largest float of 32 bits": Malformed(NUMBER, _as(3.4028235e38)),
        "the least number above 0": Malformed(NUMBER, _as(5e-324)),
        "2 to the power of 63": Malformed(NUMBER, _as(float(2**63)), first=True),
        "minus a billion everywhere": Malformed(NUMBER, _as(-1e9)),
        "a word for a number": Malformed(NUMBER, _is("abc"), first=True),
        "nothing for a number": Malformed(NUMBER, _is(None), first=True),
        "an empty text for a number": Malformed(NUMBER, _is(""), first=True),
        "digits of another script": Malformed(NUMBER, _is("٤٢"), first=True),
        "a date for a number": Malformed(NUMBER, _is("2026-13-45"), first=True),
        "a list for a number": Malformed(NUMBER, _is([1.0, 2.0]), first=True),
        "a complex number": Malformed(NUMBER, lambda good: np.array([1 + 2j]), first=True),
        "numbers in a shape of their own": Malformed(NUMBER, lambda good: np.ones((1, 3))),
        "a category never seen": Malformed(CATEGORY, _is("###never seen###"), first=True),
        "no category seen before": Malformed(CATEGORY, _is("###never seen###")),
        "an empty category": Malformed(CATEGORY, _is("")),
        "nothing for a category": Malformed(CATEGORY, _is(None)),
        "a category of 100,000 letters": Malformed(CATEGORY, _is("x" * 100_000), first=True),
        "control characters in a category": Malformed(CATEGORY, _is("\x00\x07\x1b"), first=True),
        "half a character in a category": Malformed(CATEGORY, _is("\ud800"), first=True),
        "a number for a category": Malformed(CATEGORY, _is(17.5), first=True),
        "bytes for a category": Malformed(CATEGORY, _is(b"\xff\xfe"), first=True),
        "a list for a category": Malformed(CATEGORY, _is(["a", "b"]), first=True),
        "an empty text": Malformed(TEXT, _is("")),
        "spaces alone": Malformed(TEXT, _is("   \t  ")),
        "line breaks alone": Malformed(TEXT, _is("\n" * 50)),
        "nothing for a text": Malformed(TEXT, _is(None)),
        "control characters": Malformed(TEXT, _is("".join(map(chr, range(1, 32))))),
        "a text of zero bytes": Malformed(TEXT, _is("\x00" * 40)),
        "100,000 tokens": Malformed(TEXT, _is("word " * TOKENS)),
        "a word of a million letters": Malformed(TEXT, _is("a" * 1_000_000)),
        "half a character": Malformed(TEXT, _is("good \ud83d end")),
        "characters without width": Malformed(TEXT, _is("\u200b\u200c\u200d\ufeff" * 20)),
        "ten thousand marks on a letter": Malformed(TEXT, _is("a" + _MARK * 10_000)),
        "text turned right to left": Malformed(TEXT, _is("\u202e" + "txet desrever")),
        "characters of no script": Malformed(TEXT, _is("\ue000\ue001\uf8ff" * 20)),
        "characters not assigned": Malformed(TEXT, _is("\u0378\u0379\u0530" * 20)),
        "replacement marks": Malformed(TEXT, _is("\ufffd" * 50)),
        "punctuation alone": Malformed(TEXT, _is("?!.,;:-_()[]{}" * 10)),
        "digits alone": Malformed(TEXT, _is("0123456789" * 100)),
        "emoji alone": Malformed(TEXT, _is("😀🎉🚀" * 30)),
        "one word five thousand times": Malformed(TEXT, _is("the " * 5_000)),
        "an encoded file": Malformed(TEXT, _is("TVqQAAMAAAAEAAAA//8AALgAAAA" * 40)),
        "markup": Malformed(TEXT, _is("<script>alert(1)</script>" * 20)),
        "a query of a database": Malformed(TEXT, _is("'; DROP TABLE applicants; --")),
        "a template": Malformed(TEXT, _is("{{7*7}} ${HOME} %s %n")),
        "the word null": Malformed(TEXT, _is("null")),
        "bytes for a text": Malformed(TEXT, _is(b"\xff\xfe\x00text")),
        "a number for a text": Malformed(TEXT, _is(3.14)),
        "NaN for a text": Malformed(TEXT, _is(float("nan"))),
        "a list for a text": Malformed(TEXT, _is(["a", "b"])),
        "a mapping for a text": Malformed(TEXT, _is({"text": "a"})),
        "a picture of 0 x 0": Malformed(
            PICTURE, _picture(lambda p: np.zeros((0, 0, 3), dtype=np.uint8))
        ),
        "a picture without height": Malformed(
            PICTURE, _picture(lambda p: np.zeros((0, 32, 3), dtype=np.uint8))
        ),
        "a picture of one pixel": Malformed(
            PICTURE, _picture(lambda p: np.zeros((1, 1, 3), dtype=np.uint8))
        ),
        "a picture of 50 megapixels": Malformed(PICTURE, _picture(_megapixels)),
        "a strip of 100,000 x 1": Malformed(
            PICTURE, _picture(lambda p: np.zeros((100_000, 1, 3), dtype=np.uint8))
        ),
        "a strip of 1 x 100,000": Malformed(
            PICTURE, _picture(lambda p: np.zeros((1, 100_000, 3), dtype=np.uint8))
        ),
        "NaN in one pixel": Malformed(PICTURE, _one_pixel(np.nan)),
        "NaN in every pixel": Malformed(PICTURE, _filled(np.nan)),
        "infinity in one pixel": Malformed(PICTURE, _one_pixel(np.inf)),
        "infinity in every pixel": Malformed(PICTURE, _filled(np.inf)),
        "a pixel of 1e38": Malformed(PICTURE, _one_pixel(1e38)),
        "pixels of a million": Malformed(PICTURE, _filled(1e6)),
        "pixels below 0": Malformed(PICTURE, _filled(-500.0)),
        "pixels of 64 bits": Malformed(PICTURE, _filled(127.0, np.float64)),
        "whole pixels of 64 bits": Malformed(PICTURE, _filled(70_000, np.int64)),
        "pixels that are true or false": Malformed(PICTURE, _filled(1, np.bool_)),
        "complex pixels": Malformed(PICTURE, _filled(1, np.complex64)),
        "pixels that are objects": Malformed(PICTURE, _filled(1, object)),
        "a picture without colours": Malformed(PICTURE, _picture(lambda p: p[..., 0])),
        "a picture of two colours": Malformed(PICTURE, _picture(lambda p: p[..., :2])),
        "a picture of four colours": Malformed(
            PICTURE, _picture(lambda p: np.concatenate([p, p[..., :1]], axis=2))
        ),
        "a picture with colours first": Malformed(
            PICTURE, _picture(lambda p: p.transpose(2, 0, 1))
        ),
        "a picture inside a batch": Malformed(PICTURE, _picture(lambda p: p[None])),
        "a line of pixels": Malformed(PICTURE, _picture(np.ravel)),
        "nothing for a picture": Malformed(PICTURE, _picture(lambda p: None)),
        "a text for a picture": Malformed(PICTURE, _picture(lambda p: "picture.png")),
        "bytes for a picture": Malformed(PICTURE, _picture(lambda p: b"\xff\xd8\xff\xe0")),
        "a number for a picture": Malformed(PICTURE, _picture(lambda p: 127)),
        "a list of lists for a picture": Malformed(
            PICTURE, _picture(lambda p: [[[127, 127, 127]] * 4] * 4)
        ),
    }
)  # fmt: skip
