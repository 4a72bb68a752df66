"""Write the service's help from docs/: `python -m service.web.help.publish`.

It is written beforehand, so that a service without the documentation, or without a network, has it
too. Links between these pages stay links; others, which no service holds, become their words.
"""

import posixpath
import re
from collections.abc import Iterator
from pathlib import Path

from service.web.help import FOLDER, TOPICS, Topic

DOCS = Path(__file__).parents[3] / "docs"
# Of a glossary for readers of reports: names in the code are for developers.
_IN_THE_CODE = re.compile(r"^(\|[^|\n]*\|[^|\n]*)\|[^|\n]*(\|[^|\n]*\|)$", re.MULTILINE)
_FOR_DEVELOPERS = re.compile(r"^Words of the code.*?\n\n.*?\n\n", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")
_TITLE = re.compile(r"\A# .+\n+")
_TABLE = re.compile(r"<table>.*?</table>", re.DOTALL)


def published(topic: Topic) -> str:
    """The topic's page as HTML, without its title."""
    from markdown_it import MarkdownIt

    text = (DOCS / topic.source).read_text(encoding="utf-8")
    if topic.name == "words":
        text = _IN_THE_CODE.sub(r"\1\2", _FOR_DEVELOPERS.sub("", text))
    text = _LINK.sub(lambda match: _linked(topic, match), _TITLE.sub("", text))
    html = MarkdownIt("commonmark", {"html": False}).enable("table").render(text)
    numbers = iter(range(1, 100))
    return _TABLE.sub(lambda match: _named_table(match[0], topic, numbers), html)


def _linked(topic: Topic, match: re.Match[str]) -> str:
    address = match[2]
    if re.match(r"https?:", address):
        return match[0]
    source = posixpath.normpath(posixpath.join(posixpath.dirname(topic.source), address))
    for other in TOPICS.values():
        if other.source == source.partition("#")[0]:
            return f"[{match[1]}](/help/{other.name})"
    return match[1]


def _named_table(html: str, topic: Topic, numbers: Iterator[int]) -> str:
    """With a caption, headings that have a scope, and the first cell of a row as its heading."""
    html = html.replace("<th>", '<th scope="col">')
    html = re.sub(r"<tr>\n<td>(.*?)</td>", r'<tr>\n<th scope="row">\1</th>', html)
    caption = f'<caption class="visually-hidden">{topic.title}, table {next(numbers)}</caption>'
    return html.replace("<table>", f'<table class="table help-table">{caption}')


def main() -> None:
    """Write every page."""
    for topic in TOPICS.values():
        (FOLDER / f"{topic.name}.html").write_text(published(topic), encoding="utf-8")


if __name__ == "__main__":
    main()
