"""What is this upload? Answered by a child in the sandbox, for the service and the command line."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from audits.errors import AuditError, Problem, Refused
from audits.specification.document import ModelSpec
from audits.specification.external_weights import weights_beside
from audits.specification.profiles import DatasetProfile, ModelProfile
from workers.sandbox import Limits, Outcome, run_sandboxed
from workers.scratch import scratch_folder

Send = Callable[[dict[str, Any]], None]

# What a child's death says about the file it was reading.
_REASONS = {
    "segfault": "the library that reads it crashed",
    "aborted": "the library that reads it gave up",
    "out_of_memory": "reading it takes more memory than allowed",
    "timeout": "reading it takes longer than allowed",
    "cpu_limit": "reading it takes longer than allowed",
    "answer_too_large": "what it says about itself is larger than allowed",
    "disk_full": "it unpacks to more than allowed",
    "too_many_threads": "reading it takes more threads than allowed",
}


class InspectionFailed(AuditError):
    """The machine, not the upload, is to blame; trying again may help."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def inspect_dataset(path: Path, *, limits: Limits, encoding: str | None = None) -> DatasetProfile:
    """The table's profile; raises `Refused`, or `InspectionFailed`.

    encoding: as the document says, None where nobody does.
    """
    payload = {} if encoding is None else {"encoding": encoding}
    outcome = _inspected("inspect_dataset_file", path, payload, limits, needs_models=False)
    return DatasetProfile.from_json(_result(outcome, "dataset"))


def inspect_model(path: Path, *, manifest: ModelSpec | None = None, limits: Limits) -> ModelProfile:
    """The model's profile; raises `Refused`, or `InspectionFailed`."""
    payload = {"manifest": (manifest or ModelSpec()).model_dump(mode="json", exclude_unset=True)}
    outcome = _inspected("inspect_model_file", path, payload, limits, needs_models=True)
    return ModelProfile.from_json(_result(outcome, "model"))


def inspect_dataset_file(payload: Mapping[str, Any], send: Send) -> dict[str, Any]:
    """What runs in the sandboxed child, as `audits` profiles it."""
    from audits.data.reading import profile_dataset

    return profile_dataset(Path(payload["path"]), payload.get("encoding")).to_json()


def inspect_model_file(payload: Mapping[str, Any], send: Send) -> dict[str, Any]:
    """What runs in the sandboxed child, as `audits` profiles it."""
    from audits.models.opening import inspect_model as profiled

    manifest = ModelSpec.model_validate(payload["manifest"])
    scratch = Path(payload["scratch"])
    return profiled(Path(payload["path"]), manifest, scratch=scratch).to_json()


def _inspected(
    name: str, path: Path, payload: Mapping[str, Any], limits: Limits, *, needs_models: bool
) -> Outcome:
    with scratch_folder() as scratch:
        return run_sandboxed(
            f"workers.inspection:{name}",
            {**payload, "path": str(path.resolve()), "scratch": str(scratch)},
            read_only=[path, *weights_beside(path.resolve())],
            scratch=scratch,
            limits=limits,
            needs_models=needs_models,
        )


def _result(outcome: Outcome, field: str) -> dict[str, Any]:
    if outcome.reason is None:
        result: dict[str, Any] = outcome.result
        return result
    if outcome.reason == "refused":
        raise Refused([Problem(**problem) for problem in outcome.error["problems"]])
    message = str(outcome.error.get("message", ""))
    if outcome.reason in _REASONS or outcome.reason in ("crashed", "model_failure"):
        reason = _REASONS.get(outcome.reason, f"it cannot be read: {message}")
        raise Refused.because(field, reason, "check the file on your side", outcome.reason)
    raise InspectionFailed(outcome.reason, message or f"the inspection ended: {outcome.reason}")
