"""The verdict on one screen of Markdown: for the comment of a pipeline under a pull request."""

from collections.abc import Iterator, Mapping
from typing import Any

from audits.report import header
from audits.report.acceptance import is_accepted
from audits.report.blocks import conditions, previous
from audits.report.exports.markdown import plain
from audits.report.findings import counts, sections
from audits.report.forms import Form
from audits.report.number_format import TIGHT
from audits.report.page_address import page_address
from audits.report.sentences import sentences
from audits.report.view import MARKS, WORDS, View

MOST_NEW = 3
MOST = 8  # rows of what did not pass


def render(report: Mapping[str, Any]) -> str:
    """Gate, counts, sentences, and what did not pass; worst first, at most eight rows."""
    return "\n".join(_lines(View(report))).replace(TIGHT, " ") + "\n"


def _lines(view: View) -> Iterator[str]:
    yield f"### {MARKS[view['gate']]} {WORDS[view['gate']]}: {plain(header.title(view))}"
    yield ""
    yield plain(header.gate_words(view))
    yield ""
    tally = counts(view)
    yield " · ".join(f"{MARKS[name]} {count} {WORDS[name].lower()}"
                     for name, count in tally.items() if count) or "nothing was judged"  # fmt: skip
    yield ""
    for question, answer in sentences(view).all:
        yield f"- *{question}.* {plain(answer)}"
    yield from _against(view)
    yield from _open(view)
    yield ""
    canonical = view["canonical_sha256"][:12]
    address = page_address(view.report)
    yield f"<sub>[Report](<{address}>) · canonical `sha256 {canonical}`</sub>"


def _against(view: View) -> Iterator[str]:
    """What a reviewer asks first: whether a failure is new, and how many answers changed."""
    comparison = view.report.get("comparison")
    if not comparison:
        return
    words = f"{conditions.sentence(comparison)} {previous.lede(view, comparison)}".strip()
    yield f"- *Against the audit before.* {plain(words)}"
    changes = [*previous.findings({"new": comparison["new"]})]
    for name, change in changes[:MOST_NEW]:
        yield f"  - {plain(name)}: {plain(change)}"


def _open(view: View) -> Iterator[str]:
    rows = [row for section in sections(view) if section.verdict != "pass" for row in section.rows]
    accepted = {finding["id"] for finding in view.findings if is_accepted(finding)}
    open_findings = sum(finding["verdict"] != "pass" for finding in view.findings)
    if not rows:
        return
    yield ""
    yield "| | Rule and group | Limit | Effect | n |"
    yield "|---|---|---|---|--:|"
    for row in rows[:MOST]:
        effect = row.reason or f"{row.effect} {row.interval}"
        cells = (f"{row.rule}, {row.group}", row.limit, effect, row.sample_size)
        verdict = f"{MARKS[row.verdict]} {WORDS[row.verdict].lower()}"
        verdict += ", accepted" if row.id in accepted else ""
        yield f"| {verdict} | {' | '.join(map(plain, cells))} |"
    if open_findings > MOST:
        yield ""
        yield f"and {open_findings - len(rows[:MOST])} more that did not pass, in the report"


FORM = Form(
    "pull_request", "summary.md", "text/markdown; charset=utf-8",
    "The verdict on one screen of Markdown, for a pull request.", render,
)  # fmt: skip
