"""Languages by their code of two letters: English names, and how models spell the codes.

And which words tell English from its neighbours.
"""

from collections.abc import Collection, Mapping, Sequence
from functools import cache
from importlib.resources import files
from types import MappingProxyType

NAMES: Mapping[str, str] = MappingProxyType(
    {
        "bn": "Bengali", "de": "German", "en": "English", "es": "Spanish", "et": "Estonian",
        "eu": "Basque", "fa": "Persian", "fi": "Finnish", "fr": "French", "hu": "Hungarian",
        "hy": "Armenian", "id": "Indonesian", "it": "Italian", "ja": "Japanese", "ka": "Georgian",
        "kk": "Kazakh", "ko": "Korean", "ms": "Malay", "nl": "Dutch", "pl": "Polish",
        "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "sw": "Swahili", "tl": "Tagalog",
        "tr": "Turkish", "yo": "Yoruba", "zh": "Chinese",
    }
)  # fmt: skip


def language_code(language: str) -> str:
    """The two-letter code of a language as models spell it: fin_Latn, fi_FI, FI-fi -> fi."""
    code = language.replace("-", "_").partition("_")[0].casefold()
    return _LONG.get(code, code)


_LONG = {
    "eng": "en", "hun": "hu", "fin": "fi", "est": "et", "ekk": "et", "tur": "tr", "eus": "eu",
    "pes": "fa", "fas": "fa", "ben": "bn", "swh": "sw", "swa": "sw", "zsm": "ms", "msa": "ms",
    "ind": "id", "hye": "hy", "kat": "ka", "tgl": "tl", "fil": "tl", "yor": "yo", "kaz": "kk",
    "kor": "ko", "jpn": "ja", "spa": "es", "fra": "fr", "ita": "it", "deu": "de", "por": "pt",
}  # fmt: skip


@cache
def frequent_words(kind: str) -> frozenset[str]:
    """`english`: words that English sentences have; `shared`: those that a neighbour spells alike;
    `foreign`: frequent ones of its neighbours.

    Enough to notice that a service answered in the wrong language, not to say in which.
    """
    text = files("audits.texts").joinpath("function_words.tsv").read_text("utf-8")
    lines = (line.partition("\t") for line in text.splitlines() if not line.startswith("#"))
    return frozenset(word for name, _, words in lines if name == kind for word in words.split())


def other_than_english(spelled: Sequence[str], known: Collection[str] = ()) -> bool | None:
    """Whether frequent words tell that a text is in another language; None where they are silent.

    One word of English alone and it is not. Else as many words of neighbours tell as there are
    words of both ("Hän on kiva": "hän" beside "on"). A capital inside the text begins a name
    ("in Las Vegas"), which tells of nothing.

    spelled: the words as they stand. known: words in small letters that are of nobody, such as a
    prompt's.
    """
    foreign, shared = frequent_words("foreign"), frequent_words("shared")
    words = [word.casefold() for word in spelled]
    beginnings = [word.partition("'")[0] for word in words]
    if any(word in frequent_words("english") and word not in shared for word in beginnings):
        return False
    of_both = sum(word in shared for word in beginnings)
    shouted = all(word.isupper() for word in spelled)
    no_names = [shouted or not number or word.islower() for number, word in enumerate(spelled)]
    of_neighbours = sum(
        no_name and word in foreign and word not in known
        for word, no_name in zip(words, no_names, strict=True)
    )
    if of_neighbours:
        return of_neighbours >= of_both
    return False if of_both else None
