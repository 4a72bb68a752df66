"""Where the files of a report are had from, so that its plan can be carried out once more.

A file is given, named by the report (in its document's folder), or stored by the service whose
report it is. Whichever it is, it must be the one that was audited: digests are compared.
"""

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from audits.errors import Refused
from audits.json_types import JsonObject
from audits.planning.plan import Plan
from audits.specification.parsing import read_document
from audits.specification.second_datasets import KEYS
from evenhand.given_paths import existing
from evenhand.recoding import as_utf8
from evenhand.stored_files import StoredFiles
from workers.inspection import inspect_dataset, inspect_model
from workers.sandbox import Limits

# How a service's report names what it stored: versions of models and of datasets.
STORED = ("mdv_", "dsv_")
_IS_NOT = {
    "model": "the report is about the model {then}, and this one is {now}",
    "dataset": "the report is about the data {then}, and these are {now}",
}


@dataclass(frozen=True)
class Files:
    """Where model and data are, by their field; None where the report says it.

    seconds: datasets beside the audited one, by their key in the document. encoding: of the tables
    that are given, where they are not UTF-8 and a service stored them as that.
    """

    model: Path | None
    dataset: Path | None
    seconds: Mapping[str, Path]
    encoding: str | None = None


@dataclass(frozen=True)
class Sources:
    """Where files may be had: given, named by the report, or stored by a service.

    folder: to which the report's paths are relative. scratch: where stored files are put.
    stack: ends with what lives as long as the files.
    """

    report: JsonObject
    files: Files
    folder: Path
    stored: StoredFiles
    scratch: Path
    stack: ExitStack

    def table(self, given: Path | None, field: str, sha256: str, written: object) -> Path:
        """A dataset. sha256: of its file, where a service stored it. written: by the report."""
        if given is not None:
            path = existing(given, f"--{field}").resolve()
            if self.files.encoding is None and not (path.is_dir() and _is_id(written)):
                return path
            return self.stack.enter_context(as_utf8(path, self.files.encoding))
        if _is_id(written):
            return self.stored.dataset(str(written), sha256, self.scratch)
        return self._named(field, written)

    def model(self, given: Path | None, sha256: str) -> Path:
        """The audited model. sha256: of its content."""
        written = self.report["audit"].get("model")
        if given is not None:
            return existing(given, "--model").resolve()
        if _is_id(written):
            return self.stored.model(str(written), sha256, self.scratch)
        return self._named("model", written)

    def _named(self, field: str, written: object) -> Path:
        """The file that the report names, where it is still there."""
        option = f"--{field}"
        if not isinstance(written, str):
            raise Refused.because(
                option, f"the report does not say where its {field} lies",
                f"give its file: {option} FILE", "missing",
            )  # fmt: skip
        return existing(
            self.folder / written, option, named=written,
            remedy=f"give the file that the report is about: {option} FILE",
        ).resolve()  # fmt: skip


def _is_id(written: object) -> bool:
    """Whether a report names what a service stored, and no path."""
    return isinstance(written, str) and written.startswith(STORED)


def folder_of(report: JsonObject, folder: Path) -> Path:
    """To which the report's paths are relative: where the document lay."""
    file = report["audit"].get("file")
    return Path(file).parent if isinstance(file, str) else folder


def dataset_file(plan: Plan, sources: Sources, limits: Limits) -> Path:
    """The audited table; `Refused` where it is not there, or is another."""
    written = sources.report["audit"].get("dataset")
    path = sources.table(sources.files.dataset, "dataset", plan.dataset_sha256, written)
    _is_the_same(
        "dataset", plan.dataset_sha256,
        inspect_dataset(path, limits=limits, encoding=plan.encoding).sha256,
    )  # fmt: skip
    return path


def model_file(plan: Plan, sources: Sources, limits: Limits) -> Path | None:
    """The audited model, None of recorded answers; `Refused` as of the table."""
    if not plan.asks_a_model:
        if sources.files.model is not None:
            raise Refused.because(
                "--model", "the report is about recorded answers", "leave it out", "does_not_fit"
            )
        return None
    path = sources.model(sources.files.model, plan.model_sha256 or "")
    profile = inspect_model(path, manifest=plan.model, limits=limits)
    _is_the_same("model", plan.model_sha256 or "", profile.sha256 or "")
    return path


def _is_the_same(field: str, then: str, now: str) -> None:
    if then != now:
        raise Refused.because(
            f"--{field}", _IS_NOT[field].format(then=then[:12], now=now[:12]),
            "give the file that was audited; another one is another audit: `evenhand audit FILE "
            "--against REPORT`", "other_file",
        )  # fmt: skip


def second_tables(plan: Plan, sources: Sources) -> dict[str, Path | None]:
    """Datasets beside the audited one; where none is given, those of the report's document."""
    paths: dict[str, Path | None] = {}
    for key in KEYS:
        given = sources.files.seconds.get(key)
        if key not in plan.seconds:
            if given is not None:
                raise Refused.because(
                    f"--{key}", "the report's plan reads no such rows", "leave it out",
                    "does_not_fit",
                )  # fmt: skip
            continue
        # A service's report names the audited dataset by its id; its others lie beside that one.
        audited = sources.report["audit"].get("dataset")
        written = audited if _is_id(audited) else _in_document(sources.report, key)
        paths[key] = sources.table(given, key, plan.seconds[key].sha256, written)
    return paths


def _in_document(report: JsonObject, key: str) -> str | None:
    """The path that the report's document names under a key, where the document is still there."""
    file = report["audit"].get("file")
    if not isinstance(file, str) or not Path(file).is_file():
        return None
    try:
        spec = getattr(read_document(Path(file)), key, None)
    except Refused:
        return None
    return None if spec is None else spec.path
