"""A hundred dots: a share as people see it."""

from markupsafe import Markup

# A full circle of radius 4.4 as two arcs, drawn from its left end.
_DISC = "a4.4 4.4 0 1 0 8.8 0a4.4 4.4 0 1 0-8.8 0"


def draw(count: int) -> Markup:
    """Ten rows of ten, the first `count` filled; one path a kind keeps the page small."""
    places = [
        f"M{column * 12 + 1.6:.1f} {row * 12 + 6}{_DISC}"
        for row in range(10)
        for column in range(10)
    ]
    return Markup(
        '<svg viewBox="0 0 120 120" aria-hidden="true" focusable="false">'
        '<path class="pp on" d="{}"/><path class="pp" d="{}"/></svg>'
    ).format("".join(places[:count]), "".join(places[count:]))
