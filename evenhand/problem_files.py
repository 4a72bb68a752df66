"""What is written where an audit has no report: why, in each form that was asked for.

A pipeline shows the files that it named; a refusal that stands in its log alone is not seen.
"""

import argparse
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from audits.errors import Problem


@dataclass(frozen=True, slots=True)
class Stop:
    """Why there is no report.

    title: in a word or two. status: as in HTTP; below 500 the input is at fault. code: of the kind
    of stop. hint: what to do, where no problem says it.
    """

    title: str
    status: int
    detail: str
    code: str
    hint: str
    exit_code: int
    problems: Sequence[Problem] = ()

    @property
    def every_problem(self) -> Sequence[Problem]:
        """At least one problem: the stop itself where it names none."""
        return self.problems or (Problem(self.title, self.detail, self.hint, self.code),)


def write(arguments: argparse.Namespace, stop: Stop) -> None:
    """Write every file that was asked for; one that cannot be written is told and changes nothing.

    Commands without these options write nothing.
    """
    for option, form in _FORMS.items():
        target = getattr(arguments, option.removeprefix("--"), None)
        if target is None:
            continue
        text = form(stop)
        if target == "-":
            sys.stdout.write(text)
            continue
        try:
            Path(target).write_text(text, encoding="utf-8")
        except OSError as error:
            sys.stderr.write(f"{option}: cannot write to {target}: {error.strerror}\n")


def _as_json(stop: Stop) -> str:
    """The problem as RFC 9457 writes it."""
    document: dict[str, Any] = {
        "type": "about:blank",
        "title": stop.title,
        "status": stop.status,
        "detail": stop.detail,
        "code": stop.code,
        "hint": stop.hint,
        "problems": [
            {"field": p.field, "reason": p.reason, "remedy": p.remedy, "code": p.code}
            for p in stop.problems
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _as_junit(stop: Stop) -> str:
    """A test case a problem, each an error: nothing was tested."""
    from xml.sax.saxutils import escape, quoteattr

    from audits.report.terminal_text import printable

    def attribute(words: str) -> str:
        return quoteattr(printable(words))

    cases = "\n".join(
        f"<testcase classname={attribute(stop.title)} name={attribute(problem.field)}>"
        f"<error type={attribute(problem.code)} message={attribute(problem.reason)}>"
        f"{escape(printable(problem.remedy))}</error></testcase>"
        for problem in stop.every_problem
    )
    count = len(stop.every_problem)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n'
        f'<testsuite name="evenhand audit" tests="{count}" failures="0" errors="{count}" '
        f'skipped="0">\n{cases}\n</testsuite>\n</testsuites>\n'
    )


def _as_markdown(stop: Stop) -> str:
    """What stands under a pull request."""
    from audits.report.exports.markdown import plain

    problems = "\n".join(
        f"- **{plain(problem.field)}**: {plain(problem.reason)}. {plain(problem.remedy)}"
        for problem in stop.every_problem
    )
    return (
        f"### △ No verdict: {plain(stop.title)}\n\nNothing was judged, so this is no pass "
        f"(exit code {stop.exit_code}).\n\n{problems}\n"
    )


def _as_sarif(stop: Stop) -> str:
    """A run that did not succeed, with a notification a problem."""
    from audits.report.terminal_text import printable

    notifications = [
        {
            "level": "error",
            "descriptor": {"id": problem.code},
            "message": {"text": printable(f"{problem.field}: {problem.reason}. {problem.remedy}")},
        }
        for problem in stop.every_problem
    ]
    run = {
        "tool": {"driver": {"name": "Evenhand", "rules": []}},
        "invocations": [
            {
                "executionSuccessful": False,
                "exitCode": stop.exit_code,
                "toolExecutionNotifications": notifications,
            }
        ],
        "results": [],
    }
    schema = "https://json.schemastore.org/sarif-2.1.0.json"
    return json.dumps({"$schema": schema, "version": "2.1.0", "runs": [run]})


_FORMS: Mapping[str, Callable[[Stop], str]] = {
    "--json": _as_json, "--junit": _as_junit, "--markdown": _as_markdown, "--sarif": _as_sarif,
}  # fmt: skip
