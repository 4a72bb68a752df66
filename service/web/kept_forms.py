"""What was filled in survives a session that ended while the page was open."""

from flask import request

from service.arriving import BODY_BYTES

# Pages whose form takes minutes to fill in.
KEPT = ("/audits/new",)
PREFIX = "kept-"
MOST_FIELDS = 5000


def filled_in() -> list[tuple[str, str]]:
    """The fields of the form that was just sent, without its token; empty of other pages."""
    is_kept = request.method == "POST" and request.path in KEPT
    if not is_kept or (request.content_length or BODY_BYTES + 1) > BODY_BYTES:
        return []
    return [
        (name, value)
        for name, value in list(request.form.items(multi=True))[:MOST_FIELDS]
        if name not in ("csrf", "do")
    ]


def carried() -> list[tuple[str, str]]:
    """The same fields where the sign-in page carried them on."""
    fields = list(request.form.items(multi=True))[:MOST_FIELDS]
    return [(name.removeprefix(PREFIX), value) for name, value in fields if name.startswith(PREFIX)]
