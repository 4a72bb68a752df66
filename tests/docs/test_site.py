"""The documentation as pages: built strictly, complete, and whole without a network."""

import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.docs.pages import ROOT

MOST_WORDS = 120
# Written by programs, from docstrings and simulations.
GENERATED = {"api.md", "probes.md", "policies.md", "verdicts.md"}


class Loaded(HTMLParser):
    """What a browser fetches for a page."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in ("script", "img", "iframe", "source") and given.get("src"):
            self.addresses.append(str(given["src"]))
        if tag == "link" and given.get("rel") in ("stylesheet", "icon", "preload", "preconnect"):
            self.addresses.append(str(given["href"]))


def test_the_pages_are_built_strictly_and_fetch_nothing_from_elsewhere(tmp_path: Path) -> None:
    out = tmp_path / "site"
    done = subprocess.run(
        [str(ROOT / "script" / "docs"), str(out)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    sources = {path.relative_to(ROOT / "docs") for path in (ROOT / "docs").rglob("*.md")}
    assert {path for path in sources if not (out / path.with_suffix(".html")).is_file()} == set()
    for page in out.rglob("*.html"):
        written = page.read_text(encoding="utf-8")
        # What scrolls takes the focus, headings have a level, and no heading of a table is empty.
        assert not re.search(r'<pre>|<div class="table-wrapper|role="heading">', written), page
        assert not re.search(r"<th[^>]*>(<p></p>|\s*)</th>", written), page
        assert "<h1" in written, page
        loaded = Loaded()
        loaded.feed(written)
        assert loaded.addresses
        for address in loaded.addresses:
            assert not re.match(r"(\w+:)?//", address), (page, address)
            assert (page.parent / address.partition("?")[0]).is_file(), (page, address)
    for style in out.rglob("*.css"):
        text = style.read_text(encoding="utf-8")
        assert not re.search(r"(@import|url\()\s*['\"]?(https?:)?//", text), style


@pytest.mark.parametrize("broken", ["[there](nowhere.md)", "[there](#nowhere)"])
def test_a_link_to_nowhere_stops_the_build(tmp_path: Path, broken: str) -> None:
    source = tmp_path / "source"
    source.mkdir()
    (source / "conf.py").write_text((ROOT / "docs" / "conf.py").read_text(encoding="utf-8"))
    (source / "index.md").write_text(f"# One page\n\nA link {broken}.\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", "-b", "dummy", "--fail-on-warning", "--quiet",
         str(source), str(tmp_path / "out")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode != 0
    assert "nowhere" in done.stderr


def paragraphs(text: str) -> list[str]:
    """Paragraphs and items of lists; tables and code aside."""
    prose = re.sub(r"^```.*?^```$", "", text, flags=re.DOTALL | re.MULTILINE)
    prose = re.sub(r"^\s*\|.*$", "", prose, flags=re.MULTILINE)
    return re.split(r"\n\s*\n|\n(?=\s*(?:[-*]|\d+\.) )|\n(?=#)", prose)


def test_no_paragraph_is_a_wall() -> None:
    long = {
        (page.name, len(part.split()), part.strip()[:60])
        for page in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
        if page.name not in GENERATED
        for part in paragraphs(page.read_text(encoding="utf-8"))
        if len(part.split()) > MOST_WORDS
    }
    assert long == set()
