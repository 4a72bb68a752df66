"""The datasets beside the audited one, as files on this machine."""

import json
from dataclasses import dataclass
from pathlib import Path

from audits.errors import Refused
from audits.specification.document import AuditDocument
from audits.specification.probe_manifest import readers_of
from audits.specification.profiles import DatasetProfile
from audits.specification.second_datasets import KEYS, EarlierDataset
from evenhand.given_paths import existing
from workers.inspection import inspect_dataset
from workers.sandbox import Limits


@dataclass(frozen=True)
class SecondFile:
    """A file and what is in it."""

    path: Path
    profile: DatasetProfile


def second_files(
    document: AuditDocument, folder: Path, before: Path | None, limits: Limits
) -> tuple[AuditDocument, dict[str, SecondFile]]:
    """Those that the document names, by key, each inspected in a child; and the document with them.

    folder: to which paths are relative. before: the report of the audit before, or None: its
    dataset is `earlier` where the document names none and a probe reads it, as long as the file
    lies where it lay and is what it was. Raises `Refused` where a named file is not there.
    """
    files: dict[str, SecondFile] = {}
    for key in KEYS:
        spec = getattr(document, key)
        if spec is None:
            continue
        if spec.path is None:
            raise Refused.because(
                f"{key}.path", "no file is named", "give the path of a file", "missing"
            )
        remedy = f"paths are relative to {folder}"
        path = existing(folder / spec.path, f"{key}.path", named=spec.path, remedy=remedy).resolve()
        files[key] = SecondFile(path, inspect_dataset(path, limits=limits, encoding=spec.encoding))
    names = {request.name for request in document.probes or ()}
    if document.earlier is None and before is not None and names & readers_of("earlier"):
        file = _of_report(before, limits)
        if file is not None:
            earlier = EarlierDataset(path=str(file.path))
            return document.model_copy(update={"earlier": earlier}), {**files, "earlier": file}
    return document, files


def _of_report(report: Path, limits: Limits) -> SecondFile | None:
    """The dataset that a report is about, where it is still there as it was."""
    written = json.loads(report.read_text(encoding="utf-8"))
    file, dataset = written["audit"].get("file"), written["audit"].get("dataset")
    if not isinstance(file, str) or not isinstance(dataset, str):
        return None
    path = (Path(file).parent / dataset).resolve()
    if not path.exists():
        return None
    profile = inspect_dataset(path, limits=limits)
    same = profile.sha256 == written["dataset"].get("sha256")
    return SecondFile(path, profile) if same else None
