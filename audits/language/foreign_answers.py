"""Answers in another language than their prompts, as a rule of English words cannot read them.

"No" begins a Spanish sentence that decides nothing as well ("No hay suficiente información").
"""

import re
from collections.abc import Collection, Sequence

from audits.languages import frequent_words, other_than_english

# A shorter answer has too few words to tell; so has a prompt with fewer English ones, unless it
# asks for the English word.
FEWEST_WORDS, FEWEST_ENGLISH, ASKED_FOR = 3, 3, "yes"
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")


def foreign_answers(prompts: Sequence[str | None], answers: Sequence[str | None]) -> list[bool]:
    """Of each answer, whether it is in another language than its prompt, which is English.

    Such an answer has three words or more, none of which only English has, and either frequent
    ones of a neighbour or, where no word of English stands there, a letter that English has not,
    in a word that the prompt has not. A short answer, or one without any of these, is not told
    apart. prompts, answers: a text a row or None.
    """
    return [_foreign(*pair) for pair in zip(prompts, answers, strict=True)]


def _foreign(prompt: str | None, answer: str | None) -> bool:
    if not prompt or not answer:
        return False
    english = frequent_words("english")
    asked = _words(prompt)
    if ASKED_FOR not in asked and sum(word in english for word in asked) < FEWEST_ENGLISH:
        return False
    return is_foreign(answer, asked)


def is_foreign(text: str | None, asked: Collection[str] = ()) -> bool:
    """Whether a text is plainly in another language than English, by the same rule.

    text: None where there is none. asked: words of the prompt, in small letters.
    """
    spelled = _spelled(text or "")
    if len(spelled) < FEWEST_WORDS:
        return False
    is_other = other_than_english(spelled, asked)
    if is_other is not None:
        return is_other
    # A name may have letters of its own, and stands in the prompt.
    return any(not word.isascii() for word in {one.casefold() for one in spelled} - set(asked))


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _spelled(text)]


def _spelled(text: str) -> list[str]:
    return _WORD.findall(text.replace("’", "'"))
