"""An earlier audit's answers on their way into the child, and this audit's on their way out."""

import json
import os
import stat
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from shutil import copyfileobj
from typing import TYPE_CHECKING, Any

from audits.comparison import MOST_BYTES
from audits.json_types import JsonObject

if TYPE_CHECKING:
    from audits.data.dataset import Dataset
    from audits.measurement import WhyNot
    from audits.planning.plan import Plan
    from audits.probing.array_memory import ArrayMemory
    from audits.probing.subject import Continuations, Subject

# In the child's scratch folder.
ANSWERS = "answers"


@dataclass
class Pairing:
    """Where answers lie, and what pairing them gave.

    before: the earlier audit's, None where there are none. keep: where this audit's are put.
    same_bytes: whether that audit read the same files. What else it computed is believed only then:
    its child had opened a stranger's model and data, and may say anything of its own audit alone.
    paired: what the child says, None where it said nothing.
    """

    before: Path | None
    keep: Path
    paired: JsonObject | None = None
    same_bytes: bool = False

    @property
    def payload(self) -> JsonObject:
        """What the child is told."""
        before = None if self.before is None else str(self.before)
        return {"before": before, "same_bytes": self.same_bytes}

    @property
    def reads(self) -> list[Path]:
        """What the child may read besides."""
        return [] if self.before is None else [self.before]

    @property
    def kept_file(self) -> Path | None:
        """This audit's answers, where the child left any."""
        return self.keep if self.keep.is_file() else None

    def take(self, scratch: Path) -> None:
        """Take what the child wrote: a plain file of its own and of a known size, or nothing."""
        try:
            number = os.open(scratch / ANSWERS, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        except OSError:
            return
        with open(number, "rb") as file:
            about = os.fstat(number)
            is_plain = stat.S_ISREG(about.st_mode) and about.st_nlink == 1
            if is_plain and about.st_size <= MOST_BYTES:
                with self.keep.open("wb") as target:
                    copyfileobj(file, target)


def pair_at_end(
    plan: "Plan", payload: Mapping[str, Any], send: Callable[[JsonObject], None]
) -> "Callable[[Subject], None] | None":
    """In the child that measures: what becomes of the answers, where somebody wants them kept."""
    from audits.comparison.pairing import keep_and_pair, reads_answers

    if payload.get("answers") is None or plan.heads or not reads_answers(plan):
        return None  # rows of several heads are not paired: a row has an answer of each
    before = payload["answers"]["before"]
    earlier = None if before is None else Path(before)

    def at_end(subject: "Subject") -> None:
        keep = Path(payload["scratch"]) / ANSWERS
        paired = keep_and_pair(subject, plan, before=earlier, keep=keep)
        send({"kind": "paired", "paired": paired})

    return at_end


def same_bytes(before: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    """Whether two plans, as plain JSON, read the same data, members and model."""

    def files(plan: Mapping[str, Any]) -> list[Any]:
        seconds = {key: one.get("sha256") for key, one in plan.get("seconds", {}).items()}
        return [plan.get("dataset_sha256"), plan.get("model_sha256"), plan.get("model"), seconds]

    return files(before) == files(now)


def remembered(payload: Mapping[str, Any]) -> "ArrayMemory":
    """In the child that measures: what an audit of the same bytes computed."""
    from audits.comparison.pairing import memory_of
    from audits.probing.array_memory import ArrayMemory

    answers = payload.get("answers") or {}
    if answers.get("before") is None or not answers.get("same_bytes"):
        return ArrayMemory()
    return memory_of(Path(answers["before"]))


def earlier_continuations(
    plan: "Plan", payload: Mapping[str, Any], data: "Dataset"
) -> "Continuations | WhyNot | None":
    """In the child that measures: what a language model made of the same rows before."""
    from audits.comparison.pairing import earlier_continuations as paired
    from audits.comparison.pairing import generates

    if payload.get("answers") is None or not generates(plan):
        return None
    before = payload["answers"]["before"]
    return paired(data, plan, None if before is None else Path(before))


def compare(earlier: Mapping[str, Any], report: JsonObject) -> JsonObject | None:
    """In the child that judges: the report beside the audit before.

    None where the earlier report cannot be read: the audit itself is whole.
    """
    from audits.comparison.disclosure import is_protected, protected_comparison
    from audits.comparison.reports import compare_reports

    try:
        before = json.loads(Path(earlier["report"]).read_text(encoding="utf-8"))
        compared = compare_reports(before, report, facts=earlier, paired=earlier["paired"])
        if is_protected(report):
            return protected_comparison(compared, before, report)
        return compared
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return None
