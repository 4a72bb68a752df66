"""How one value of a document is read: categories, numbers, dates, durations, encodings.

Each type of a key stands here with what it takes, however YAML spelt it.
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator

from audits.specification.durations import seconds_of, spelled
from audits.specification.missing_words import normal
from audits.specification.table_encodings import EXAMPLES, canonical
from audits.specification.timestamps import FORM, is_moment

# Of a network that a document states: what is deeper is no list that a person wrote.
MOST_LAYERS = 200


def as_text(value: object) -> object:
    """How a category is spelled: integral numbers without `.0`, booleans lower case, stripped."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, int | float):
        return repr(value)
    return value.strip() if isinstance(value, str) else value


def _no_boolean(value: object) -> object:
    if isinstance(value, bool):
        raise ValueError("true and false are no numbers; give a number")
    return value


def as_level(value: object) -> object:
    """A value as categories are compared, so that a plan may spell it as the file does."""
    text = as_text(value)
    return normal(text) if isinstance(text, str) else text


Category = Annotated[str, BeforeValidator(as_level)]
Label = Annotated[str, BeforeValidator(as_text)]
Number = Annotated[float, BeforeValidator(_no_boolean)]
Whole = Annotated[int, BeforeValidator(_no_boolean)]
Choice = Literal["block", "pass"]


def _moment(value: object) -> object:
    text = value.isoformat() if isinstance(value, date) else value
    if isinstance(text, str) and not is_moment(text):
        raise ValueError(f"{text!r} is no date; {FORM}")
    return text


Moment = Annotated[str, BeforeValidator(_moment)]


def _duration(value: object) -> object:
    if isinstance(value, int | float) and not isinstance(value, bool):
        raise ValueError(f"{value!r} has no unit; give e.g. 90s, 10m or 2h")
    return spelled(seconds_of(value)) if isinstance(value, str) else value


Duration = Annotated[str, BeforeValidator(_duration)]


def _encoding(value: object) -> object:
    if isinstance(value, dict | list):
        return value  # whose type is told like any other
    encoding = canonical(value) if isinstance(value, str) else None
    if encoding is None:
        raise ValueError(f"{value!r} is no known encoding; give for example {EXAMPLES}")
    return encoding


Encoding = Annotated[str, BeforeValidator(_encoding)]
