"""Tokens that an answer says it took, in the form of OpenAI's `usage`, whole or streamed."""

import json
import re
from typing import Any

# Of English text by the tokenizers in use; languages of other scripts take more.
CHARACTERS_PER_TOKEN = 4
# Of a picture of a megapixel, by the rules that providers publish; small ones take fewer.
TOKENS_PER_PICTURE = 1000
_PICTURE_BEGIN = "data:image/"
_PICTURE = re.compile(r"data:image/[a-z]+;base64,[A-Za-z0-9+/=]*")


def usage_of(text: str) -> tuple[int, int] | None:
    """Tokens of the prompt and of the answer; None where the text does not say.

    text: a JSON answer, or the lines of a stream, of which the last that has them counts.
    """
    if '"usage"' not in text:
        return None
    if not text.lstrip().startswith("data:"):
        return _counted(text)
    lines = [line[5:] for line in text.splitlines() if line.startswith("data:")]
    return next((counts for line in reversed(lines) if (counts := _counted(line))), None)


def _counted(text: str) -> tuple[int, int] | None:
    try:
        answer: Any = json.loads(text)
        usage = answer["usage"]
        prompt, answered = usage["prompt_tokens"], usage.get("completion_tokens", 0)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    known = all(
        isinstance(count, int) and not isinstance(count, bool) and 0 <= count < 1 << 40
        for count in (prompt, answered)
    )
    return (prompt, answered) if known else None


def estimated_tokens(text: str) -> int:
    """About how many tokens the text has, where nobody counts them; a picture's bytes are none."""
    pictures = 0
    if _PICTURE_BEGIN in text:
        text, pictures = re.subn(_PICTURE, "", text)
    return -(-len(text) // CHARACTERS_PER_TOKEN) + pictures * TOKENS_PER_PICTURE
