"""What an installation without the extras `cpu` or `gpu` lacks, told before anything begins."""

from importlib.util import find_spec

from audits.errors import Refused

# Of each extra some package that nothing replaces.
_NEEDED = ("numpy", "scipy", "pyarrow", "sklearn", "PIL", "onnxruntime")
REMEDY = (
    "install what measures: pip install 'evenhand[cpu]', or [gpu]; from a clone, "
    "pip install '/path/to/the/clone[cpu]'"
)


def missing_packages() -> list[str]:
    """Packages that measuring needs and that are not installed."""
    return [name for name in _NEEDED if find_spec(name) is None]


def refuse_without_models(field: str) -> None:
    """Raise `Refused` where nothing could be measured here. field: what was asked for."""
    missing = missing_packages()
    if missing:
        verb = "is" if len(missing) == 1 else "are"
        raise Refused.because(
            field, f"{', '.join(missing)} {verb} not installed, so nothing could be measured here",
            REMEDY, "missing_extra",
        )  # fmt: skip
