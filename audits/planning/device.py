"""Whether an audit is better off on a GPU. None is ever needed: everything also runs on a CPU."""

from audits.document import ModelSpec
from audits.errors import Problem

# The formats whose models can compute on one here.
ON_GPU = ("huggingface",)


def wants_gpu(spec: ModelSpec | None, *, size_bytes: int | None, large_bytes: int) -> bool:
    """Asked for in the document, or, where it says nothing, a model of at least `large_bytes`."""
    if spec is None or spec.format not in ON_GPU or spec.device == "cpu":
        return False
    return spec.device == "gpu" or (size_bytes or 0) >= large_bytes


def check_device(spec: ModelSpec | None, problems: list[Problem]) -> None:
    """A GPU that could not be used is refused, not ignored."""
    if spec is not None and spec.device == "gpu" and spec.format not in ON_GPU:
        problems.append(
            Problem(
                "model.device",
                f"a model of the format {spec.format or 'recorded'} does not compute on a GPU here",
                "leave `device` out; only Hugging Face models use one",
                "device_not_used",
            )
        )
