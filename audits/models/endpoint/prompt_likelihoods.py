"""How likely a server of OpenAI's form finds a sentence: what is sent, and what an answer says.

Completions that echo their prompt with `logprobs` tell the log-probability of each of its tokens.
A server adds up nothing itself and says of no token whose it is, so that is settled here: by the
texts of the tokens, and by how many it says that it added. What is in doubt is no number.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any

from audits.models.endpoint.carrying import Reply
from audits.specification.endpoint import Words

# One token is added and left out: some servers take 0 for as many as there is room for.
_ADDED = 1
# Statuses of a server that does not know a field of the body, or will not do what it says.
_DECLINED = frozenset({400, 403, 404, 422, 500, 501})
_MOST_SHOWN = 200
# How tokenizers spell a blank, where a server passes their own spelling on.
_BLANKS = str.maketrans({"▁": " ", "Ġ": " "})
# What stands for bytes that are no whole character.
_PART = "\N{REPLACEMENT CHARACTER}"


@dataclass(frozen=True, slots=True)
class NotTold:
    """Why an answer does not say how likely the sentence is, and what may help."""

    reason: str
    remedy: str


_ELSEWHERE = (
    "ask a server that echoes prompts with their log-probabilities, as vLLM does, or give the "
    "model as a folder"
)
_BEGIN = (
    'let a text stand before each sentence, as `logprobs: {begin: "<|endoftext|>"}` with the token '
    "that your model begins texts with"
)


def likelihood_request(words: Words, sentence: str) -> dict[str, Any]:
    """The body of one request. words: how the model is asked, with a beginning of sentences.

    The temperature is 1, at which scores are the model's own wherever they are divided by it.
    """
    body: dict[str, Any] = {
        "model": words.model,
        "prompt": f"{words.begin or ''}{sentence}",
        words.max_tokens_key: _ADDED,
        "echo": True,
        "logprobs": 1,
    }
    if words.sampling.get("temperature", 1.0) is not None:
        body["temperature"] = 1.0
    return {**body, **words.extra}


def log_likelihood_of(answer: Any, sentence: str, begin: str) -> float | NotTold:
    """The sum over the sentence's tokens, in natural logarithms, given what stands before it.

    answer: JSON. begin: what was sent before the sentence. Raises `ValueError`, `TypeError`,
    `KeyError` and the like where it is no answer of the form.
    """
    choice = answer["choices"][0]
    logprobs = choice.get("logprobs")
    if not isinstance(logprobs, Mapping) or not logprobs.get("token_logprobs"):
        return NotTold("its answers have no `logprobs`", _ELSEWHERE)
    if sentence.strip() not in choice["text"]:
        return NotTold("its answers do not repeat the prompt", _ELSEWHERE)
    logs, texts = list(logprobs["token_logprobs"]), [_plain(text) for text in logprobs["tokens"]]
    if len(logs) != len(texts):
        raise ValueError(f"{len(logs)} log-probabilities of {len(texts)} tokens")
    size = len(logs) - _added(answer, logprobs, len(begin) + len(sentence))
    first = (
        _first(texts[:size], sentence, begin)
        if begin
        else _after_begin(logs, texts[:size], sentence)
    )
    if isinstance(first, NotTold):
        return first
    own = logs[first:size]
    if not own or not all(_is_number(value) for value in own):
        return NotTold("it leaves tokens of the sentence without a log-probability", _BEGIN)
    return float(sum(own))


def declined(reply: Reply) -> NotTold | None:
    """What a server says that refuses what is asked, by name; None where it fails otherwise."""
    text = " ".join(reply.text.split())
    named = any(word in text.casefold() for word in ("echo", "logprob"))
    if reply.status not in _DECLINED or not named:
        return None
    return NotTold(f"it answered {reply.status}: {text[:_MOST_SHOWN]}", _ELSEWHERE)


def _added(answer: Mapping[str, Any], logprobs: Mapping[str, Any], length: int) -> int:
    """Tokens that are not the prompt's: by the server's own count, else by where they begin.

    length: of the prompt, in characters.
    """
    usage = answer.get("usage")
    count = usage.get("completion_tokens") if isinstance(usage, Mapping) else None
    if isinstance(count, int) and 0 <= count <= _ADDED:
        return count
    starts = logprobs.get("text_offset")
    if not isinstance(starts, list) or len(starts) != len(logprobs["tokens"]):
        raise ValueError("it says neither how many tokens it added, nor where each begins")
    return min(_ADDED, sum(1 for start in starts if start >= length))


def _first(texts: Sequence[str], sentence: str, begin: str) -> int | NotTold:
    """The place of the sentence's first token, behind those that spell what stands before it.

    A server's own beginning may stand before that, and may be the same token.
    """
    expected = begin.translate(_BLANKS)
    for own in (0, 1) if sentence.startswith(begin) else (1, 0):
        spelled = ""
        for start, text in enumerate(texts[own:], own + 1):
            spelled += text
            if spelled == expected:
                return start
            if not expected.startswith(spelled):
                break
    return NotTold(
        f"no token ends where {begin!r} does, which stands before each sentence",
        "choose another `begin`: one token of the model, or a line break",
    )


def _after_begin(logs: Sequence[Any], texts: Sequence[str], sentence: str) -> int | NotTold:
    """The place of the first token that has a log-probability; from there on is the sentence."""
    start = 0 if _is_number(logs[0]) else 1
    # What stands for half a character cannot be compared: then the token before it must be foreign.
    spelled, expected = _joined(texts[start:]), _joined([sentence.translate(_BLANKS)])
    before = _joined(texts[:start])
    is_foreign = _PART not in before and not (before and expected.startswith(before))
    if is_foreign if _PART in spelled else spelled == expected:
        return start
    return NotTold(
        "it tells log-probabilities of other tokens than the sentence's: its first word has none",
        _BEGIN,
    )


def _joined(texts: Sequence[str]) -> str:
    """Without blanks: some servers leave out the one before a word, so that they tell nothing."""
    return "".join("".join(texts).split())


def _plain(text: str) -> str:
    """As it is read; of bytes that are no character, the sign that stands for them."""
    return _PART if text.startswith("bytes:") else text.translate(_BLANKS)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)
