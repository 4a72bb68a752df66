"""Where a report comes from: who asked, what was measured, on which versions."""

import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # the command line reads `versions` and needs no database
    from service.records.tables import Audit
    from service.records.unit_of_work import UnitOfWork

# What the numbers depend on, beside the project itself.
ENGINES = (
    "evenhand", "numpy", "scipy", "pyarrow", "onnxruntime", "torch", "transformers",
)  # fmt: skip


def provenance(unit: "UnitOfWork", audit: "Audit") -> dict[str, Any]:
    """What is known before the audit runs; `complete` adds the rest."""
    found = unit.datasets.find(audit.dataset_version_id)
    family = unit.datasets.find_family(found.family_id)
    dataset = {"name": family.name, "version": found.version, "sha256": found.sha256}
    model: dict[str, Any] = {"sha256": None, "format": "recorded"}
    if audit.model_version_id is not None:
        asked = unit.models.find(audit.model_version_id)
        model = {
            "name": unit.models.find_family(asked.family_id).name,
            "version": asked.version,
            "sha256": asked.sha256,
            "format": (asked.profile or {}).get("format"),
        }
    elif (audit.plan.get("model") or {}).get("format") == "endpoint":
        said = audit.document.get("model") or {}
        model = {
            "name": said.get("name") or said.get("url"),
            "version": said.get("version"),
            "sha256": audit.plan["model_sha256"],
            "format": "endpoint",
        }
    policy: dict[str, Any] = {}
    if audit.policy_version_id is not None:
        rules = unit.policies.find(audit.policy_version_id)
        policy = {
            "name": unit.policies.find_family(rules.family_id).name,
            "version": rules.version,
        }
    return {
        "audit": {
            "id": audit.id,
            "by": audit.created_by or "unknown",
            "started": rfc3339(audit.started_at or audit.created_at),
            "model": audit.model_version_id,
            "dataset": audit.dataset_version_id,
            "policy": policy.get("name"),
            **({"device": audit.device} if audit.device is not None else {}),
        },
        "model": model,
        "dataset": dataset,
        "policy": policy,
    }


def complete(
    found: dict[str, Any], *, layers: Sequence[str], rows: int | None, finished: float
) -> dict[str, Any]:
    """The same with what only the run could tell."""
    return {
        **found,
        "audit": {**found["audit"], "finished": rfc3339(finished)},
        "dataset": {**found["dataset"], "rows": rows},
        "environment": {"versions": dict(versions()), "sandbox": list(layers)},
    }


@cache  # what is imported stays; to read it anew took a third of a small audit's bookkeeping
def versions() -> dict[str, str]:
    """Versions of everything a number may depend on, as far as it is installed."""
    found = {"python": platform.python_version()}
    for name in ENGINES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def rfc3339(seconds: float) -> str:
    """A time of the records as people and programs read it."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
