"""Versions of a model by worth and cost: of each the newest audit of the same rows."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from service.records.tables import Audit, Model, ModelVersion
from service.records.unit_of_work import UnitOfWork

MOST_VERSIONS, MOST_AUDITS = 12, 100
# What a model reads and answers is its own affair; who the rows are and what is right is not.
_OF_THE_MODEL = ("feature", "prediction", "score", "class_probability")
UNMEASURED = "no completed audit of it measured accuracy, latency, energy or size"
OTHER_ROWS = "it was audited on other rows of this data, or with other labels, groups or weights"


def version_costs(unit: UnitOfWork, family: Model) -> dict[str, Any] | None:
    """What `audits.cost.version_report.compared_versions` says, on the data of the newest audit.

    With `data` (its name and version), `missing` (`name`, `why`) of versions that are not
    compared, and `newest`: how many versions were looked at, None where all were. None at all
    where the model has one version or nothing was measured.
    """
    # Read when somebody looks at a model.
    from audits.cost.version_report import METRICS, Audited, compared_versions

    page = unit.models.versions(family.id, limit=MOST_VERSIONS)
    versions = page.rows
    names = {version.id for version in versions}
    audits = [row for row in _measured(unit, family, METRICS) if row.model_version_id in names]
    if len(versions) < 2 or not audits:
        return None
    newest = audits[0]
    conditions = _conditions(unit, newest)
    compared: list[tuple[ModelVersion, Audit]] = []
    missing = []
    for version in versions:
        own = [row for row in audits if row.model_version_id == version.id]
        fitting = _first_alike(unit, own, newest, conditions)
        if fitting is not None:
            compared.append((version, fitting))
        else:
            missing.append({"name": version.version, "why": _why_not(unit, own, newest)})
    figures = unit.audits.figures([_source(row) for _, row in compared], METRICS)
    audited = [Audited(version.version, row.id, figures[_source(row)]) for version, row in compared]
    content: Mapping[str, Any] = compared_versions(audited)
    newest_of_all = None if page.cursor is None else MOST_VERSIONS
    return {
        **content, "data": _data(unit, newest), "missing": missing, "newest": newest_of_all,
    }  # fmt: skip


def _measured(unit: UnitOfWork, family: Model, metrics: Iterable[str]) -> list[Audit]:
    """Completed audits of the model that measured any of it, newest first."""
    rows = unit.audits.page(model_id=family.id, state="completed", limit=MOST_AUDITS).rows
    having = unit.audits.with_any([_source(row) for row in rows], tuple(metrics))
    return [row for row in rows if _source(row) in having]


def _source(row: Audit) -> str:
    return str(row.same_as or row.id)


def _first_alike(
    unit: UnitOfWork, own: Sequence[Audit], newest: Audit, conditions: str
) -> Audit | None:
    """The first of its audits on the same bytes, rows, labels and groups."""
    bytes_ = _sha256(unit, newest)
    for row in own:
        if _sha256(unit, row) == bytes_ and _conditions(unit, row) == conditions:
            return row
    return None


def _conditions(unit: UnitOfWork, row: Audit) -> str:
    """Which rows were measured, and what their columns say of people and truth, as text."""
    plan = unit.audits.find(row.id).plan
    columns = {
        name: spec
        for name, spec in (plan.get("columns") or {}).items()
        if spec.get("role") not in (None, *_OF_THE_MODEL)
    }
    return json.dumps([plan.get("rows") or [], columns], sort_keys=True)


def _sha256(unit: UnitOfWork, row: Audit) -> str:
    return unit.datasets.find(row.dataset_version_id).sha256


def _why_not(unit: UnitOfWork, own: Sequence[Audit], newest: Audit) -> str:
    if not own:
        return UNMEASURED
    if any(_sha256(unit, row) == _sha256(unit, newest) for row in own):
        return OTHER_ROWS
    return f"it was audited on other data, {_data(unit, own[0])}"


def _data(unit: UnitOfWork, row: Audit) -> str:
    """`people 3`: what the data are called."""
    version = unit.datasets.find(row.dataset_version_id)
    return f"{unit.datasets.find_family(version.family_id).name} {version.version}"
