"""The words in which a model that answers in words is asked to translate."""

from audits.errors import Refused
from audits.languages import NAMES, language_code


def prompt_of(sentence: str, source: str, target: str) -> str:
    """A plain instruction, gone on with where the translation stands.

    sentence: what is to be translated. source, target: codes of the two languages; one without an
    English name here is `Refused`.
    """
    names = []
    for field_name, language in (("source_language", source), ("target_language", target)):
        if language_code(language) not in NAMES:
            raise Refused.because(
                f"model.{field_name}", f"{language!r} has no English name here",
                f"known are {', '.join(sorted(NAMES))}", "unknown_language",
            )  # fmt: skip
        names.append(NAMES[language_code(language)])
    one, other = names
    return f"Translate from {one} to {other}.\n{one}: {sentence}\n{other}:"
