"""A finished audit in Python: its gate, its numbers as frames, its page, and its comparison."""

import html
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from audits.comparison.reports import compare_reports
from audits.errors import AuditError, Refused, boxed
from audits.report.json import SCHEMA, dumps
from audits.specification.verdicts import PASS, READING_ORDER, exit_code
from evenhand.frame_rows import as_frame
from evenhand.keeping import REPORT, SUFFIX, read_report, report_file

PAGE = "report.html"
FRAME_HEIGHT = 720
# The columns of the frames, also where they have no row.
FINDING = (
    "verdict", "metric", "group", "value", "low", "high", "p_value", "sentence", "id",
)  # fmt: skip
MEASUREMENT = (
    "probe", "metric", "group", "value", "low", "high", "sample_size", "reference_size", "method",
    "undetermined",
)  # fmt: skip
CONDITION = ("what", "same", "differs")
CHANGE = ("change", "metric", "group", "was", "is", "sentence")


class GateClosed(AssertionError):
    """The audit did not pass; the message says what failed and what would help."""

    def _render_traceback_(self) -> list[str]:
        return boxed("GateClosed", str(self).splitlines())


@dataclass(frozen=True, eq=False)
class Report:
    """json: the report as `report.json` has it. html: its page. answers: kept for a comparison.

    library: of the frames that `findings` and `measurements` are.
    """

    json: Mapping[str, Any]
    html: str = field(repr=False)
    answers: bytes | None = field(default=None, repr=False)
    library: str = ""

    @classmethod
    def read(cls, path: Path | str, *, library: str = "") -> "Report":
        """The report in a folder that `save`, or `evenhand audit`, wrote; or one of its files."""
        file = report_file(Path(path))
        try:
            document = json.loads(file.read_text(encoding="utf-8"))
            if document["schema"] != SCHEMA:
                raise ValueError("of another schema")
            page = (file.parent / PAGE).read_text(encoding="utf-8")
        except (OSError, ValueError, LookupError, TypeError) as error:
            raise Refused.because(
                "report", f"{file} is no report that can be read: {error}",
                "give the folder that `save` or `evenhand audit` wrote", "unreadable",
            ) from error  # fmt: skip
        answers = file.with_suffix(SUFFIX)
        return cls(document, page, answers.read_bytes() if answers.is_file() else None, library)

    @property
    def gate(self) -> str:
        """pass, fail, inconclusive, not_run or error: the worst of the findings."""
        return str(self.json["gate"])

    @property
    def findings(self) -> Any:
        """A frame: a row a rule and group, the worst first, with its sentence."""
        worst_first = sorted(
            self.json["findings"], key=lambda item: READING_ORDER.index(item["verdict"])
        )
        rows = [_finding(item, self.json) for item in worst_first]
        return as_frame(rows, self.library, FINDING)

    @property
    def measurements(self) -> Any:
        """A frame: a row a number, with its interval, its sample size, or why there is none."""
        rows = [_measurement(item) for item in self.json["measurements"]]
        return as_frame(rows, self.library, MEASUREMENT)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What a reader must know before any number."""
        return tuple(self.json["warnings"])

    @property
    def comparison(self) -> "Comparison | None":
        """With the audit that this one was made `against`."""
        comparison = self.json.get("comparison")
        return None if comparison is None else Comparison(comparison, self.library)

    def save(self, folder: Path | str) -> Path:
        """Write report.json, report.html and the answers kept for a comparison; the folder."""
        target = Path(folder)
        target.mkdir(parents=True, exist_ok=True)
        (target / REPORT).write_text(dumps(self.json), encoding="utf-8")
        (target / PAGE).write_text(self.html, encoding="utf-8")
        answers = (target / REPORT).with_suffix(SUFFIX)
        if self.answers is None:
            answers.unlink(missing_ok=True)
        else:
            answers.write_bytes(self.answers)
        return target

    def assert_passed(self, *, inconclusive: bool = False) -> None:
        """Raise `GateClosed` where `evenhand audit` of the same would not exit with 0.

        So doubt passes where the policy lets it (`on_inconclusive: pass`, `on_not_run: pass`).
        inconclusive: whether it passes whatever the policy says; a failure and an error never do.
        """
        __tracebackhide__ = True  # pytest shows the sentences, not these lines
        lets_through = exit_code(self.gate, blocking=self.json["blocking"]) == PASS
        if lets_through or (inconclusive and self.gate in ("inconclusive", "not_run")):
            return
        lines = [f"the audit's gate is {self.gate}"]
        if self.json.get("reason"):
            lines.append(str(self.json["reason"]))
        lines += [
            f"  {item['verdict']}: {item['sentence']}"
            for item in self.json["findings"]
            if item["verdict"] != "pass" and not item.get("waived")
        ]
        raise GateClosed("\n".join(lines))

    def __str__(self) -> str:
        counts: dict[str, int] = {}
        for item in self.json["findings"]:
            counts[item["verdict"]] = counts.get(item["verdict"], 0) + 1
        verdicts = ", ".join(f"{count} {verdict}" for verdict, count in counts.items()) or "no rule"
        return f"Evenhand report: gate {self.gate} ({verdicts})"

    __repr__ = __str__

    def _repr_html_(self) -> str:
        """In a notebook: the page in a frame of its own, so that neither styles the other."""
        return (
            f'<iframe title="Evenhand report: gate {html.escape(self.gate)}" '
            'sandbox="allow-scripts allow-popups allow-downloads" '
            f'style="width:100%;height:{FRAME_HEIGHT}px;border:0" '
            f'srcdoc="{html.escape(self.html, quote=True)}"></iframe>'
        )


@dataclass(frozen=True)
class Comparison:
    """What became of the findings and numbers since an earlier audit.

    json: as a report's `comparison` has it.
    """

    json: Mapping[str, Any]
    library: str = ""

    @property
    def findings(self) -> Any:
        """A frame: every finding that is new, fixed, still failing, lapsed or no longer decided."""
        kinds = ("new", "still_failing", "fixed", "lapsed", "undecided", "other_rule", "rule_gone")
        return as_frame(
            [
                {
                    "change": kind,
                    "metric": item["metric"],
                    "group": _group(item["group"] or {}),
                    "was": item["was"],
                    "is": item["verdict"],
                    "sentence": item["sentence"],
                }
                for kind in kinds
                for item in self.json[kind]
            ],
            self.library,
            CHANGE,
        )

    @property
    def what_changed(self) -> Any:
        """A frame: of model, data, policy, plan and engine, whether it is the same, and what not.

        same: None where the reports cannot tell.
        """
        return as_frame(
            [
                {
                    "what": what,
                    "same": condition["is_same"],
                    "differs": "; ".join(condition["details"]),
                }
                for what, condition in (self.json.get("what_changed") or {}).items()
            ],
            self.library,
            CONDITION,
        )

    @property
    def unpaired(self) -> str | None:
        """Why rows were not compared one by one; None where they were."""
        reason = self.json["unpaired"]
        return None if reason is None else str(reason)

    def __str__(self) -> str:
        changes = ", ".join(
            f"{len(self.json[kind])} {words}"
            for kind, words in (
                ("new", "new"), ("still_failing", "still failing"), ("fixed", "fixed"),
                ("lapsed", "passing no longer"),
            )
            if self.json[kind]
        )  # fmt: skip
        others = ", ".join(
            what
            for what, condition in (self.json.get("what_changed") or {}).items()
            if condition["is_same"] is False
        )
        of_others = f" (changed: {others})" if others else ""
        return f"Evenhand comparison: {changes or 'no finding changed'}{of_others}"

    __repr__ = __str__


def compare(before: Report | Path | str, after: Report | Path | str) -> Comparison:
    """What became of the findings and numbers between two audits.

    before, after: reports, or paths: of report.json, of the page beside it, or of their folder.
    Raises `Refused` where a path leads to none.

    Rows are paired where `after` was audited `against=before`; here, from two finished reports,
    each number is compared by its interval.
    """
    named = {"before": before, "after": after}
    then, now = (
        report.json if isinstance(report, Report) else read_report(Path(report), name)
        for name, report in named.items()
    )
    return Comparison(compared(then, now), after.library if isinstance(after, Report) else "")


def compared(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """What became of the findings and numbers, as a report's `comparison` has it.

    before, after: reports as `report.json` has them. Raises `AuditError` where they cannot be.
    """
    made = after.get("comparison")
    if made is not None and made["canonical_sha256"] == before.get("canonical_sha256"):
        return dict(made)
    try:
        return dict(compare_reports(
            before,
            after,
            facts={},
            paired={"unpaired": "two finished reports; an audit `against` the earlier one pairs "
                    "the rows"},
        ))  # fmt: skip
    except (KeyError, TypeError, ValueError) as error:
        raise AuditError(f"the reports cannot be compared: {error}") from error


def _finding(item: Mapping[str, Any], report: Mapping[str, Any]) -> dict[str, Any]:
    index = item.get("measurement")
    measured = {} if index is None else report["measurements"][index]
    # The interval that decides the rule and stands in its sentence; the measurement has its own.
    interval = item.get("interval") or measured.get("interval") or (None, None)
    return {
        "verdict": item["verdict"],
        "metric": item["rule"]["metric"],
        "group": _group(item.get("group") or measured.get("group") or {}),
        "value": measured.get("value"),
        "low": interval[0],
        "high": interval[1],
        "p_value": item.get("p_value"),
        "sentence": item["sentence"],
        "id": item["id"],
    }


def _measurement(item: Mapping[str, Any]) -> dict[str, Any]:
    interval = item.get("interval") or (None, None)
    size = item.get("sample_size")
    return {
        "probe": item["probe"],
        "metric": item["metric"],
        "group": _group(item["group"]),
        "value": item.get("value"),
        "low": interval[0],
        "high": interval[1],
        "sample_size": size[0] if isinstance(size, list) else size,
        "reference_size": size[1] if isinstance(size, list) else None,
        "method": item.get("method"),
        "undetermined": item.get("undetermined"),
    }


def _group(group: Mapping[str, Any]) -> str:
    return ", ".join(f"{key}={'unknown' if v is None else v}" for key, v in group.items())
