"""Help: the words of the reports, what verdicts mean, and a first audit; for everybody."""

from flask import Blueprint, Response
from markupsafe import Markup

from service.auth import access
from service.errors import NotFound
from service.web.rendering import render

pages = Blueprint("help_pages", __name__)


@pages.get("/help")
@access("public")
def contents() -> Response:
    """Every page of the help."""
    from service.web.help import TOPICS  # read when somebody asks for help

    return render("help.html", here="/help", title="Help", topics=TOPICS.values(), topic=None)


@pages.get("/help/<topic>")
@access("public")
def topic_page(topic: str) -> Response:
    """One page of it."""
    from service.web.help import TOPICS, text_of

    known = TOPICS.get(topic)
    if known is None:
        raise NotFound()
    return render(
        "help.html",
        here="/help",
        title=known.title,
        topics=TOPICS.values(),
        topic=known,
        # Written by `publish` from the project's own documentation.
        text=Markup(text_of(known)),  # noqa: S704
    )
