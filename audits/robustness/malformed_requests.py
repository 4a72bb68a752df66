"""Malformed texts asked of a translator behind an address, one request each.

There the process that an input may end is somebody else's: what it does is seen by its answers. A
good sentence is asked before, after every input that was answered badly, and at the end.
"""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from audits.errors import ModelFailure, NoAnswerInTime
from audits.models.endpoint.translator import EndpointTranslator, request_body, understood
from audits.robustness.malformed_asking import BROKEN, Asked, Fate, of_text
from audits.robustness.malformed_inputs import KINDS, TEXT

# Stands for the sentence in a request that is then spoilt.
_PLACE = "\ufdd0 the sentence \ufdd0"
_LONGEST = 160
# It says that it is asked too often, which is nothing about the input.
_TOO_OFTEN = 429
_PAUSE_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Requests:
    """asked: in turn. kinds: how many fit. stopped: why the others were not asked, "" for none.

    afterwards: whether the good sentence was answered at the end.
    """

    asked: tuple[Asked, ...]
    kinds: int
    stopped: str
    afterwards: bool


def malformed_bodies(
    model: EndpointTranslator, sentence: str, source: str, target: str
) -> dict[str, Mapping[str, Any]]:
    """By kind, the JSON that is sent: a good request with something wrong in it.

    sentence: that it takes. source, target: the languages of a good request.
    """
    good = request_body(model.descriptor, [_PLACE], source, target)
    bodies: dict[str, Mapping[str, Any]] = {}
    for kind, malformed in KINDS.items():
        if malformed.modality != TEXT or malformed.spoil is None:
            continue
        (value,) = malformed.spoil(None)
        # JSON has no bytes, and in the middle of a template nothing but a text has room.
        if isinstance(value, str) or (_has_room(good) and not isinstance(value, bytes)):
            bodies[kind] = _with(good, value)
    bodies["no sentence at all"] = _without(good)
    bodies["an empty request"] = {}
    nowhere = request_body(model.descriptor, [sentence], "xx-none", "xx-none")
    if nowhere != request_body(model.descriptor, [sentence], source, target):
        bodies["languages that are none"] = nowhere
    return bodies


def ask_all(
    model: EndpointTranslator,
    sentence: str,
    source: str,
    target: str,
    *,
    seconds: float,
    most: int | None = None,
    on_progress: Callable[[float], None] = lambda fraction: None,
    sleep: Callable[[float], None] = time.sleep,
) -> Requests:
    """Every kind in turn, until the endpoint no longer answers the good sentence.

    seconds: after which an input counts as hung, and for which a good sentence is waited for
    afterwards. most: kinds asked. Raises `ModelFailure` where the good sentence is not answered
    even before.
    """
    good = request_body(model.descriptor, [sentence], source, target)

    def ask(kind: str, body: Mapping[str, Any]) -> Asked | None:
        return _asked(model, kind, body, seconds)

    before = ask("a good sentence", good)
    if before is None or before.fate is not Fate.ANSWERED:
        why = "it is asked too often" if before is None else f"{before.fate}: {before.detail}"
        raise ModelFailure(f"the endpoint does not answer a sentence without fault ({why})")
    bodies = malformed_bodies(model, sentence, source, target)
    asked: list[Asked] = []

    def recovered() -> bool:
        end = time.monotonic() + seconds
        while True:
            after = ask("a good sentence", good)
            if after is not None and after.fate is Fate.ANSWERED:
                return True
            if time.monotonic() > end:
                return False
            sleep(_PAUSE_SECONDS)

    for index, (kind, body) in enumerate(list(bodies.items())[:most]):
        on_progress(index / len(bodies))
        one = ask(kind, body)
        if one is None:
            stopped = "the endpoint says that it is asked too often"
            return Requests(tuple(asked), len(bodies), stopped, recovered())
        asked.append(one)
        if one.fate in BROKEN and not recovered():
            stopped = f"the endpoint no longer answered a good sentence after {kind}"
            return Requests(tuple(asked), len(bodies), stopped, afterwards=False)
    return Requests(tuple(asked), len(bodies), "", recovered())


def _asked(
    model: EndpointTranslator, kind: str, body: Mapping[str, Any], seconds: float
) -> Asked | None:
    """What became of one request; None where it says that it is asked too often."""
    try:
        status, text = model.carry(body, seconds=seconds)
    except NoAnswerInTime as late:
        return Asked(kind, Fate.HUNG, detail=str(late)[:_LONGEST])
    except ModelFailure as gone:
        return Asked(kind, Fate.CRASHED, detail=str(gone)[:_LONGEST])
    detail = f"{status}: {' '.join(text.split())}"[:_LONGEST]
    if status == _TOO_OFTEN:
        return None
    if status >= 500:
        return Asked(kind, Fate.FAILED, detail=detail)
    if not 200 <= status < 300:
        return Asked(kind, Fate.REFUSED, detail=detail)
    try:
        answer = json.loads(text)
        translations = understood(model.descriptor, answer)
    except (ValueError, KeyError, IndexError, TypeError, RecursionError):
        # Some refuse in words under the status of success.
        refused = _names_an_error(text)
        return Asked(kind, Fate.REFUSED if refused else Fate.NO_ANSWER, detail=detail)
    return of_text(kind, translations)


def _names_an_error(text: str) -> bool:
    try:
        answer = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return isinstance(answer, dict) and bool(answer.get("error"))


def _with(body: Any, value: Any) -> Any:
    """The body with this value in the sentence's place."""
    if isinstance(body, str):
        return value if body == _PLACE else body.replace(_PLACE, str(value))
    if isinstance(body, Mapping):
        return {key: _with(node, value) for key, node in body.items()}
    return [_with(node, value) for node in body] if isinstance(body, list) else body


def _without(body: Any) -> Any:
    """The body without the part that holds the sentence."""
    if isinstance(body, Mapping):
        return {key: _without(node) for key, node in body.items() if not _holds(node)}
    return [_without(node) for node in body if not _holds(node)] if isinstance(body, list) else body


def _holds(node: Any) -> bool:
    return isinstance(node, str) and _PLACE in node


def _has_room(body: Any) -> bool:
    """Whether the sentence stands by itself, so that something else than a text fits there."""
    if isinstance(body, Mapping):
        return any(map(_has_room, body.values()))
    return any(map(_has_room, body)) if isinstance(body, list) else bool(body == _PLACE)
