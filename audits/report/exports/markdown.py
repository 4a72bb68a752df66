"""The report as Markdown, for pull requests and wikis: gate, sentences, findings."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from audits.report import header
from audits.report.assumptions import assumptions
from audits.report.blocks import conditions, method, paired_tables, previous
from audits.report.findings import counts, sections
from audits.report.forms import Form
from audits.report.number_format import TIGHT
from audits.report.review import APART, is_reviewed, lines, standing
from audits.report.sentences import sentences
from audits.report.terminal_text import printable
from audits.report.view import MARKS, WORDS, View

# Of the comparison with the audit before; the JSON report holds the rest.
MOST_FINDINGS = 12
# What Markdown and HTML would act on, in text that a model or a dataset wrote.
_ACTIVE = re.compile(r"([\\`*_{}\[\]<>()#+!|~@&$])")
# What code hosts make a link of without any markup; a name that is an address is still a name.
_ADDRESS = re.compile(r"(:)(?=//)|(?<=\bwww)(\.)", re.IGNORECASE)
# They look for names to notify after Markdown was read, so an escape is not enough.
_APART = "@\u200b"


def render(report: Mapping[str, Any]) -> str:
    """A page of Markdown. Every text is escaped: it is shown, never acted on."""
    return "\n".join(_lines(View(report))).replace(TIGHT, " ") + "\n"


def _lines(view: View) -> Iterator[str]:
    tally = counts(view)
    yield f"# {plain(header.title(view))}"
    yield ""
    yield f"**{MARKS[view['gate']]} Gate: {WORDS[view['gate']]}.** {plain(header.gate_words(view))}"
    yield ""
    yield " · ".join(f"{number} {WORDS[name].lower()}" for name, number in tally.items())
    yield ""
    for question, answer in sentences(view).all:
        yield f"- *{question}.* {plain(answer)}"
    noted = assumptions(view)
    for banner in noted.assumed:
        yield f"- *What was assumed.* {_coded(f'{banner.head} {banner.words}')}"
    for section in sections(view):
        yield ""
        yield f"## {MARKS[section.verdict]} {WORDS[section.verdict]} ({section.count})"
        yield ""
        yield "| Rule and group | Limit | Effect | n | p | Next step |"
        yield "|---|---|---|--:|--:|---|"
        for row in section.rows:
            effect = row.reason or f"{row.effect} {row.interval}"
            cells = (f"{row.rule}, {row.group}", row.limit, effect, row.sample_size, row.p,
                     row.next)  # fmt: skip
            yield f"| {' | '.join(map(plain, cells))} |"
        if section.left_out:
            yield ""
            yield f"and {section.left_out} more in the JSON report"
    yield from _against(view)
    yield ""
    yield "## Method"
    yield ""
    for what, how in header.reading(view):
        yield f"- **Read of the model, {plain(what)}:** {plain(how)}"
    for name, words in method.facts(view).items():
        yield f"- **{name}:** {plain(words)}"
    for banner in noted.noticed:
        yield f"- {_coded(f'{banner.head} {banner.words}'.strip())}"
    yield f"- **Canonical SHA-256:** `{view['canonical_sha256']}`"
    yield from checked(view)
    if is_reviewed(view.report):
        yield ""
        yield "## Review"
        yield ""
        yield from reviewed(view)


def checked(view: View) -> Iterator[str]:
    """The reproducibility checklist, where the audit filled it."""
    from audits.report import checklist  # few reports have one

    content = checklist.of_report(view)
    if content is None:
        return
    yield ""
    yield "## Reproducibility checklist"
    yield ""
    for note in checklist.notes(content):
        yield plain(note)
        yield ""
    yield "| Item | Standing | What is known, stated or asked for |"
    yield "|---|---|---|"
    for row in checklist.rows(view, content):
        cells = (f"{row.section}: {row.item}", row.standing, row.answer)
        yield f"| {' | '.join(map(plain, cells))} |"


def _against(view: View) -> Iterator[str]:
    """The audit before, shortly: what changed, whose answers, what became of the findings."""
    comparison = view.report.get("comparison")
    if not comparison:
        return
    yield ""
    yield "## Against the previous audit"
    yield ""
    if sentence := conditions.sentence(comparison):
        yield plain(sentence)
        yield ""
    yield plain(previous.lede(view, comparison))
    yield ""
    for name, change in list(previous.findings(comparison))[:MOST_FINDINGS]:
        yield f"- {plain(name)}: {plain(change)}"
    sure = paired_tables.sure_changes(view, comparison)
    if sure:
        yield ""
        yield "| Metric and group, same rows | Before | Now | Change | p (Holm) |"
        yield "|---|--:|--:|--:|--:|"
        for cells in sure[:MOST_FINDINGS]:
            yield f"| {' | '.join(map(plain, cells))} |"


def reviewed(view: View) -> Iterator[str]:
    """What people said of the audit, a line each."""
    yield f"{plain(APART)} {plain(standing(view.report))}".rstrip()
    yield ""
    for line in lines(view.report):
        about = f", {plain(line.about)}" if line.about else ""
        words = " ".join(line.words.split())
        yield f"- **{line.kind}** by {plain(line.by)}, {plain(line.when)}{about}: {plain(words)}"


def _coded(text: str) -> str:
    """Keys between backticks stay code; the rest is text."""
    pieces = text.split("`")
    if len(pieces) % 2 == 0:
        return plain(text)
    return "".join(f"`{printable(p)}`" if i % 2 else plain(p) for i, p in enumerate(pieces))


def plain(text: str) -> str:
    """Text that Markdown shows as it is."""
    escaped = _ACTIVE.sub(r"\\\1", printable(text)).replace("@", _APART)
    return _ADDRESS.sub(r"\\\g<0>", escaped)


FORM = Form(
    "markdown", "report.md", "text/markdown; charset=utf-8",
    "The report as Markdown.", render,
)  # fmt: skip
