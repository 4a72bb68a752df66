"""The form of OpenAI's servers, which many others speak: what is sent, and what an answer says.

An answer may come whole, or as a stream of events that some servers send unasked.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from audits.models.endpoint.pictures import DataUri
from audits.models.generator import Finish, Generation, Prompt, Sampling
from audits.models.plain_conversations import as_lines, with_system
from audits.specification.endpoint import Words

_FINISHES = {
    "stop": Finish.STOP, "eos": Finish.STOP, "eos_token": Finish.STOP, "stop_sequence": Finish.STOP,
    "end_turn": Finish.STOP, "length": Finish.LENGTH, "max_tokens": Finish.LENGTH,
    "content_filter": Finish.FILTERED,
}  # fmt: skip
_DONE = "[DONE]"


@dataclass(frozen=True, slots=True)
class Said:
    """An answer, and what the server says of itself: the model's name and the server's state."""

    generation: Generation
    model: str = ""
    system_fingerprint: str = ""


def settled(words: Words, sampling: Sampling) -> Sampling:
    """What the document says of temperature, seed and tokens goes before what a probe says."""
    stated: dict[str, Any] = dict(words.sampling)
    if stated.get("most_tokens", 0) is None:
        del stated["most_tokens"]
    return replace(sampling, **stated)


def request_of(words: Words, prompt: Prompt, sampling: Sampling) -> dict[str, Any]:
    """The body of one request. sampling: settled."""
    body: dict[str, Any] = {"model": words.model}
    if words.api == "chat":
        messages = with_system(prompt, words.system)
        body["messages"] = [{"role": one.role, "content": one.text} for one in messages]
    else:
        body["prompt"] = prompt if isinstance(prompt, str) else as_lines(prompt)
    body[words.max_tokens_key] = sampling.most_tokens
    if sampling.temperature is not None:
        body["temperature"] = sampling.temperature
    if sampling.seed is not None:
        body["seed"] = sampling.seed
    return {**body, **words.extra}


def with_pictures(body: Mapping[str, Any], parts: Sequence[str | DataUri]) -> dict[str, Any]:
    """The body of a chat whose last message is in parts: texts, and pictures between them."""
    content = [
        {"type": "image_url", "image_url": {"url": piece.uri}}
        if isinstance(piece, DataUri)
        else {"type": "text", "text": piece}
        for piece in parts
    ]
    *before, last = body["messages"]
    return {**body, "messages": [*before, {**last, "content": content}]}


def answer_of(text: str) -> Said:
    """What the answer says, whole or streamed.

    text: as it came. Raises `ValueError`, `TypeError`, `KeyError` and the like where it is none.
    """
    answer = _joined(text) if text.lstrip().startswith(("data:", ":", "event:")) else None
    answer = json.loads(text) if answer is None else answer
    choice = answer["choices"][0]
    message = choice.get("message")
    if message is None:
        content, refusal = choice["text"], None
        if not isinstance(content, str):
            raise TypeError("the text is none")
    else:
        content, refusal = _text(message.get("content")), message.get("refusal")
    finish = _FINISHES.get(str(choice.get("finish_reason")), Finish.UNKNOWN)
    if isinstance(refusal, str) and refusal:
        content, finish = content or refusal, Finish.REFUSED
    return Said(
        Generation(content or "", finish),
        _name(answer.get("model")),
        _name(answer.get("system_fingerprint")),
    )


def filtered(status: int, text: str) -> Generation | None:
    """The answer of a filter in front of the model, which refuses under a status of failure.

    status, text: of the answer. None where the failure is another one.
    """
    if status not in (400, 403, 422):
        return None
    try:
        error = json.loads(text)["error"]
        named = str(error.get("code") or error.get("type"))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    if named not in ("content_filter", "content_policy_violation", "ResponsibleAIPolicyViolation"):
        return None
    return Generation("", Finish.FILTERED, str(error.get("message", ""))[:200])


def _text(content: Any) -> str | None:
    """Of a message: a text, parts of which some are text, or null."""
    if isinstance(content, list):
        texts = [one["text"] for one in content if one.get("type") in ("text", "output_text")]
        content = "".join(texts)
    if content is not None and not isinstance(content, str):
        raise TypeError("the content is no text")
    return content


def _name(value: Any) -> str:
    return value[:200] if isinstance(value, str) else ""


def _joined(text: str) -> dict[str, Any]:
    """The answer that a stream of events spells; `ValueError` where the stream was cut."""
    pieces: list[str] = []
    refusals: list[str] = []
    is_chat, finish, is_done = True, None, False
    names: dict[str, Any] = {}
    for line in text.splitlines():
        if not line.startswith("data:"):
            continue  # a comment, a name of an event, or the blank line between two
        data = line[5:].strip()
        if data == _DONE:
            is_done = True
            break
        event = json.loads(data)
        if "error" in event and "choices" not in event:
            raise ValueError("the stream ends in an error")
        names |= {key: event[key] for key in ("model", "system_fingerprint") if event.get(key)}
        for choice in event.get("choices") or ():
            if choice.get("index", 0) != 0:
                continue
            delta: Mapping[str, Any] | None = choice.get("delta")
            if delta is None:
                is_chat = False
                pieces.append(choice["text"])
            else:
                pieces.append(_text(delta.get("content")) or "")
                refusals.append(delta.get("refusal") or "")
            finish = choice.get("finish_reason") or finish
    if not is_done and finish is None:
        raise ValueError("the stream was cut before its end")
    content = "".join(pieces)
    choice = {"finish_reason": finish}
    if is_chat:
        choice["message"] = {"content": content, "refusal": "".join(refusals) or None}
    else:
        choice["text"] = content
    return {"choices": [choice], **names}
