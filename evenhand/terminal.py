"""The result as text: gate, sentences, findings by verdict. Colour only on a terminal."""

from collections.abc import Iterator, Mapping
from typing import Any, TextIO

from audits.report import header
from audits.report.assumptions import assumptions
from audits.report.blocks import conditions, paired_tables, previous
from audits.report.components import Banner
from audits.report.findings import counts
from audits.report.header import CHECK, every_part_of, reading, rows_of
from audits.report.heads import each_head
from audits.report.number_format import (
    SHARE,
    TIGHT,
    between,
    size,
    with_unit,
)
from audits.report.sentences import sentences
from audits.report.terminal_text import printable
from audits.report.view import MARKS, WORDS, View
from audits.specification.verdicts import COUNTING_ORDER
from evenhand import findings_table, measured
from evenhand.findings_table import WIDE, in_colour
from evenhand.layout import cells, fit, hanging, screen, wrap

NARROW, NARROWEST = 80, 60
ENDS = {
    "pass": "the gate passed",
    "fail": "the gate failed",
    "inconclusive": "the gate is inconclusive",
    "not_run": "something did not run",
    "error": "a probe or the machine broke",
}
MOST_CHANGES = 12


def write(
    report: Mapping[str, Any],
    stream: TextIO,
    *,
    command: str = "",
    report_address: str = "",
    json_path: str = "",
    exit_code: int | None = None,
    width: int | None = None,
) -> None:
    """Write the result for a person. Without a terminal, or with NO_COLOR, it is plain text."""
    console = screen(stream)
    if width is None:
        width = console.width if console.is_terminal else NARROW
    colour = console.is_terminal and not console.no_color
    width = WIDE if width >= WIDE else min(max(width, NARROWEST), NARROW)
    for line in lines(report, width=width, colour=colour):
        stream.write(f"{line}\n")
    stream.write(f"{'─' * width}\n")
    if report_address:
        stream.write(f"report  {printable(report_address)}\n")
    if json_path:
        stream.write(f"json    {printable(json_path)}\n")
    if command:
        stream.write(f"again   {printable(command)}\n")
    code = exit_code if exit_code is not None else _exit_code(report)
    stream.write(f"exit {code}  {ENDS[report['gate']]}\n")


def lines(report: Mapping[str, Any], *, width: int, colour: bool = False) -> Iterator[str]:
    """The result, line by line, none longer than `width`."""
    # Numbers keep their units until the lines are broken.
    yield from (line.replace(TIGHT, " ") for line in _lines(View(report), width, colour))


def _lines(view: View, width: int, colour: bool) -> Iterator[str]:
    yield from _title(view, width)
    yield from _gate(view, width, colour)
    noted = assumptions(view)
    stopping = [banner for banner in noted.assumed if banner.tone == "stop"]
    for banner in stopping:
        yield ""
        yield from hanging("stop    ", printable(_words(banner)), width)
    yield ""
    for _, answer in sentences(view).all:
        yield from (f"  {text}" for text in wrap(printable(answer), width - 4))
    others = [banner for banner in noted.assumed if banner not in stopping]
    if others:
        yield ""
    for banner in others:
        yield from hanging("assumed ", printable(_words(banner)), width)
    yield from findings_table.lines(view, width, colour=colour)
    for head, of_head in each_head(view):
        yield from _measured(of_head, head, width)
    yield from _previous(view, width)
    yield ""
    for banner in noted.noticed:
        yield from hanging("noticed ", printable(_words(banner)), width)
    yield from _facts(view, width)
    yield ""


def _measured(view: View, head: str | None, width: int) -> Iterator[str]:
    """The main numbers as tables; of several heads below the name of each."""
    tables = list(measured.lines(view, width))
    if head is not None and tables:
        yield from ("", f"  {printable(head)}")
    yield from tables
    if tables:
        yield ""
        yield from measured.legend(view, width)
    yield from _accuracy(view, width)


def _words(banner: Banner) -> str:
    """As one text. The keys in it are not quoted: a terminal has no code."""
    return f"{banner.head} {banner.words}".strip()


def _title(view: View, width: int) -> Iterator[str]:
    yield from wrap(
        printable(" · ".join(filter(None, (header.title(view), header.line(view))))), width
    )


def comparison_lines(report: Mapping[str, Any], width: int = NARROW) -> Iterator[str]:
    """What the report's comparison says, line by line, none longer than `width`."""
    for line in _previous(View(report), width):
        yield line.replace(TIGHT, " ")


def _previous(view: View, width: int) -> Iterator[str]:
    """Against the audit before: what changed, answers, findings. The report shows the rest."""
    comparison = view.report.get("comparison")
    if not comparison:
        return
    yield ""
    changes = list(previous.findings(comparison))
    finding_lines = [f"{name}: {change}" for name, change in changes[:MOST_CHANGES]]
    if len(changes) > MOST_CHANGES:
        finding_lines.append(f"and {len(changes) - MOST_CHANGES} more in the report")
    changes_told = paired_tables.told_changes(view, comparison)
    if len(changes_told) > MOST_CHANGES:
        more = f"and {len(changes_told) - MOST_CHANGES} more in the report"
        changes_told = [*changes_told[:MOST_CHANGES], more]
    yield "  Against the previous audit:"
    for text in (
        conditions.sentence(comparison),
        previous.lede(view, comparison),
        *changes_told,
        *finding_lines,
    ):
        for line in wrap(printable(text), width - 4):
            yield f"  {line}"


def _exit_code(report: Mapping[str, Any]) -> int:
    from evenhand.exit_codes import exit_code

    return exit_code(report["gate"], blocking=report["blocking"])


def _facts(view: View, width: int) -> Iterator[str]:
    environment = view["environment"]
    version = (environment.get("versions") or {}).get("evenhand", "")
    layers = environment.get("sandbox") or []
    text = ", ".join(map(str, layers)) if layers else "none"
    seed = view.plan.get("settings", {}).get("seed", 0)
    yield from wrap(printable(f"evenhand {version} · seed {seed} · sandbox: {text}"), width)
    model, data = view["model"], view["dataset"]
    name = str(model.get("name") or "")
    if model.get("sha256") is None:
        name = name or header.recorded_or_none(view)
    yield _subject("model", f"{name} {header.own_version(model)}".strip(), model, width)
    for what, how in reading(view):
        # The page has it; it matters where it fails, and then it is an error.
        if what.rpartition(": ")[2] == CHECK:
            continue
        yield from hanging("read as  ", printable(f"{what}: {how}"), width)
    rows = f", {text}" if (text := rows_of(view)) else ""
    yield _subject("dataset", f"{data.get('name') or 'dataset'}{rows}", data, width)
    if every_part := every_part_of(view):
        yield from hanging("parts    ", every_part, width)
    total = len(view.findings)
    stored = view.report.get("policy") or {}
    name = view["audit"].get("policy") or stored.get("name") or ""
    version = f"version {stored['version']}" if stored.get("version") else ""
    checks = f"{total} check{'' if total == 1 else 's'}"
    text = ", ".join(filter(None, (name, version, checks)))
    yield f"policy   {fit(printable(text if view.policy else 'none'), width - 9)}".rstrip()


def _subject(kind: str, words: str, subject: Mapping[str, Any], width: int) -> str:
    digest = f"sha256 {subject['sha256'][:12]}" if subject.get("sha256") else ""
    room = width - 9 - (len(digest) + 2 if digest else 0)
    return f"{kind:<8} {fit(printable(words), room)}  {digest}".rstrip()


def _gate(view: View, width: int, colour: bool) -> Iterator[str]:
    tally = counts(view)
    gate = view["gate"]
    head = f" {MARKS[gate]} GATE: {WORDS[gate].upper()}"
    tail = " · ".join(f"{tally[v]} {v.replace('_', ' ')}" for v in COUNTING_ORDER)
    yield "─" * width
    space = width - cells(head) - cells(tail)
    if space >= 2:
        yield in_colour(head, gate, colour) + " " * space + tail
    else:
        yield in_colour(head, gate, colour)
        yield from (f"  {line}" for line in wrap(tail, width - 2))
    yield "─" * width
    if view.report.get("reason"):
        yield from (f"  {line}" for line in wrap(printable(view["reason"]), width - 4))
    yield from (f"  {line}" for line in wrap(printable(header.unjudged(view)), width - 4))


def _accuracy(view: View, width: int) -> Iterator[str]:
    """Accuracy never stands alone."""
    accuracy, majority = view.estimate("accuracy"), view.estimate("majority_share")
    if accuracy is None or majority is None:
        return
    text = (
        f"Accuracy {with_unit(accuracy['value'], SHARE)} {between(accuracy['interval'], SHARE)}; "
        f"always giving the most frequent answer {with_unit(majority['value'], SHARE)}, "
        f"n {size(accuracy['sample_size'])}."
    )
    yield ""
    yield from (f"  {line}" for line in wrap(printable(text), width - 4))
