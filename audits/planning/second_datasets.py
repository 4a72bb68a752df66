"""Datasets beside the audited one: which of its columns they have, and who reads them."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from audits.errors import Problem
from audits.planning.steps import Step
from audits.specification.document import AuditDocument, ColumnSpec
from audits.specification.probe_manifest import readers_of
from audits.specification.profiles import DatasetProfile
from audits.specification.second_datasets import KEYS
from audits.specification.suggestions import listed


@dataclass(frozen=True, slots=True)
class SecondDataset:
    """columns: those of the plan that it has, by their names in the file. encoding: where stated.

    look: of `earlier`, the how-manyth comparison of a series.
    """

    sha256: str
    columns: tuple[str, ...]
    encoding: str | None = None
    look: int | None = None

    def to_json(self) -> dict[str, Any]:
        """Plain JSON; `from_json` reads it back. What nobody said is left out."""
        written = {**asdict(self), "columns": list(self.columns)}
        return {key: value for key, value in written.items() if value is not None}

    @classmethod
    def from_json(cls, written: Mapping[str, Any]) -> "SecondDataset":
        """The dataset again, from what `to_json` wrote."""
        return cls(**{**written, "columns": tuple(written["columns"])})


def resolve_second_datasets(
    document: AuditDocument,
    profiles: Mapping[str, DatasetProfile],
    columns: Mapping[str, ColumnSpec],
    steps: Sequence[Step],
    problems: list[Problem],
) -> dict[str, SecondDataset]:
    """Each by its key in the document; what cannot be read or is read by nobody is a problem.

    profiles: of those that the document names, by key. columns: of the audited dataset.
    """
    resolved: dict[str, SecondDataset] = {}
    for key in KEYS:
        readers = readers_of(key)
        spec, profile = getattr(document, key), profiles.get(key)
        if spec is None or profile is None:
            continue
        if not any(step.probe in readers for step in steps):
            names = listed(sorted(readers))
            problems.append(
                Problem(key, "no probe of this audit reads it",
                        f"name {names} among the `probes`, or leave `{key}` out", "not_read")
            )  # fmt: skip
            continue
        named = {column.name for column in profile.columns}
        common = tuple(name for name in columns if name in named)
        if not common:
            problems.append(
                Problem(key, "it has no column of the dataset",
                        f"its columns are {listed(sorted(named)[:20])}; give a dataset with the "
                        "same names", "unknown_column")
            )  # fmt: skip
            continue
        encoding = spec.encoding or profile.encoding
        look = getattr(spec, "look", None)
        resolved[key] = SecondDataset(profile.sha256, common, encoding, look)
    return resolved
