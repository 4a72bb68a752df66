"""Old audits, and stored bytes that nobody refers to, go; the bytes last."""

import logging

from service.artifacts import ArtifactStore
from service.records.unit_of_work import EVERYONE, Records

LOG = logging.getLogger(__name__)
DAY = 86_400.0
# Stored again meanwhile? Storing renews the file's age, so bytes this young are somebody's.
YOUNG_SECONDS = 3600.0


def sweep_old(records: Records, store: ArtifactStore, *, keep_days: float) -> tuple[int, int]:
    """Audits and artifacts removed. keep_days: 0 keeps every audit."""
    removed: list[str] = []
    if keep_days > 0:
        with records.writing(EVERYONE) as unit:
            removed = list(unit.retention.remove_ended(older_than_seconds=keep_days * DAY))
            unit.commit()
    with records.reading(EVERYONE) as unit:
        loose = unit.retention.unreferenced()
    swept = 0
    for tenant, sha256 in loose:
        if sha256 in store and store.age_seconds(sha256) <= YOUNG_SECONDS:
            continue  # a later round sees whether they are somebody's
        with records.writing(EVERYONE) as unit:
            is_nobodys = unit.retention.forget(tenant, sha256)
            unit.commit()
        if is_nobodys and store.age_seconds(sha256) > YOUNG_SECONDS:
            store.remove(sha256)
            swept += 1
    if removed or swept:
        LOG.info("swept %d audits and %d artifacts", len(removed), swept)
    return len(removed), swept
