"""The findings as JUnit XML, which every pipeline can show: a test case a finding."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from audits.report.acceptance import acceptance, is_accepted
from audits.report.findings import counts, reason_of
from audits.report.forms import Form
from audits.report.next_steps import next_step
from audits.report.number_format import TIGHT
from audits.report.page_address import page_address
from audits.report.rule_phrases import limit_text, whose
from audits.report.terminal_text import printable
from audits.report.view import View

# How a verdict reads for a tool that only knows passed, failed, error and skipped. Open and
# unmeasured checks block a gate that says so, so they must not look skipped there.
_OPEN = ("inconclusive", "not_run")


def render(report: Mapping[str, Any]) -> str:
    """One test suite; open findings fail when the policy blocks on them, else are skipped.

    So is what was accepted, with who lets it stand and why.
    """
    view = View(report)
    tally = counts(view, waived=False)
    blocks = {
        "inconclusive": view.policy.get("on_inconclusive", "block") == "block",
        "not_run": view.policy.get("on_not_run", "block") == "block",
    }
    cases = [_case(view, finding, blocks) for finding in view.findings]
    failures = tally["fail"] + sum(tally[name] for name in _OPEN if blocks[name])
    skipped = sum(tally[name] for name in _OPEN if not blocks[name])
    skipped += sum(is_accepted(finding) for finding in view.findings)
    name = quoteattr(_text(f"evenhand {view['model'].get('name') or 'audit'}"))
    head = (
        f'<testsuite name={name} tests="{len(cases)}" failures="{failures}" '
        f'errors="{tally["error"]}" skipped="{skipped}"{_times(view)}>'
    )
    body = "\n".join([_properties(view), *cases])
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n{head}\n{body}\n</testsuite>\n'
        "</testsuites>\n"
    )


def _times(view: View) -> str:
    """When the audit began (UTC, as the format wants it: without a zone) and its seconds."""
    try:
        began, ended = (
            datetime.fromisoformat(view["audit"][key]) for key in ("started", "finished")
        )
    except (KeyError, TypeError, ValueError):  # of an earlier release
        return ""
    seconds = max((ended - began).total_seconds(), 0.0)
    return f' timestamp="{began:%Y-%m-%dT%H:%M:%S}" time="{seconds:.3f}"'


def _properties(view: View) -> str:
    facts = {
        "gate": view["gate"],
        "report": page_address(view.report),
        "audit": view["audit"].get("id", ""),
        "canonical_sha256": view["canonical_sha256"],
    }
    properties = "".join(
        f"<property name={quoteattr(name)} value={quoteattr(_text(str(value)))}/>"
        for name, value in facts.items()
    )
    return f"<properties>{properties}</properties>"


def _case(view: View, finding: Mapping[str, Any], blocks: Mapping[str, bool]) -> str:
    rule, verdict = finding["rule"], finding["verdict"]
    limit = limit_text(rule, view.word(rule["metric"]).scale)
    name = quoteattr(_text(f"{rule['metric']} {limit}, {whose(view, finding)}"))
    probe = (view.measured(finding) or {}).get("probe", "policy")
    opening = f"<testcase classname={quoteattr(str(probe))} name={name}"
    address = escape(_text(f"{page_address(view.report)}#finding-{finding['id']}"))
    link = f"<system-out>{address}</system-out></testcase>"
    if verdict == "pass":
        return f"{opening}>{link}"
    sentence = finding.get("sentence") or reason_of(finding, None)
    if is_accepted(finding):
        stands = quoteattr(_text(f"{acceptance(view, finding)}. {verdict}: {sentence}"))
        return f"{opening}><skipped message={stands}/>{link}"
    message = quoteattr(_text(sentence))
    detail = escape(_text(next_step(view, finding)))
    if verdict == "error":
        return f'{opening}><error type="error" message={message}>{detail}</error>{link}'
    if verdict == "fail" or blocks[verdict]:
        kind = quoteattr(verdict)
        return f"{opening}><failure type={kind} message={message}>{detail}</failure>{link}"
    return f"{opening}><skipped message={message}/>{link}"


def _text(words: str) -> str:
    """XML 1.0 has no control characters at all, escaped or not."""
    return printable(words.replace(TIGHT, " ")).replace("\ufffe", "").replace("\uffff", "")


FORM = Form(
    "junit", "junit.xml", "application/xml",
    "The findings as JUnit XML, a test case each.", render,
)  # fmt: skip
