"""The types of tensors that the Open Inference Protocol knows, and what a document says of them."""

from collections.abc import Collection, Iterator, Mapping

from audits.errors import Problem
from audits.specification.suggestions import listed, nearest

# Version 2 of the protocol, "Tensor Data Types".
DATATYPES = (
    "BOOL", "UINT8", "UINT16", "UINT32", "UINT64", "INT8", "INT16", "INT32", "INT64",
    "FP16", "FP32", "FP64", "BYTES",
)  # fmt: skip


def unknown_datatypes(datatypes: Mapping[str, str]) -> Iterator[Problem]:
    """Types that no server knows. datatypes: of inputs, by name."""
    for name, given in datatypes.items():
        if given not in DATATYPES:
            yield Problem(
                f"model.endpoint.datatypes.{name}", f"{given!r} is no type of the protocol",
                f"give one of {listed(DATATYPES)}", "wrong_datatype",
            )  # fmt: skip


def datatypes_of_nothing(
    datatypes: Mapping[str, str], inputs: Collection[str]
) -> Iterator[Problem]:
    """Types of inputs that are not sent: what was meant would go as another type, unsaid.

    datatypes: of inputs, by name. inputs: that are sent.
    """
    for name in datatypes:
        if name not in inputs:
            yield Problem(
                f"model.endpoint.datatypes.{name}", "no input of this name is sent",
                nearest(name, inputs), "unknown_input",
            )  # fmt: skip
