"""Old audits, unused uploads, and stored bytes that nobody refers to, go; the bytes last."""

import logging
from collections.abc import Mapping

from service.artifacts import ArtifactStore
from service.records.errors import IllegalMove
from service.records.retention import Version
from service.records.tables import DatasetVersion, ModelVersion
from service.records.unit_of_work import EVERYONE, Records
from service.secrets import KeyRing

LOG = logging.getLogger(__name__)
DAY = 86_400.0
# Stored again meanwhile? Storing renews the file's age, so bytes this young are somebody's.
YOUNG_SECONDS = 3600.0
BY = "retention"  # who the trail says it was
NOTHING: Mapping[Version, float] = {}


def sweep_old(
    records: Records,
    store: ArtifactStore,
    *,
    keep_days: float,
    keep_versions: Mapping[Version, float] = NOTHING,
) -> tuple[int, int]:
    """Audits and artifacts removed, each with a line in its organisation's trail.

    keep_days: 0 keeps every audit. keep_versions: days by kind of upload; 0 or none keeps all.
    """
    removed = _old_audits(records, keep_days) if keep_days > 0 else 0
    for table, days in keep_versions.items():
        if days > 0:
            _unused(records, table, days)
    with records.reading(EVERYONE) as unit:
        loose = unit.retention.unreferenced()
    swept: dict[str, list[str]] = {}
    for tenant, sha256 in loose:
        if sha256 in store and store.age_seconds(sha256) <= YOUNG_SECONDS:
            continue  # a later round sees whether they are somebody's
        with records.writing(EVERYONE) as unit:
            is_nobodys = unit.retention.forget(tenant, sha256)
            unit.commit()
        if is_nobodys and store.age_seconds(sha256) > YOUNG_SECONDS:
            store.remove(sha256)
            swept.setdefault(tenant, []).append(sha256)
    if swept:
        with records.writing(EVERYONE) as unit:
            for tenant, erased in swept.items():
                unit.log.append(tenant, BY, "bytes.erased", None, sha256=erased)
            unit.commit()
    gone = sum(map(len, swept.values()))
    if removed or gone:
        LOG.info("swept %d audits and %d artifacts", removed, gone)
    return removed, gone


def seal_what_is_clear(records: Records, ring: KeyRing) -> int:
    """Encrypt secrets that an earlier release stored as they were; how many."""
    with records.reading(EVERYONE) as unit:
        if not unit.secrets.in_the_clear():
            return 0
    with records.writing(EVERYONE) as unit:
        sealed = unit.secrets.seal_anew(ring)
        unit.commit()
    LOG.info("encrypted %d secrets", sealed)
    return sealed


def _old_audits(records: Records, keep_days: float) -> int:
    with records.writing(EVERYONE) as unit:
        removed = unit.retention.remove_ended(older_than_seconds=keep_days * DAY)
        for tenant, ids in removed.items():
            unit.log.append(tenant, BY, "audit.expired", None, audits=list(ids), days=keep_days)
        unit.commit()
    return sum(map(len, removed.values()))


def _unused(records: Records, table: Version, days: float) -> None:
    kind = "model" if table is ModelVersion else "dataset"
    with records.reading(EVERYONE) as unit:
        tenants = [row.id for row in unit.tenants.all()]
    for tenant in tenants:
        with records.reading(tenant) as unit:
            old = unit.retention.unused(table, older_than_seconds=days * DAY)
        for version in old:
            with records.writing(tenant) as unit:
                try:
                    unit.deleting.version(table, version)
                except IllegalMove:
                    continue  # an audit was asked for meanwhile
                unit.log.append(tenant, BY, f"{kind}.expired", version, days=days)
                unit.commit()


def versions_kept(*, models: float, datasets: float) -> Mapping[Version, float]:
    """Days by kind of upload, as `sweep_old` takes them."""
    return {ModelVersion: models, DatasetVersion: datasets}
