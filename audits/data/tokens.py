"""What a word is: the pieces of a text that are counted, left out or exchanged."""

import re

TOKEN = re.compile(r"https?://\S+|\w+(?:['’]\w+)*|[^\w\s]+")


def tokens(text: str) -> set[str]:
    """Words, addresses and runs of punctuation, as they are spelt but in lower case."""
    return set(TOKEN.findall(text.lower()))
