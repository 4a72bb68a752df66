"""What was filled in survives a session that ended while the page was open."""

import re

from flask import request

from service.arriving import BODY_BYTES

# Forms that take minutes to fill in. Each shows itself again, and does nothing, where `do` is
# `look`.
KEPT = re.compile(
    r"/audits/new|/schedules|/policies|/schedules/[\w-]+/change"
    r"|/audits/[\w-]+/(waive|comment|sign-off|repeat)"
)
PREFIX = "kept-"
MOST_FIELDS = 5000


def filled_in() -> list[tuple[str, str]]:
    """The fields of the form that was just sent, without its token; empty of other pages."""
    is_kept = request.method == "POST" and KEPT.fullmatch(request.path) is not None
    if not is_kept or (request.content_length or BODY_BYTES + 1) > BODY_BYTES:
        return []
    return [
        (name, value)
        for name, value in list(request.form.items(multi=True))[:MOST_FIELDS]
        if name not in ("csrf", "do")
    ]


def is_only_looked_at() -> bool:
    """Whether the form was sent to be shown with what was filled in, and not to be acted on."""
    return request.form.get("do") == "look"


def carried() -> list[tuple[str, str]]:
    """The same fields where the sign-in page carried them on."""
    fields = list(request.form.items(multi=True))[:MOST_FIELDS]
    return [(name.removeprefix(PREFIX), value) for name, value in fields if name.startswith(PREFIX)]
