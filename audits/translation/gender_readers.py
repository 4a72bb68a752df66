"""Which rule reads which target language; where there is no dependable one, nothing is guessed."""

from functools import partial

from audits.errors import NotApplicable
from audits.translation.english_gender import read_english
from audits.translation.gender_states import Reader
from audits.translation.grammatical_gender import read_gendered, targets


def reader_of(target_language: str | None) -> Reader:
    """The reader of a target language ("en", "eng_Latn" and "en_XX" are English)."""
    name = target_language or "en"
    code = short(name)
    if code == "en":
        return read_english
    if code not in targets():
        known = ", ".join(("en", *targets()))
        raise NotApplicable(
            f"there is no dependable rule that reads a person's gender in {name!r}",
            f"translate into one of: {known}",
        )
    return partial(read_gendered, code)


def short(language: str) -> str:
    """The two-letter code of a language as models spell it: fin_Latn, fi_FI, FI-fi -> fi."""
    code = language.replace("-", "_").partition("_")[0].casefold()
    return _LONG.get(code, code)


_LONG = {
    "eng": "en", "hun": "hu", "fin": "fi", "est": "et", "ekk": "et", "tur": "tr", "eus": "eu",
    "pes": "fa", "fas": "fa", "ben": "bn", "swh": "sw", "swa": "sw", "zsm": "ms", "msa": "ms",
    "ind": "id", "hye": "hy", "kat": "ka", "tgl": "tl", "fil": "tl", "yor": "yo", "kaz": "kk",
    "kor": "ko", "jpn": "ja", "spa": "es", "fra": "fr", "ita": "it", "deu": "de", "por": "pt",
}  # fmt: skip
