"""Small pieces of SVG. Every text is escaped; colours are classes, so the page's tokens rule."""

import re
import unicodedata
from collections.abc import Mapping

from markupsafe import Markup

# Advance of DejaVu Sans, the widest face a page is shown in, as a share of the type size.
_NARROW = frozenset("ijlI.,:;'|!()[] ")
_WIDE = frozenset("mwMW@%—")


def advance(text: str, size: float = 11.0) -> float:
    """How wide a text is at most, in pixels."""
    total = 0.0
    for letter in text:
        if letter in _NARROW:
            total += 0.4
        elif letter in _WIDE:
            total += 0.95
        elif unicodedata.east_asian_width(letter) in "WF":
            total += 1.0
        elif letter.isupper():
            total += 0.72
        else:
            total += 0.63
    return total * size


def shorten(text: str, room: float, size: float = 11.0) -> str:
    """The text, or as much of it as fits and an ellipsis; the table holds it whole."""
    if advance(text, size) <= room:
        return text
    shortened = text
    while shortened and advance(f"{shortened}…", size) > room:
        shortened = shortened[:-1]
    return f"{shortened.rstrip()}…"


def wrapped(text: str, room: float, *, lines: int = 2, size: float = 11.0) -> list[str]:
    """The text on at most so many lines, broken at spaces, hyphens and underscores."""
    words = re.sub("([-_ ])", "\\1\0", text).split("\0")
    wrapped_lines: list[str] = [""]
    for word in words:
        if advance((wrapped_lines[-1] + word).rstrip(), size) <= room or not wrapped_lines[-1]:
            wrapped_lines[-1] += word
        else:
            wrapped_lines.append(word)
    if len(wrapped_lines) > lines:
        wrapped_lines = [*wrapped_lines[: lines - 1], "".join(wrapped_lines[lines - 1 :])]
    return [shorten(line.rstrip(), room, size) for line in wrapped_lines]


def text(x: float, y: float, words: str, kind: str = "", *, anchor: str = "start") -> Markup:
    """A line of text; `anchor` is start, middle or end."""
    side = {"start": "", "middle": " cm", "end": " ce"}[anchor]
    return Markup('<text class="{}" x="{}" y="{}">{}</text>').format(
        f"{kind}{side}", _short(x), _short(y), words
    )


def caption(middle: float, y: float, words: str, width: float) -> Markup:
    """The title under an axis: centred, or moved and cut so that it stays in the picture."""
    shown = shorten(words, width - 4)
    half = advance(shown) / 2
    return text(min(max(middle, half + 2), width - half - 2), y, shown, "cq", anchor="middle")


def rule(x1: float, y1: float, x2: float, y2: float, kind: str) -> Markup:
    """A straight line."""
    return Markup('<path class="{}" d="M{} {}L{} {}"/>').format(
        kind, *(_short(number) for number in (x1, y1, x2, y2))
    )


def box(x: float, y: float, width: float, height: float, kind: str) -> Markup:
    """A rectangle."""
    return Markup('<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>').format(
        kind, *(_short(number) for number in (x, y, max(width, 0.1), height))
    )


def disc(x: float, y: float, radius: float, kind: str) -> Markup:
    """A circle."""
    return Markup('<circle class="{}" cx="{}" cy="{}" r="{}"/>').format(
        kind, *(_short(number) for number in (x, y, radius))
    )


def verdict_mark(x: float, y: float, verdict: str) -> Markup:
    """Square fails, diamond is open, disc passes, hollow disc was not judged."""
    kind = f"m-dot m-{verdict}"
    if verdict == "fail":
        return box(x - 4, y - 4, 8, 8, kind)
    if verdict == "inconclusive":
        return Markup('<path class="{}" d="M{} {}l5 5-5 5-5-5z"/>').format(
            kind, _short(x), _short(y - 5)
        )
    return disc(x, y, 4, kind)


def series_mark(x: float, y: float, style: int) -> Markup:
    """Series differ by shape as well as by colour."""
    kind = f"c-mark {series_class(style)}"
    if style % 3 == 1:
        return box(x - 3, y - 3, 6, 6, kind)
    if style % 3 == 2:
        return Markup('<path class="{}" d="M{} {}l4 6.6h-8z"/>').format(
            kind, _short(x), _short(y - 4)
        )
    return disc(x, y, 3.2, kind)


def series_class(style: int) -> str:
    """`s1` to `s5` in the fixed order of the tokens; `s0` is the line to compare with."""
    return f"s{style % 5 + 1}" if style >= 0 else "s0"


def polyline(points: list[tuple[float, float]], kind: str, name: str = "") -> Markup:
    """A line through the points; `name` is what the pointer reads it by."""
    places = " ".join(f"{_short(x)},{_short(y)}" for x, y in points)
    called = Markup(' data-name="{}"').format(name) if name else ""
    return Markup('<polyline class="{}" points="{}"{}/>').format(kind, places, called)


def band(points: list[tuple[float, float]], kind: str) -> Markup:
    """A filled area with these corners, to the pixel: its rim is soft."""
    places = " ".join(f"{x:.0f},{y:.0f}" for x, y in points)
    return Markup('<polygon class="{}" points="{}"/>').format(kind, places)


def group(pieces: list[Markup], row: int | None) -> Markup:
    """Marks of one row, which name its place in the table behind the picture."""
    inside = Markup("").join(pieces)
    return inside if row is None else Markup('<g data-row="{}">{}</g>').format(row, inside)


def picture(
    width: float,
    height: float,
    pieces: list[Markup],
    *,
    alt: str,
    kind: str,
    scales: Mapping[str, str] | None = None,
) -> Markup:
    """The whole drawing, with its finding as alternative text.

    scales: `x` and `y` in words that the page's script reads places back with.
    """
    inside = Markup("").join(pieces)
    read = Markup("").join(
        Markup(' data-{}="{}"').format(name, words) for name, words in (scales or {}).items()
    )
    return Markup(
        '<svg class="chart {}" viewBox="0 0 {} {}" width="{}" height="{}" role="img" '
        'aria-label="{}"{}>{}</svg>'
    ).format(kind, _short(width), _short(height), _short(width), _short(height), alt, read, inside)


def _short(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")


__all__ = [
    "advance", "band", "box", "caption", "disc", "group", "picture", "polyline", "rule",
    "series_class", "series_mark", "shorten", "text", "verdict_mark", "wrapped",
]  # fmt: skip
