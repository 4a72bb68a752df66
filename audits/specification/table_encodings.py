"""Encodings that a document may name for a table, where its bytes cannot say which they are."""

import codecs

# As Python spells them. Escapes, stateful mail encodings and UTF-7 are left out.
ENCODINGS = frozenset(
    {"utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "iso8859-1", "mac-roman",
     "mac-latin2", "koi8-r", "koi8-u", "cp437", "cp850", "cp852", "cp857", "cp866", "shift_jis",
     "cp932", "euc_jp", "gbk", "gb18030", "big5", "euc_kr", "cp949", "tis-620",
     *(f"cp125{number}" for number in range(9)),
     *(f"iso8859-{number}" for number in (2, 3, 4, 5, 6, 7, 8, 9, 10, 13, 14, 15, 16))}
)  # fmt: skip
# What is printed where an encoding is asked for.
# What Excel writes in Japanese is cp932, which holds all of shift_jis and letters of names besides.
EXAMPLES = (
    "cp1252 of Western, cp1250 of Central Europe, cp1251 of Cyrillic, cp932 of Japanese, gb18030"
)


def canonical(name: str) -> str | None:
    """The encoding as Python spells it (`latin-1` is `iso8859-1`); None where it is not known."""
    try:
        codec = codecs.lookup(name).name
    except (LookupError, ValueError):
        return None
    return codec if codec in ENCODINGS else None
