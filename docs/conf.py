"""The documentation as pages: `script/docs`. Read by Sphinx; nothing is fetched, fonts included."""

import re
from pathlib import Path
from typing import Any

project = "Evenhand"
copyright = "Evenhand contributors, Apache-2.0"
extensions = ["myst_parser", "sphinx.ext.autodoc"]
source_suffix = {".md": "markdown"}
root_doc = "index"

html_theme = "furo"
html_title = "Evenhand"
html_static_path: list[str] = []
html_show_sphinx = False
html_copy_source = False

# Headings get the anchors that they have where Markdown is shown, and every link is checked.
myst_heading_anchors = 4
nitpicky = True
nitpick_ignore_regex = [("py:.*", ".*")]  # types of other libraries, whose pages are not here

# The Python reference: signatures as they are written, members in the order of the source.
autodoc_member_order = "bysource"
autodoc_preserve_defaults = True
default_role = "code"
pygments_style = "default"
pygments_dark_style = "github-dark"

_PARAMETER = re.compile(r"([a-z_][\w, ]*): (.*)")


def parameters_as_list(
    _app: Any, _what: str, _name: str, _of: Any, _how: Any, lines: list[str]
) -> None:
    """Docstrings say `name: meaning`, with what goes on indented; pages show that as a list."""
    shown: list[str] = []
    in_list = False
    for line in lines:
        if parameter := _PARAMETER.match(line):
            shown += ([] if in_list else [""]) + [f"* `{parameter[1]}`: {parameter[2]}"]
            in_list = True
        elif in_list and line.startswith("    "):
            shown.append(f"  {line.strip()}")
        else:
            shown += [""] if in_list else []
            shown.append(line)
            in_list = False
    lines[:] = shown


# What the theme lacks for keyboards and screen readers: what scrolls takes the focus, parts of
# a page have names of their own, headings a level, and a column without a name has no heading.
_MENDED = (
    (re.compile(r'<div class="highlight"><pre>'), '<div class="highlight"><pre tabindex="0">'),
    (
        re.compile(r'<aside class="sidebar-drawer">'),
        '<aside class="sidebar-drawer" aria-label="Pages">',
    ),
    (
        re.compile(r'<aside class="toc-drawer">'),
        '<aside class="toc-drawer" aria-label="This page">',
    ),
    (re.compile(r'<div class="table-wrapper'), '<div tabindex="0" class="table-wrapper'),
    (re.compile(r'<div id="search-results">'), '<h1>Search</h1><div id="search-results">'),
    (re.compile(r'role="heading">'), 'role="heading" aria-level="2">'),
    (re.compile(r'<th class="head"([^>]*)>(?:<p></p>|\s*)</th>'), r'<td class="head"\1></td>'),
)


def mended(app: Any, error: Exception | None) -> None:
    """Every page that was built, for those who see none of it or use no pointer."""
    for page in [] if error else Path(app.outdir).rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        for lacking, whole in _MENDED:
            text = lacking.sub(whole, text)
        page.write_text(text, encoding="utf-8")


def setup(app: Any) -> None:
    """Called by Sphinx."""
    app.connect("autodoc-process-docstring", parameters_as_list)
    app.connect("build-finished", mended)
