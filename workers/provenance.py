"""Where a report comes from: who asked, what was measured, on which versions."""

import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

from audits.planning.plan import Plan
from audits.planning.table_notes import table_notes
from audits.specification.parsing import parse_document
from audits.specification.profiles import DatasetProfile, ModelProfile
from service.sandbox_layers import DEMANDED_LAYERS
from workers.environment_lock import environment_lock

if TYPE_CHECKING:  # the command line reads `versions` and needs no database
    from service.records.job_details import Acceptance, Brief

# What the numbers depend on, beside the project itself.
ENGINES = (
    "evenhand", "numpy", "scipy", "pyarrow", "onnxruntime", "torch", "transformers",
)  # fmt: skip


def provenance(brief: "Brief", accepted: "Acceptance | None" = None) -> dict[str, Any]:
    """What is known before the audit runs; `complete` adds the rest.

    accepted: who lets what the audit before had stand, where only what is new is judged.
    """
    model: dict[str, Any] = {"sha256": None, "format": "recorded"}
    if brief.model_version_id is not None:
        model = {
            "name": brief.model_name,
            "version": brief.model_version,
            # Of its content, as a local audit gives it; audits planned before have the file's.
            "sha256": brief.plan.get("model_sha256") or brief.model_sha256,
            "format": (brief.model_profile or {}).get("format"),
        }
    elif (brief.plan.get("model") or {}).get("format") == "endpoint":
        declaration = brief.document.get("model") or {}
        model = {
            "name": declaration.get("name") or declaration.get("url"),
            "version": declaration.get("version"),
            "sha256": brief.plan["model_sha256"],
            "format": "endpoint",
        }
    policy = _policy(brief)
    return {
        "audit": {
            "id": brief.audit_id,
            "by": brief.asked_by or brief.created_by or "unknown",
            **({"by_id": brief.created_by} if brief.asked_by is not None else {}),
            "started": rfc3339(brief.started_at or brief.created_at),
            "model": brief.model_version_id,
            "dataset": brief.dataset_version_id,
            "policy": policy.get("name"),
            **({"device": brief.device} if brief.device is not None else {}),
            **({"accepted": _acceptance(accepted)} if accepted is not None else {}),
        },
        "model": model,
        "dataset": {
            "name": brief.dataset_name,
            "version": brief.dataset_version,
            "sha256": brief.dataset_sha256,
        },
        "policy": policy,
    }


def notes_of(brief: "Brief", plan: Plan) -> list[str]:
    """What the dataset's profile gives away that nobody said of it."""
    if brief.dataset_profile is None:
        return []
    fed = [] if brief.model_profile is None else [
        item.name for item in ModelProfile.from_json(brief.model_profile).inputs
    ]  # fmt: skip
    dataset = DatasetProfile.from_json(brief.dataset_profile)
    return list(table_notes(parse_document(brief.document), plan, dataset, fed))


def _policy(brief: "Brief") -> dict[str, Any]:
    """Name and version of a stored policy; of rules in the document, or one by name, its name."""
    if brief.policy_version_id is not None:
        return {"name": brief.policy_name, "version": brief.policy_version}
    stated = brief.document.get("policy")
    name = stated.get("name") if isinstance(stated, dict) else stated
    return {"name": name} if isinstance(name, str) and name else {}


def _acceptance(accepted: "Acceptance") -> dict[str, str]:
    return {
        "audit": accepted.audit_id,
        "by": accepted.by,
        "at": rfc3339(accepted.at),
        "reason": accepted.reason,
    }


def weaknesses(layers: Sequence[str]) -> list[str]:
    """What to say of a sandbox that lacked what is demanded by default; a report's warning."""
    stood = {layer.split()[0] for layer in layers}
    missing_layers = [name for name in DEMANDED_LAYERS if name not in stood]
    if not missing_layers:
        return []
    return [
        f"This audit ran in a weaker sandbox, without {' and '.join(missing_layers)}: a hostile "
        "model could have read or changed what its worker can, this report included."
    ]


def complete(
    facts: dict[str, Any], *, plan: Plan, layers: Sequence[str], rows: int | None, finished: float
) -> dict[str, Any]:
    """The same with what only the run could tell."""
    return {
        **facts,
        "audit": {**facts["audit"], "finished": rfc3339(finished)},
        "dataset": {**facts["dataset"], "rows": rows},
        "environment": environment(plan, layers),
        "warnings": [*facts.get("warnings", ()), *weaknesses(layers)],
    }


def environment(plan: Plan, layers: Sequence[str]) -> dict[str, Any]:
    """What it ran in, for the report. layers: of the sandbox."""
    return {
        "versions": dict(versions()), "sandbox": list(layers), "lock": environment_lock(plan),
    }  # fmt: skip


@cache  # what is imported stays; to read it anew took a third of a small audit's bookkeeping
def versions() -> dict[str, str]:
    """Versions of everything a number may depend on, as far as it is installed."""
    installed = {"python": platform.python_version()}
    for name in ENGINES:
        try:
            installed[name] = version(name)
        except PackageNotFoundError:
            continue
    return installed


def rfc3339(seconds: float) -> str:
    """A time of the records as people and programs read it."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
