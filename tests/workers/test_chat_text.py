"""What strangers write does not act in a chat room."""

import html
import re

import pytest

from workers.chat_text import chat_message, chat_text

HOSTILE = [
    "<!channel>", "<@U012AB3CD>", "<https://evil.example|the report>", "@here", "@all",
    "https://evil.example/x", "www.evil.example", "[the report](https://evil.example)",
    "&lt;!channel&gt;", "#general", "a\nb", "\u202eevil", "javascript://x",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_is_linked_called_or_turned(text: str) -> None:
    found = chat_text(text)
    assert not re.search(r"[<>\n\u202e]|@\w|://|www\.|\]\(|#\w", found)
    assert "&" not in re.sub(r"&(amp|lt|gt);", "", found)


@pytest.mark.parametrize("text", [one for one in HOSTILE if one.isprintable()])
def test_the_reader_sees_what_was_written(text: str) -> None:
    assert html.unescape(chat_text(text)).replace("\u200b", "") == text


def test_an_ordinary_line_is_as_it_was_and_slack_is_told_to_read_nothing_into_it() -> None:
    line = "credit: the gate is fail, it was none (aud_1)"
    assert chat_message(line) == {
        "text": line, "mrkdwn": False, "parse": "none", "unfurl_links": False,
    }  # fmt: skip
