"""The report as a page that stands alone, and as an article inside the service's page."""

import base64
import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from audits.report import header, review
from audits.report.assumptions import assumptions
from audits.report.blocks import method, previous
from audits.report.blocks.methods import gathered
from audits.report.blocks.shortening import shortened
from audits.report.charts import people
from audits.report.compiled_templates import CompiledTemplates
from audits.report.components import Block, Heading, How, Method, Part
from audits.report.findings import counts, sections
from audits.report.heads import block_of_head, heads, view_of
from audits.report.next_steps import SEE_THRESHOLDS
from audits.report.nothing_judged import nothing_judged
from audits.report.number_format import TIGHT, lower_first, plain
from audits.report.page_address import page_address
from audits.report.page_budget import PAGE_BYTES, PAPER_BYTES, fitted
from audits.report.sections import block_of
from audits.report.sentences import sentences
from audits.report.verdict_meanings import MEANINGS, OF_DOUBT
from audits.report.view import WORDS, View
from audits.report.where_to_look import READ_THRESHOLDS
from audits.specification.verdicts import WORST_FIRST

HERE = Path(__file__).parent
# With what they import; those of other pages are compiled where one is drawn.
_OF_A_REPORT = ("article.html.j2", "page.html.j2", "parts.j2", "marks.j2", "icons.j2")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_REMARK = re.compile(r"\s*//")
_BRACKETS = re.compile(r"(?<!\w)\[[^\[\]]{1,40}\]")


def render(report: Mapping[str, Any], *, bundle: str | None = None) -> str:
    """One file that needs nothing else: no network, and no script but the page's own small one.

    bundle: vl-convert's JavaScript (`audits.report.bundle`), which makes the charts interactive.
    """
    return _page(_context(report), bundle)


def article(report: Mapping[str, Any]) -> str:
    """The fragment for the service's page, which brings styles, icons and scripts."""
    return _article(_context(report), interactive=True, linked=True)


def article_and_page(report: Mapping[str, Any]) -> tuple[str, str]:
    """Both, from one drawing of every chart."""
    context = _context(report)
    return _article(context, interactive=True, linked=True), _page(context, None)


def paper(report: Mapping[str, Any], own_style: str) -> str:
    """The page in another style, for a renderer that prints it; numbers behind pictures, which
    paper cannot open, are left out."""
    return _page({**_context(report, PAPER_BYTES), "on_paper": True}, None, own_style)


def _page(context: Mapping[str, Any], bundle: str | None, own_style: str | None = None) -> str:
    scripts = () if own_style else (_script("report.js"),)
    if bundle is not None:
        scripts = (*scripts, bundle, _script("charts.js"))
    article = _article(context, interactive=bundle is not None)
    return _whole(context["title"], article, own_style or style(), scripts)


def review_page(report: Mapping[str, Any]) -> str:
    """What people said of the audit, as a page of its own; it is never signed."""
    view = View(report)
    drawn = (
        _environment()
        .get_template("review.html.j2")
        .render(
            title=header.title(view),
            audit=view["audit"].get("id", ""),
            gate=WORDS[view["gate"]].lower(),
            canonical_sha256=view["canonical_sha256"],
            address=page_address(report),
            apart=review.APART,
            standing=review.standing(report),
            lines=list(review.lines(report)),
        )
    )
    return _whole(f"Review of {header.title(view)}", drawn, style(), ())


def _whole(title: str, article: str, own_style: str, scripts: tuple[str, ...]) -> str:
    """A self-contained page around an article that its template has escaped."""
    page: str = (
        _environment()
        .get_template("page.html.j2")
        .render(
            title=title,
            article=Markup(article),  # noqa: S704
            style=Markup(own_style),  # noqa: S704 (the project's own stylesheet)
            scripts=[Markup(script) for script in scripts],  # noqa: S704 (and scripts)
            security_policy=_security_policy(own_style, scripts),
        )
    )
    return page


def fragment(parts: Sequence[Part]) -> str:
    """Parts of a block for another page of the service."""
    template = _environment().get_template("fragment.html.j2")
    shown = [part for part in parts if not isinstance(part, How)]
    return template.render(
        parts=shown, method=gathered(parts), words=WORDS, interactive=False, linked=True
    )


def side_by_side(
    sides: Sequence[Mapping[str, Any]],
    rows: Sequence[tuple[Any, Any]],
    alone: Sequence[tuple[Any, Any]],
    left_out: int,
) -> str:
    """Two reports beside each other.

    rows: a finding of each. alone: the same, None in the place of the one that lacks it.
    """
    template = _environment().get_template("side_by_side.html.j2")
    return template.render(sides=sides, rows=rows, alone=alone, left_out=left_out, words=WORDS)


def _article(context: Mapping[str, Any], *, interactive: bool, linked: bool = False) -> str:
    """Escaped by the template; blank lines that the templates leave are dropped."""
    template = _environment().get_template("article.html.j2")
    drawn = template.render(context, interactive=interactive, linked=linked)
    return re.sub(r"\n\s*\n+", "\n", drawn)


@cache
def prepare() -> None:
    """Compile a report's templates ahead: a process that is forked for each finds them ready."""
    for name in _OF_A_REPORT:
        _environment().get_template(name)


def blocks(view: View) -> tuple[Block, ...]:
    """A block a folder of probes; folders without one of their own get the general one.

    Of several heads those of one stand behind those of another.
    """
    compared = previous.block(view)
    last = () if compared is None else (shortened(compared),)
    of_heads = [
        block_of_head(block, head, position)
        for position, head in enumerate(heads(view))
        for block in _section_blocks(view_of(view, head))
    ]
    return (*(of_heads if heads(view) else _section_blocks(view)), *last)


def _section_blocks(view: View) -> list[Block]:
    of_sections = (block_of(view, section) for section in view.sections)
    return [shortened(block) for block in of_sections if block is not None]


def _context(report: Mapping[str, Any], page_bytes: int = PAGE_BYTES) -> dict[str, Any]:
    """What both forms of the report show; page_bytes: how large it may become."""
    view = View(report)
    statements = sentences(view)
    by_verdict, number = sections(view), counts(view)
    rows = [row for section in by_verdict for row in section.rows]
    shown = fitted(blocks(view), rows, page_bytes)
    level = plain(100 * view.confidence, 1).removesuffix(".0")
    judged = next((str(verdict) for verdict in WORST_FIRST if number[verdict]), "")
    contents = [("summary", "In short", ""), ("findings", "Findings", judged)]
    contents += [(b.id, b.title, "" if b.verdict == "none" else b.verdict) for b in shown]
    contents.append(("method", "Method", ""))
    correction = {"holm": "Holm", "benjamini-hochberg": "Benjamini–Hochberg"}
    return {
        "words": WORDS,
        "title": header.title(view),
        "facts": list(header.facts(view)),
        "line": header.line(view),
        "assumptions": assumptions(view),
        "gate": view["gate"],
        "meanings": MEANINGS,
        "of_doubt": OF_DOUBT,
        "nothing_judged": "" if rows else nothing_judged(view).asked,
        "gate_words": header.gate_words(view),
        "counts": number,
        "sentences": statements,
        "see": SEE_THRESHOLDS if statements.next.startswith(READ_THRESHOLDS) else "",
        "people": people.draw,
        "findings": by_verdict,
        "findings_method": Method((_findings_method(view),)),
        "folded_findings": sum(len(s.rows) + s.left_out - s.open for s in by_verdict),
        "attributes": list(dict.fromkeys(a for row in rows for a in row.attributes)),
        "places": {p.id for block in shown for p in block.parts if isinstance(p, Heading)},
        "level": f"{level}{TIGHT}%",
        "correction": correction[view.policy.get("correction", "holm")],
        "blocks": shown,
        "contents": contents,
        "method": method.facts(view),
        "probes": method.probes_table(view),
        "command": method.command(view),
        "canonical_sha256": report["canonical_sha256"],
        "compared": any(block.id == "previous" for block in shown),
        "signer": report.get("signer"),
    }


def _findings_method(view: View) -> str:
    tests = view.tests
    return (
        "A rule holds the whole interval against its limits. Failing needs the correction over "
        f"{tests} tests; passing is an intersection and takes none, so no p is shown there. The "
        "sample size beside an inconclusive finding is the n at which this very estimate would be "
        "decided if it stayed; more data will give another estimate, so it is no promise. "
        "A group that is too small stays open; its raw value is shown and never judged."
    )


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        bytecode_cache=CompiledTemplates(HERE / "templates" / "__pycache__"),
    )
    environment.filters["quiet_brackets"] = _quiet_brackets
    environment.filters["lower_first"] = lower_first
    environment.tests["right_to_left"] = _right_to_left
    return environment


def _right_to_left(cell: object) -> bool:
    """Whether the first letter with a direction is of a script that runs so (as `dir=auto`)."""
    directions = (unicodedata.bidirectional(mark) for mark in str(cell))
    return next((way for way in directions if way in ("L", "R", "AL")), "L") != "L"


def _quiet_brackets(words: str) -> Markup:
    """Intervals in quieter ink."""
    pieces, end = [], 0
    for match in _BRACKETS.finditer(words):
        pieces.append(escape(words[end : match.start()]))
        pieces.append(Markup('<span class="iv">{}</span>').format(match.group()))
        end = match.end()
    return Markup("").join([*pieces, escape(words[end:])])


@cache
def style() -> str:
    """The stylesheet of a report: tokens, then rules."""
    files = ("tokens.css", "report.css")
    return _short("\n".join((HERE / "static" / name).read_text("utf-8") for name in files))


@cache
def _script(name: str) -> str:
    text = (HERE / "static" / name).read_text("utf-8")
    return "\n".join(
        line.strip() for line in text.split("\n") if line.strip() and not _REMARK.match(line)
    )


def _short(stylesheet: str) -> str:
    """Without comments and the space around them; a page carries it each time."""
    return re.sub(r"\s*\n\s*", "\n", _COMMENT.sub("", stylesheet)).strip()


def _security_policy(style: str, scripts: tuple[str, ...]) -> str:
    """Nothing is fetched; only this style and these scripts count."""
    allowed = f"default-src 'none'; img-src data:; style-src {_digest(style)}"
    if scripts:
        allowed += f"; script-src {' '.join(map(_digest, scripts))}"
    return f"{allowed}; base-uri 'none'; form-action 'none'"


def _digest(text: str) -> str:
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"'sha256-{digest}'"
