"""A section as it is first seen: a sentence, one picture, and a line that opens the rest."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from audits.report.blocks.methods import gathered
from audits.report.charts.shapes import Figure
from audits.report.components import (
    Banner,
    Block,
    Card,
    Explorer,
    Figures,
    Folded,
    Heading,
    Heat,
    Highlighted,
    How,
    Pairs,
    Part,
    Tabled,
)


def shortened(block: Block) -> Block:
    """The block with one picture in the open, the rest counted, and its methods in one place."""
    method = gathered((*block.open, *block.parts))
    parts = _without(block.parts, lambda part: isinstance(part, How))
    first_shown = _first_shown(block)
    if first_shown is not None:
        parts = _without(parts, lambda part: part is first_shown)
    picture = Figures((first_shown,)) if isinstance(first_shown, Figure) else first_shown
    return replace(
        block,
        parts=parts,
        picture=picture,
        method=method,
        summary=_summary(parts, has_method=bool(method.common or method.own)),
    )


def _first_shown(block: Block) -> Figure | Heat | None:
    """The picture that says most: of those the block names the first that is there."""
    pictures = list(_pictures(block.parts))
    by_id = {picture.id: picture for picture in pictures}
    named = (by_id[name] for name in block.first if name in by_id)
    # What carries a warning is not what a section is told by.
    others = (p for p in pictures if not (isinstance(p, Figure) and p.stamp))
    return next(named, next(others, None))


def _pictures(parts: Sequence[Part]) -> Iterator[Figure | Heat]:
    for part in parts:
        if isinstance(part, Figures):
            yield from part.figures
        elif isinstance(part, Heat):
            yield part
        elif isinstance(part, Folded):
            yield from _pictures(part.parts)


def _without(parts: Sequence[Part], drops: Callable[[object], bool]) -> tuple[Part, ...]:
    """The parts, without those dropped at any depth; what is emptied goes too."""
    rest: list[Part] = []
    for part in parts:
        if drops(part):
            continue
        if isinstance(part, Figures):
            figures = tuple(figure for figure in part.figures if not drops(figure))
            if not figures:
                continue
            part = replace(part, figures=figures)
        elif isinstance(part, Folded):
            inner = _without(part.parts, drops)
            if not inner:
                continue
            part = replace(part, parts=inner)
        # A heading whose picture was taken has nothing below it.
        if isinstance(part, Heading) and rest and isinstance(rest[-1], Heading):
            rest.pop()
        rest.append(part)
    while rest and isinstance(rest[-1], Heading):
        rest.pop()
    return tuple(rest)


_COUNTED: tuple[tuple[str, tuple[type, ...]], ...] = (
    ("picture", (Figure, Heat, Highlighted)),
    ("table", (Tabled,)),
    ("card", (Card,)),
    ("pair", (Pairs,)),
    ("slider", (Explorer,)),
    ("remark", (Banner,)),
)


def _summary(parts: Sequence[Part], *, has_method: bool) -> str:
    """`6 pictures, 2 tables and how this was computed`; nothing where nothing is folded."""
    flat = list(_flat(parts))
    words = []
    for name, kinds in _COUNTED:
        number = sum(isinstance(item, kinds) for item in flat)
        if number:
            words.append(f"{number} {name}{'' if number == 1 else 's'}")
    if not words and parts:
        words.append("more")
    if has_method:
        words.append("how this was computed")
    return ", ".join(words[:-1]) + (" and " if len(words) > 1 else "") + words[-1] if words else ""


def _flat(parts: Sequence[Part]) -> Iterator[object]:
    for part in parts:
        if isinstance(part, Figures):
            yield from part.figures
        elif isinstance(part, Folded):
            yield from _flat(part.parts)
        else:
            yield part
