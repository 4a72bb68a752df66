"""An audit document that is opened in the form: which uploads it means, and what is not here."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from audits.errors import Problem, Refused
from audits.specification.document import AuditDocument, DatasetSpec, ModelSpec
from audits.specification.named_policies import named_policies
from audits.specification.parsing import accept_document
from service.answers.versions import Row, catalog_of, find_version
from service.bodies import YAML_BYTES, parse_yaml
from service.errors import ServiceError
from service.records.errors import NoRow
from service.records.unit_of_work import UnitOfWork

Uploads = dict[str, tuple[str, Row]]


def opened(data: bytes) -> AuditDocument:
    """The document in a file; `Refused` with every problem."""
    try:
        return accept_document(parse_yaml(data))
    except ServiceError as error:
        remedy = f"open an audit.yaml of at most {YAML_BYTES:,} bytes, in UTF-8"
        raise Refused(
            error.problems or [Problem("file", error.detail or error.title, remedy, "no_yaml")]
        ) from None


def uploads_of(
    unit: UnitOfWork, document: AuditDocument, uploads: Uploads
) -> tuple[Uploads, list[Problem]]:
    """The uploads chosen on the page, else those that the file names, and what is missing.

    A file for the command line names a path; what was uploaded of it must be chosen.
    """
    opened: Uploads = {}
    problems: list[Problem] = []
    specs: Mapping[str, DatasetSpec | ModelSpec | None] = {
        "model": document.model,
        "dataset": document.dataset,
    }
    for kind, spec in specs.items():
        if spec is None or (kind == "model" and getattr(spec, "format", None) == "recorded"):
            continue
        named = uploads[kind] if kind in uploads else _named(unit, kind, spec)
        if named is not None:
            opened[kind] = named
        else:
            name = spec.id or spec.name or spec.path or "none"
            problems.append(
                Problem(
                    kind,
                    f"the file's {kind} ({name}) is not among the uploads",
                    f"upload or choose the {kind} here, then open the file again",
                    "not_found",
                )
            )
    return opened, problems


def left_out(
    document: AuditDocument, profile: Mapping[str, Any], stored: Collection[str]
) -> Iterator[Problem]:
    """What the file says and the form cannot hold with these data: told, never dropped silently."""
    known = {column["name"] for column in profile["columns"]}
    for name in document.dataset.columns:
        if name not in known:
            yield Problem(
                f"dataset.columns.{name}",
                f"the data have no column {name!r}",
                "what the file says of it is left out; choose another dataset if it is needed",
                "unknown_column",
            )
    policy = document.policy
    if isinstance(policy, str) and policy not in {*stored, *named_policies()}:
        yield Problem(
            "policy",
            f"no policy {policy!r} is stored here",
            "choose one below, or write its sentences",
            "unknown_policy",
        )


def _named(unit: UnitOfWork, kind: str, spec: DatasetSpec | ModelSpec) -> tuple[str, Row] | None:
    try:
        if spec.id is not None:
            return find_version(unit, kind, spec.id)
        if spec.name is not None:
            return spec.name, catalog_of(unit, kind).resolve(spec.name, spec.version)
    except NoRow:
        return None
    return None
