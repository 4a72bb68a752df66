"""Whether an audit is better off on a GPU. None is ever needed: everything also runs on a CPU."""

from audits.errors import Problem
from audits.specification.document import ModelSpec

# Masked and causal language models are asked on the CPU.
ON_CPU_ONLY = ("fill-mask", "text-generation")


def computes_on_gpu(spec: ModelSpec | None) -> bool:
    """Whether a model of this format and task can compute on one here."""
    return spec is not None and spec.format == "huggingface" and spec.task not in ON_CPU_ONLY


def wants_gpu(spec: ModelSpec | None, *, size_bytes: int | None, large_bytes: int) -> bool:
    """Asked for in the document, or, where it says nothing, a model of at least `large_bytes`."""
    if spec is None or not computes_on_gpu(spec) or spec.device == "cpu":
        return False
    return spec.device == "gpu" or (size_bytes or 0) >= large_bytes


def check_device(spec: ModelSpec | None, problems: list[Problem]) -> None:
    """A GPU that could not be used is refused, not ignored."""
    if spec is not None and spec.device == "gpu" and not computes_on_gpu(spec):
        kind = f"{spec.format or 'recorded'} model"
        problems.append(
            Problem(
                "model.device",
                f"a {kind} for {spec.task or 'this task'} does not compute on a GPU here",
                "leave `device` out; Hugging Face classifiers, regressors and translators use one",
                "device_not_used",
            )
        )
