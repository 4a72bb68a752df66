"""How answers are spelled where they are compared."""

import re

_AROUND = " \t\r\n.,;:!?'\"“”‘’()"


def plain(text: str) -> str:
    """A text as answers are compared: no case, single blanks, nothing around it."""
    return re.sub(r"\s+", " ", text).strip(_AROUND).casefold()
