"""Text for terminals and plain files: what a model or a dataset says must not steer them."""

import unicodedata


def printable(text: str) -> str:
    """The text on one line, with control and direction characters made visible."""
    return "".join(_visible(letter) for letter in text)


def _visible(letter: str) -> str:
    # Cc: controls such as escape; Cf: direction overrides, zero-width; Cs: lone surrogates.
    if unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Zl", "Zp"):
        return f"\\u{ord(letter):04x}" if letter not in "\t\n\r" else " "
    return letter


def cells(text: str) -> int:
    """Columns a terminal gives the text: wide letters take two, combining ones none."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )


def fit(text: str, width: int) -> str:
    """Exactly `width` columns: padded, or cut with an ellipsis."""
    if cells(text) > width:
        while text and cells(text) > width - 1:
            text = text[:-1]
        text = f"{text}…"
    return text + " " * max(width - cells(text), 0)


def wrap(text: str, width: int) -> list[str]:
    """Lines of at most `width` columns, broken at spaces; a longer word is cut."""
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if cells(longer) <= width:
            line = longer
            continue
        if line:
            lines.append(line)
        line = word if cells(word) <= width else fit(word, width)
    return [*lines, line] if line else lines
