"""A hundred dots: a share as people see it."""

from markupsafe import Markup


def draw(count: int) -> Markup:
    """Ten rows of ten, the first `count` filled."""
    dots = Markup("").join(
        Markup('<circle class="pp{}" cx="{}" cy="{}" r="4.4"/>').format(
            " on" if 10 * row + column < count else "", column * 12 + 6, row * 12 + 6
        )
        for row in range(10)
        for column in range(10)
    )
    return Markup(
        '<svg viewBox="0 0 120 120" aria-hidden="true" focusable="false">{}</svg>'
    ).format(dots)
