"""`evenhand submit FILE`: upload what the document names, and audit it on a service."""

import argparse
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evenhand import report_files, serving
from evenhand.options import add_budget, add_encoding, add_mode
from evenhand.recoding import as_utf8

if TYPE_CHECKING:
    from audits.specification.document import AuditDocument, DatasetSpec, ModelSpec
    from audits.specification.second_datasets import SecondSpec
    from evenhand.client import Client, Kind
    from evenhand.progress import Progress

NAME = "submit"
HELP = "Upload a model and a dataset to a service and start an audit there."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The document, and what the service's commands share."""
    parser.add_argument("file", type=Path, help="the audit document (YAML or JSON)")
    parser.add_argument("--wait", action="store_true", help="wait for the verdict")
    add_budget(parser)
    add_encoding(parser, ", instead of the document's")
    add_mode(parser)
    serving.add_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    """Upload, start, and with --wait stay for the verdict."""
    from audits.specification.parsing import read_document
    from evenhand import exit_codes
    from evenhand.progress import Progress

    report_files.check_folders(arguments)  # told before the work, not after
    document = read_document(arguments.file)
    if arguments.budget is not None:
        document = document.with_budget(arguments.budget)
    if arguments.encoding is not None:
        document = document.with_encoding(arguments.encoding)
    if arguments.mode is not None:
        document = document.model_copy(update={"mode": arguments.mode})
    with serving.connect(arguments) as client:
        with Progress(quiet=arguments.quiet) as progress:
            body = uploaded(client, document, arguments.file.parent, progress)
        audit = client.create_audit(body)
        wants_verdict = arguments.wait or arguments.timeout is not None
        sys.stderr.write(f"audit {audit['id']}\n")
        if wants_verdict:
            return serving.conclude(client, audit["id"], arguments)
        server = f" --server {arguments.server}" if arguments.server else ""
        sys.stdout.write(
            f"{audit['id']} is {audit['state']}. To see its verdict:\n"
            f"  evenhand gate {audit['id']}{server}\n"
        )
    return exit_codes.PASS


def uploaded(
    client: "Client",
    document: "AuditDocument",
    folder: Path,
    progress: "Progress",
    *,
    by_name: bool = False,
) -> dict[str, Any]:
    """The document with ids where it named files; `path` is relative to `folder`.

    by_name: names in place of ids, so that the newest version of each is meant, whenever it is
    read; a version that the document states stays.
    """
    from audits.specification.second_datasets import KEYS

    body: dict[str, Any] = document.model_dump(mode="json", by_alias=True, exclude_unset=True)
    specs: dict[str, tuple[Kind, DatasetSpec | SecondSpec | ModelSpec | None]] = {
        "dataset": ("dataset", document.dataset),
        "earlier": ("dataset", document.earlier),
        "members": ("dataset", document.members),
        "model": ("model", document.model),
    }
    for key, (kind, spec) in specs.items():
        if spec is None or spec.path is None:
            continue
        version = _uploaded(client, kind, spec, folder, progress)
        for named in ("path", "name", "version", "encoding"):
            body[key].pop(named, None)
        # A second dataset is that one, also where newer ones of its name come.
        if by_name and key not in KEYS:
            body[key]["name"] = version["name"]
            if spec.version is not None:
                body[key]["version"] = version["version"]
        else:
            body[key]["id"] = version["id"]
    return body


def _uploaded(
    client: "Client",
    kind: "Kind",
    spec: "DatasetSpec | SecondSpec | ModelSpec",
    folder: Path,
    progress: "Progress",
) -> dict[str, Any]:
    assert spec.path is not None  # noqa: S101 (narrows the type)
    source = folder / spec.path
    readable = as_utf8(source, getattr(spec, "encoding", None))
    with readable if kind == "dataset" else nullcontext(source) as path:
        return client.upload(
            kind,
            path,
            name=spec.name,
            version=None if spec.version is None else str(spec.version),
            on_progress=progress.update,
        )
