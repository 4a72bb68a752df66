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
