"""Which rule reads which target language; where there is no dependable one, nothing is guessed."""

from functools import partial

from audits.errors import NotApplicable
from audits.languages import language_code
from audits.translation.english_gender import read_english
from audits.translation.gender_states import Reader
from audits.translation.grammatical_gender import read_gendered, targets


def reader_of(target_language: str | None) -> Reader:
    """The reader of a target language ("en", "eng_Latn" and "en_XX" are English)."""
    name = target_language or "en"
    code = language_code(name)
    if code == "en":
        return read_english
    if code not in targets():
        known = ", ".join(("en", *targets()))
        raise NotApplicable(
            f"there is no dependable rule that reads a person's gender in {name!r}",
            f"translate into one of: {known}",
        )
    return partial(read_gendered, code)
