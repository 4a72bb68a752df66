"""A model that only answers in words is asked which of the options it takes, and its answer read.

So a model behind an address is put the same questions as one whose likelihoods are known. What the
likeliest option is nobody can see there; what it says is what its users get.
"""

import re
from collections.abc import Callable, Sequence
from zlib import crc32

from audits.language.plain_texts import plain
from audits.models.generator import Generator, Message, Sampling
from audits.probing.generations import generations

# Room for the longest option, and for a word before it.
MOST_TOKENS = 60
ASKING = "Answer with one of these, word for word:"


def options_asked_in_words(
    model: Generator,
    questions: Sequence[str],
    options: Sequence[Sequence[str]],
    *,
    seed: int,
    on_progress: Callable[[float], None] = lambda fraction: None,
) -> list[str | None]:
    """One option a question, as it is spelled there; None where the answer is none of them.

    questions: everything that stands before the answer. options: of each question. seed: of the
    audit; temperature is 0. on_progress: is told the share that is done.
    """
    prompts = [
        (Message("user", _written(question, own)),)
        for question, own in zip(questions, options, strict=True)
    ]
    answers = generations(model, prompts, Sampling(MOST_TOKENS, 0.0, seed), on_progress)
    texts = [None if answer is None else answer.text for answer in answers]
    return [
        next((one for one in own if plain(one) == read_as(text, own)), None)
        for text, own in zip(texts, options, strict=True)
    ]


def _written(question: str, options: Sequence[str]) -> str:
    """Options in an order that the texts alone settle, so that none is always the first."""
    ordered = sorted(options, key=lambda one: (crc32(f"{question}\n{one}".encode()), one))
    return "\n".join([question, ASKING, *ordered])


def read_as(answer: str | None, options: Sequence[str]) -> str | None:
    """What an answer counts as; None where it is missing, or none of the options."""
    text = plain((answer or "").replace("*", ""))
    if not text or not options:
        return text or None
    known = [plain(option) for option in options]
    begins = {one for one in known if re.match(rf"{re.escape(one)}(?!\w)", text)}
    # "not sure" begins with "not" as well: the longest is meant, and no other may stand behind it.
    first = max(begins, key=len, default=None)
    if first is None:
        return None
    rest = text[len(first) :]
    if len(first) == 1 and re.match(r"[.):]", rest):
        return first  # "B. It is a mammal": a letter that numbers its words, which hold an "a"
    others = (one for one in known if one != first)
    named = any(re.search(rf"(?<!\w){re.escape(one)}(?!\w)", rest) for one in others)
    return None if named else first
