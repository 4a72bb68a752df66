"""Values as they are typed into a form: written so that reading gives the same value again."""

from collections.abc import Sequence

# What the field for missing words says where only empty cells are missing.
NO_WORDS = "none"


def typed_number(value: float) -> str:
    """A number with every digit that it has."""
    return repr(float(value)).removesuffix(".0")


def typed_list(values: Sequence[str]) -> str:
    """Texts parted by commas; empty where that would be read as others."""
    text = ", ".join(values)
    return text if parted(text) == list(values) else ""


def parted(text: str) -> list[str]:
    """What stands between commas."""
    return [piece.strip() for piece in text.split(",") if piece.strip()]


def typed_missing(words: Sequence[str] | None) -> str:
    """Missing words; empty where nothing is said, or what typing cannot say."""
    text = NO_WORDS if words == [] else ", ".join(words or ())
    return text if missing_words(text) == words else ""


def missing_words(text: str) -> list[str]:
    """The missing words of a form: none at all where it says so."""
    words = parted(text)
    return [] if words == [NO_WORDS] else words
