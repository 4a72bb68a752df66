"""How a cell is written, how it is compared, and what counts as missing."""

from audits.specification.document_values import as_text
from audits.specification.missing_words import Words, normal

_DEFAULT = Words()
_TRUTHS = {"true": 1.0, "false": 0.0}


def raw_text(value: object) -> str:
    """A typed cell (Parquet, JSON) as labels spell it: the value `3.0` is `3`, true is `true`."""
    return str(as_text(value))


def cell_text(value: object) -> str | None:
    """The value of a cell as it stands: text untouched, `3.0` and `True` as pandas prints them.

    None where nothing stands there.
    """
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, float) and value != value:
        return None
    return str(value)


def spelled(raw: str, words: Words = _DEFAULT) -> str | None:
    """The `raw` cell as labels, predictions and plans are compared; None where missing."""
    return None if words.holds(raw) else normal(raw)


def number_of(text: str | None) -> float | None:
    """The number that a spelled text says, or None: `1_0` and `0x10` are not numbers here."""
    if text is None or "_" in text:
        return None
    try:
        return float(text)
    except ValueError:
        return None


def as_number(raw: str) -> float | None:
    """The number that the `raw` cell says, True being 1 and False 0; None where it says none."""
    number = number_of(raw)
    return _TRUTHS.get(raw.strip().lower()) if number is None else number
