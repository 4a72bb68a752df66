"""A local audit's answers row by row, kept beside its report so that the next audit can pair them.

The file is the one that the service keeps (`audits.comparison.kept_answers`): what each row was
answered, fingerprints of the other columns, at most 64 MB. The report names its SHA-256, so that
answers which another audit left there since are not taken for its own.
"""

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from shutil import copyfileobj

from audits.comparison import MOST_BYTES
from audits.errors import Refused
from audits.json_types import JsonObject
from audits.report.json import SCHEMA
from audits.specification.accepted_failures import AcceptedFailure, accepted_failures

REPORT, SUFFIX = "report.json", ".answers"
# Of the report: outside of its canonical part, since it is about a file and not about the audit.
KEY = "kept_answers"
SEVERAL = (
    "a row has an answer of each head, and the answers of several are not kept; findings are "
    "compared, and one head audited alone is compared row by row"
)


@dataclass(frozen=True)
class Earlier:
    """The audit to compare with. answers: None where there are none, and unpaired says why."""

    report: Path
    answers: Path | None
    unpaired: str = ""

    @property
    def plan(self) -> JsonObject:
        """Of the audit that wrote it, as plain JSON."""
        return dict(json.loads(self.report.read_text(encoding="utf-8")).get("plan") or {})

    @property
    def verdicts(self) -> dict[str, str]:
        """By finding, for `mode: new_only`: whoever names a report accepts it."""
        findings = json.loads(self.report.read_text(encoding="utf-8")).get("findings", ())
        return {str(item["id"]): str(item["verdict"]) for item in findings}

    @property
    def failures(self) -> dict[str, AcceptedFailure]:
        """The numbers of what failed in it, by finding."""
        document = json.loads(self.report.read_text(encoding="utf-8"))
        return accepted_failures(document.get("findings", ()), document.get("measurements", ()))

    def facts(self, paired: JsonObject | None) -> JsonObject:
        """For `workers.auditing.conclude`. paired: what pairing the rows gave."""
        why = self.unpaired or "no probe of this audit reads the answer to each row"
        return {"report": str(self.report), "paired": paired or {"unpaired": why}}


def earlier(named: Path, field: str = "--against") -> Earlier:
    """The report in a folder or of that name, found to be one before the work begins.

    field: as whoever named it calls it. Raises `Refused` where it is none. Missing answers are no
    reason to refuse: numbers can still be compared.
    """
    document = read_report(named, field)
    if (document.get("plan") or {}).get("heads"):
        return Earlier(report_file(named), None, SEVERAL)
    return _with_answers(report_file(named), document.get(KEY))


def report_file(named: Path) -> Path:
    """The report of a folder, of a page (the JSON beside it), or of that very name."""
    if named.is_dir():
        named = named / REPORT
    elif named.suffix.lower() in (".html", ".htm"):
        named = named.with_suffix(".json")
    return named.resolve()


def read_report(named: Path, field: str) -> JsonObject:
    """The report in a folder, beside a page or of that name; raises `Refused` where it is none."""
    report = report_file(named)
    try:
        document = json.loads(report.read_text(encoding="utf-8"))
        if document["schema"] != SCHEMA or not isinstance(document["audit"], dict):
            raise ValueError("of another schema")
    except OSError as error:
        is_page = report.suffix != named.suffix and named.is_file()
        raise Refused.because(
            field, f"{str(named)!r} cannot be read: {error.strerror}" if not is_page else
            f"{str(named)!r} is a page, and no {report.name} lies beside it",
            "check the path" if not is_page else f"give the {REPORT} that was written with it",
            "not_found",
        ) from error  # fmt: skip
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise Refused.because(
            field,
            f"{str(named)!r} is not an Evenhand report",
            f"give the file {REPORT}, or its folder",
            "unreadable",
        ) from error
    return dict(document)


def _with_answers(report: Path, entry: object) -> Earlier:
    answers = report.with_suffix(SUFFIX)
    if not isinstance(entry, dict):
        return Earlier(report, None, (
            "no answers were kept with the earlier report (--no-answers and earlier releases keep "
            "none, a service hands none out, and they may be too many); audit the earlier answers "
            "on this machine and name that report"
        ))  # fmt: skip
    try:
        if answers.stat().st_size > MOST_BYTES:
            raise ValueError("too large")
        is_its_own = hashlib.sha256(answers.read_bytes()).hexdigest() == entry.get("sha256")
    except (OSError, ValueError):
        return Earlier(report, None, (
            f"{answers.name}, the answers of the earlier audit, cannot be read beside "
            f"{report.name}; name the folder that `evenhand audit` wrote"
        ))  # fmt: skip
    if not is_its_own:
        return Earlier(report, None, (
            f"{answers.name} beside {report.name} is not of that audit; audit the earlier answers "
            "again and name that report"
        ))  # fmt: skip
    return Earlier(report, answers)


def keep(answers: Path | None, folder: Path) -> JsonObject | None:
    """Put the answers beside the report to come, for their owner alone; what the report says.

    answers: None where there are none; then none of an earlier audit stay either. Raises `OSError`.
    """
    target = (folder / REPORT).with_suffix(SUFFIX)
    if answers is None:
        target.unlink(missing_ok=True)
        return None
    draft = folder / f".{target.name}.{os.getpid()}"
    draft.unlink(missing_ok=True)
    try:
        number = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        with open(number, "wb") as file, answers.open("rb") as source:
            copyfileobj(source, file)
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    data = target.read_bytes()
    return {"file": target.name, "sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
