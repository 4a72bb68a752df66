"""Tables read as an audit reads them: profiled, planned, then read by the plan."""

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from audits.data.dataset import Dataset
from audits.data.reading import profile_dataset, read_dataset
from audits.errors import Problem
from audits.planning.columns import resolve_columns
from audits.specification.document import AuditDocument, ColumnSpec, DatasetSpec
from audits.specification.roles import Kind


def read_planned(
    path: Path,
    specs: Mapping[str, ColumnSpec],
    *,
    reads: Sequence[str] = (),
    as_words: Collection[str] | None = None,
) -> Dataset:
    """The reader with the kinds that a plan resolves; what a plan would refuse reaches it too."""
    profile = profile_dataset(path)
    kinds = {column.name: column.kind for column in profile.columns}
    document = AuditDocument(dataset=DatasetSpec(path=path.name, columns=dict(specs)))
    refused: list[Problem] = []
    planned = resolve_columns(document, profile, refused)
    fed = {name: ColumnSpec(kind=kinds[name]) for name in reads if name in kinds}
    lost = {name: ColumnSpec(role=spec.role, kind=Kind.TEXT) for name, spec in specs.items()}
    return read_dataset(path, {**lost, **fed, **planned}, reads=reads, as_words=as_words)
