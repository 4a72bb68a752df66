"""A line for a chat room: what a model or a dataset says is shown there, and acted on nowhere."""

import re

from audits.report.terminal_text import printable

# By Slack's rules for text: what stands between < and > is a link or calls people together.
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
# Rooms make links of addresses, call whoever stands behind an @, and some read Markdown. A space
# without width takes none of it away from the reader.
_ACTED_ON = re.compile(r"@|://|\bwww\.|\]\(|#", re.IGNORECASE)
_APART = "\u200b"


def chat_text(line: str) -> str:
    """The line, on one line, so that no room links, calls or formats by it."""
    shown = printable(line).translate(_ENTITIES)
    return _ACTED_ON.sub(lambda sign: sign[0][0] + _APART + sign[0][1:], shown)


def chat_message(line: str) -> dict[str, object]:
    """The body: Slack is told as well to read nothing into it; other rooms take `text` alone."""
    return {"text": chat_text(line), "mrkdwn": False, "parse": "none", "unfurl_links": False}
