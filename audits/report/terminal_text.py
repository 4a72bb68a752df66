"""Text for terminals and plain files: what a model or a dataset says must not steer them."""

import unicodedata

# The non-joiner that Persian spells many words with; between other letters it hides differences.
_NON_JOINER = "\u200c"


def printable(text: str) -> str:
    """The text on one line, with control and direction characters made visible."""
    return "".join(
        letter if letter == _NON_JOINER and _joins(text, position) else _visible(letter)
        for position, letter in enumerate(text)
    )


def _joins(text: str, position: int) -> bool:
    """Whether Arabic letters stand on both sides."""
    sides = text[max(position - 1, 0) : position], text[position + 1 : position + 2]
    return all(side and unicodedata.bidirectional(side) == "AL" for side in sides)


def _visible(letter: str) -> str:
    # Cc: controls such as escape; Cf: direction overrides, zero-width; Cs: lone surrogates.
    if unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Zl", "Zp"):
        return f"\\u{ord(letter):04x}" if letter not in "\t\n\r" else " "
    return letter
