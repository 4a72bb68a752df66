"""What to do about an endpoint that answers nothing, by what it says instead."""

from collections.abc import Mapping

from audits.models.endpoint.carrying import Reply

_BY_STATUS: Mapping[int, str] = {
    401: "name a key that it takes under `key`",
    403: "name a key that may ask this model under `key`",
    404: "mend `model.url`, or the model's name under `model`",
    405: "mend `model.url`: nothing is asked by POST there",
    408: "give it longer by `timeout_seconds`, or ask fewer at once by `concurrency`",
    410: "give the address that took its place as `model.url`",
    413: "send less at once by `batch`",
    429: "ask more slowly by `concurrency` and `requests_per_minute`, or later",
}
_REDIRECTED = "give the address that it redirects to as `model.url`"
_MALFORMED = frozenset({400, 422})
_NAMED = "mend what it names"
_UNWANTED = "`temperature: null` and `seed: null` send neither"
_BROKEN = "look into the server's own log, or ask later"
_UNREACHED = "see that it runs, and that `model.url` is its address"
_LATE = "give it longer by `timeout_seconds`, or ask fewer at once by `concurrency`"
_SPENT = "raise `most_requests` or `most_tokens`"
_OTHER_FORM = "give the `form` that it speaks, and an address that answers in it"
_ELSEWHERE = "say under `answer` where the text stands"


def remedy_of(reply: Reply, form: str) -> str:
    """What may help. reply: that answers nothing of what was asked. form: in which that was."""
    if reply.spent:
        return _SPENT
    if reply.timed_out:
        return _LATE
    if not reply.status:
        return _UNREACHED
    if 200 <= reply.status < 300:
        return _ELSEWHERE if form == "json" else _OTHER_FORM
    if 300 <= reply.status < 400:
        return _REDIRECTED
    if reply.status in _MALFORMED:
        return f"{_NAMED}; {_UNWANTED}" if form == "openai" else _NAMED
    return _BY_STATUS.get(reply.status, _BROKEN)
