"""Inline drawings with their colours written into them, for renderers that style none.

WeasyPrint draws an inline `<svg>` as a document of its own: neither the page's stylesheet, nor its
tokens, nor the symbols of its sprite reach into it. Here the page's rules are matched against the
whole page, and what they say of a drawing becomes its own attributes.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any
from xml.etree.ElementTree import Element

SVG = "{http://www.w3.org/2000/svg}"
SPACE = "\N{NO-BREAK SPACE}"  # an ordinary one is dropped
_HREF = ("href", "{http://www.w3.org/1999/xlink}href")
_DRAWN = frozenset(
    ("fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linejoin", "opacity",
     "text-anchor", "font-size", "font-weight", "font-family")
)  # fmt: skip
_VARIABLE = re.compile(r"var\(\s*(--[\w-]+)\s*\)")


def ink(root: Element, stylesheet: str) -> None:
    """Write colours and symbols into every drawing of the page, in place.

    root: the parsed page. stylesheet: the page's own, with its tokens; those for print win.
    """
    import cssselect2

    matcher, tokens = _rules(stylesheet)
    symbols = {e.get("id", ""): e for e in root.iter(f"{SVG}symbol")}
    _drop_sprites(root)
    wrapper = cssselect2.ElementWrapper.from_html_root(root)
    _walk(wrapper, matcher, tokens, symbols, tokens.get("--ink", "#000"))


def settled(stylesheet: str) -> str:
    """The stylesheet as it is on paper, with values in the places of its tokens."""
    tokens = _rules(stylesheet)[1]
    for _ in range(2):  # a token may name another
        stylesheet = _plain(stylesheet, tokens)
    return stylesheet


def _walk(
    wrapper: Any,
    matcher: Any,
    tokens: Mapping[str, str],
    symbols: Mapping[str, Element],
    color: str,
) -> None:
    element = wrapper.etree_element
    own = {}
    for *_, declarations in matcher.match(wrapper):
        own.update(declarations)
    color = _plain(own["color"], tokens) if "color" in own else color
    if isinstance(element.tag, str) and element.tag.startswith(SVG):
        for name, value in own.items():
            if name in _DRAWN:
                element.set(name, _plain(value, tokens))
        for name in ("fill", "stroke"):
            if name in element.attrib:
                value = _plain(element.attrib[name], tokens)
                element.set(name, color if value == "currentColor" else value)
        _pad(element)
    children = list(wrapper.iter_children())
    if element.tag == f"{SVG}svg":
        element.set("class", element.get("class", ""))
        _describe(element)
    for child in children:
        _walk(child, matcher, tokens, symbols, color)
    if element.tag == f"{SVG}svg":
        _use(element, symbols, tokens, color)


def _use(
    drawing: Element, symbols: Mapping[str, Element], tokens: Mapping[str, str], color: str
) -> None:
    """A symbol of the sprite in the place where it is used."""
    for used in list(drawing.iter(f"{SVG}use")):
        name = next((used.get(key) for key in _HREF if used.get(key)), "") or ""
        symbol = symbols.get(name.removeprefix("#"))
        if symbol is None:
            continue
        drawing.remove(used)
        drawing.set("viewBox", symbol.get("viewBox", ""))
        for shape in symbol:
            copied = drawing.makeelement(shape.tag, dict(shape.attrib))
            for key in ("fill", "stroke"):
                if key in copied.attrib:
                    value = _plain(copied.attrib[key], tokens)
                    copied.set(key, color if value == "currentColor" else value)
            drawing.append(copied)


def _pad(element: Element) -> None:
    """A space before a text that is not set from its left: PDFium, the reader in Chromium and
    Edge, cuts the first sign of it."""
    anchor = element.get("text-anchor", "start")
    if element.tag == f"{SVG}text" and element.text and anchor != "start":
        element.text = f"{SPACE}{element.text}{SPACE if anchor == 'middle' else ''}"


def _describe(drawing: Element) -> None:
    """Its finding as title, which becomes the alternative text."""
    label = drawing.get("aria-label")
    if label and drawing.find(f"{SVG}title") is None:
        title = drawing.makeelement(f"{SVG}title", {})
        title.text = label
        drawing.insert(0, title)


def _drop_sprites(root: Element) -> None:
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag == f"{SVG}svg" and "sprite" in child.get("class", "").split():
                parent.remove(child)


def _plain(value: str, tokens: Mapping[str, str]) -> str:
    return _VARIABLE.sub(lambda match: tokens.get(match[1], ""), value)


@cache
def _rules(stylesheet: str) -> tuple[Any, Mapping[str, str]]:
    """What the stylesheet says of drawings and of the colour of words, and its tokens."""
    import cssselect2

    matcher, tokens = cssselect2.Matcher(), dict[str, str]()
    for prelude, declarations, is_print in _printed(stylesheet):
        drawn = {name: value for name, value in declarations if name in _DRAWN or name == "color"}
        tokens.update((name, value) for name, value in declarations if name.startswith("--"))
        if not drawn or is_print:
            continue
        try:
            selectors = cssselect2.compile_selector_list(prelude)
        except cssselect2.SelectorError:  # of states that paper has not
            continue
        for selector in selectors:
            if selector.pseudo_element is None and not selector.never_matches:
                matcher.add_selector(selector, drawn)
    return matcher, tokens


def _printed(stylesheet: str) -> Iterator[tuple[Any, list[tuple[str, str]], bool]]:
    """Rules that hold on paper: outside of `@media`, and in `@media print`."""
    import tinycss2

    for rule in tinycss2.parse_stylesheet(stylesheet, skip_comments=True, skip_whitespace=True):
        if rule.type == "qualified-rule":
            yield rule.prelude, _declarations(rule), False
        elif rule.type == "at-rule" and rule.lower_at_keyword == "media" and rule.content:
            if tinycss2.serialize(rule.prelude).strip() != "print":
                continue
            for inner in tinycss2.parse_rule_list(rule.content, skip_comments=True,
                                                  skip_whitespace=True):  # fmt: skip
                if inner.type == "qualified-rule":
                    yield inner.prelude, _declarations(inner), True


def _declarations(rule: Any) -> list[tuple[str, str]]:
    import tinycss2

    return [
        (item.name, tinycss2.serialize(item.value).strip())
        for item in tinycss2.parse_blocks_contents(rule.content)
        if item.type == "declaration"
    ]
