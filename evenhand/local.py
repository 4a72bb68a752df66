"""An audit of files on this machine, through the same sandbox as in the service."""

import getpass
import json
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Protocol

from audits.archives import family_name
from audits.errors import Refused
from audits.planning.plan import Plan, make_plan
from audits.planning.table_notes import table_notes
from audits.specification.document import AuditDocument
from audits.specification.endpoint import profile_endpoint
from audits.specification.parsing import read_document
from audits.specification.profiles import DatasetProfile, ModelProfile
from evenhand.endpoints import (
    CONVERSATIONS,
    asked_beforehand,
    endpoint_and_key,
    keep_conversations,
    own_host,
)
from evenhand.given_paths import existing
from evenhand.keeping import KEY, REPORT, earlier, keep
from evenhand.progress import Progress
from evenhand.second_files import second_files
from workers.auditing import Conclusion, carry_out, conclude
from workers.inspection import inspect_dataset, inspect_model
from workers.pairing import Pairing, same_bytes
from workers.provenance import environment, rfc3339, weaknesses
from workers.sandbox import Limits

if TYPE_CHECKING:
    from workers.calling import Ask

# An audit is cut at twice its budget, and not before so long: its budget bounds what is asked
# again, and not the answer to each row.
LEAST_SECONDS = 1200.0


@dataclass(frozen=True)
class LocalResult:
    """The report, and the files it was written to."""

    report: dict[str, Any]
    report_json: Path
    page: Path


class Shows(Protocol):
    """Where the audit stands is told here: `evenhand.progress.Progress`, or a notebook's bar."""

    def update(self, state: Mapping[str, Any]) -> None:
        """`{"stage", "percent", "step", "of", "note"}`."""
        ...

    def tell(self, words: str) -> None:
        """A line of its own, once."""
        ...


@dataclass(frozen=True, kw_only=True)
class Request:
    """What is audited, and where the results go.

    folder: to which the document's paths are relative. command: as the report prints it.
    dataset: the profile, where it was inspected already. called: a model of this process, as the
    profile that was found by asking it and the function that asks. notes: what a reader must know
    first, since nobody said it. file: the document or the table, as it was named.
    """

    document: AuditDocument
    folder: Path
    out: Path
    command: str
    dataset: DatasetProfile | None = None
    called: "tuple[ModelProfile, Ask] | None" = None
    notes: tuple[str, ...] = ()
    file: str | None = None


def audit_file(
    file: Path,
    *,
    out: Path | None = None,
    quiet: bool = False,
    against: Path | None = None,
    keeps_answers: bool = True,
    budget: str | None = None,
    encoding: str | None = None,
    mode: str | None = None,
) -> LocalResult:
    """Audit what the document names; paths in it are relative to its folder.

    against: an earlier report's JSON or its folder. Rows are paired with the answers beside it.
    keeps_answers: whether what each row was answered is kept beside this report.
    budget: instead of the document's `settings.budget`, e.g. "2h"; encoding: instead of its
    `dataset.encoding`.
    mode: instead of the document's; `new_only` accepts what `against` had.
    Raises `Refused` for whatever does not fit, `AuditFailed` where the machine or the model
    broke. The report is written whenever the audit was judged.
    """
    document = read_document(file)
    if budget is not None:
        document = document.with_budget(budget)
    if encoding is not None:
        document = document.with_encoding(encoding)
    if mode is not None:
        document = document.model_copy(update={"mode": mode})
    request = Request(
        document=document,
        folder=file.parent,
        out=out if out is not None else file.parent / f"{file.stem}.report",
        command=_command(file, budget=budget, encoding=encoding, mode=mode),
        file=str(file),
    )
    with Progress(quiet=quiet) as progress:
        return carry_out_request(request, progress, against=against, keeps_answers=keeps_answers)


def carry_out_request(
    request: Request,
    progress: Shows,
    *,
    against: Path | None = None,
    keeps_answers: bool = True,
    against_field: str = "--against",
) -> LocalResult:
    """Inspect, plan, measure, judge, and write the report into `request.out`."""
    document, folder = request.document, request.folder
    before = None if against is None else earlier(against, against_field)
    limits = Limits()
    started = datetime.now(UTC)
    with TemporaryDirectory(prefix="evenhand-") as scratch:
        progress.update({"stage": "inspecting", "percent": 0})
        dataset_path = _existing(document.dataset.path, folder, "dataset.path")
        encoding = document.dataset.encoding
        dataset = request.dataset or inspect_dataset(dataset_path, limits=limits, encoding=encoding)
        model_path, model = None, None
        if request.called is not None:
            model, _ = request.called
        else:
            model_path, model = _model(document, folder, limits)
        fed = () if model is None else [item.name for item in model.inputs]
        known = before if document.mode == "new_only" else None
        report = None if before is None else before.report
        document, seconds = second_files(document, folder, report, limits)
        plan = make_plan(
            document,
            dataset=dataset,
            model=model,
            accepted=None if known is None else known.verdicts,
            failures=None if known is None else known.failures,
            seconds={key: file.profile for key, file in seconds.items()},
        )
        noticed = table_notes(document, plan, dataset, fed)
        request = replace(request, notes=(*request.notes, *noticed))
        endpoint, key = endpoint_and_key(document.model, model, folder)
        _make_folder(request.out)  # told before the work where it cannot be written
        progress.tell(asked_beforehand(plan, endpoint))
        steps: list[dict[str, Any]] = []
        context: dict[str, Any] = {}
        conversations = Path(scratch) / CONVERSATIONS
        pairing = Pairing(
            None if before is None else before.answers,
            Path(scratch) / "answers",
            same_bytes=before is not None and same_bytes(before.plan, plan.to_json()),
        )
        layers = carry_out(
            plan,
            model=model_path,
            dataset=dataset_path,
            limits=Limits.for_wall(max(LEAST_SECONDS, 2 * plan.settings.budget_seconds)),
            on_step=steps.append,
            on_context=context.update,
            on_progress=progress.update,
            endpoint=endpoint,
            allowed_hosts=own_host(endpoint),
            endpoint_key=key,
            record=conversations if keeps_answers and endpoint is not None else None,
            pairing=pairing if keeps_answers or pairing.before is not None else None,
            called=request.called,
            seconds={key: file.path for key, file in seconds.items()},
        )
        progress.update({"stage": "judging", "percent": 99})
        conclusion = conclude(
            plan,
            steps,
            context=context,
            provenance=_provenance(request, plan, started, layers, context),
            today=started.date(),
            limits=limits,
            earlier=None if before is None else before.facts(pairing.paired),
        )
        progress.update({"stage": "done", "percent": 100})
        keep_conversations(conversations, request.out)
        return _write(request.out, conclusion, pairing.kept_file if keeps_answers else None)


def _command(file: Path, **options: str | None) -> str:
    written = [f" --{name} {shlex.quote(value)}" for name, value in options.items() if value]
    return f"evenhand audit {shlex.quote(str(file))}{''.join(written)}"


def _model(
    document: AuditDocument, folder: Path, limits: Limits
) -> tuple[Path | None, ModelProfile | None]:
    spec = document.model
    if spec is None or spec.format == "recorded":
        return None, None
    if spec.url is not None or spec.format == "endpoint":
        return None, profile_endpoint(spec, document.dataset.columns)
    path = _existing(spec.path, folder, "model.path")
    return path, inspect_model(path, manifest=spec, limits=limits)


def _existing(path: str | None, folder: Path, field: str) -> Path:
    if path is None:
        raise Refused.because(field, "no file is named", "give the path of a file", "missing")
    remedy = f"paths are relative to {folder}"
    return existing(folder / path, field, named=path, remedy=remedy).resolve()


def _named(path: str | None, folder: Path) -> str | None:
    return None if path is None else family_name(path, is_folder=(folder / path).is_dir())


def _provenance(
    request: Request,
    plan: Plan,
    started: datetime,
    layers: tuple[str, ...],
    context: dict[str, Any],
) -> dict[str, Any]:
    spec, data, folder = request.document.model, request.document.dataset, request.folder
    policy = plan.policy
    model: dict[str, Any] = {"sha256": plan.model_sha256}
    if spec is not None:
        model |= {"name": spec.name or _named(spec.path, folder)}
        model |= {
            "version": spec.version,
            "format": spec.format or (plan.model and plan.model.format),
        }
    if plan.model_sha256 is None:
        model["format"] = "recorded"
    dataset_name = data.name or _named(data.path, folder)
    return {
        "audit": {
            "id": f"local-{plan.sha256[:12]}",
            "by": _user(),
            "started": rfc3339(started.timestamp()),
            "finished": rfc3339(datetime.now(UTC).timestamp()),
            "command": request.command,
            **({} if request.file is None else {"file": request.file}),
            "model": None if spec is None else spec.path,
            "dataset": data.path,
            "policy": None if policy is None else policy.name,
        },
        "environment": environment(plan, layers),
        "warnings": [*request.notes, *weaknesses(layers)],
        "model": {key: value for key, value in model.items() if value is not None},
        "dataset": {
            "name": dataset_name,
            "version": data.version,
            "sha256": plan.dataset_sha256,
            "rows": context.get("rows"),
        },
        "policy": {"name": policy.name} if policy is not None and policy.name else {},
    }


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's number without a name
        return "unknown"


def _make_folder(out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unwritable(out, error) from error


def _unwritable(out: Path, error: OSError) -> Refused:
    return Refused.because(
        "--out", f"cannot write to {out}: {error.strerror}", "choose another folder"
    )


def _write(out: Path, conclusion: Conclusion, answers: Path | None) -> LocalResult:
    report_json, page_file = out / REPORT, out / "report.html"
    try:
        report = {**conclusion.report, KEY: keep(answers, out)}
        report_json.write_text(
            json.dumps(report, ensure_ascii=False, indent=1, allow_nan=False) + "\n",
            encoding="utf-8",
        )
        page_file.write_text(conclusion.page, encoding="utf-8")
    except OSError as error:
        raise _unwritable(out, error) from error
    return LocalResult(report, report_json, page_file)
