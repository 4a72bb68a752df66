"""What erasing takes away."""

from pydantic import Field

from service.shapes.base import Answer, Moment, Request


class ErasureRequest(Request):
    """The confirmation."""

    confirm: str = Field(max_length=64, description="`confirm` of what was shown.")


class Erasure(Answer):
    """What goes, and when."""

    object: str
    kind: str
    name: str
    goes_at_once: dict[str, int] = Field(description="Rows that are gone with the answer.")
    files: int = Field(description="Stored files that nothing else names.")
    bytes: int
    bytes_gone_by: Moment = Field(description="When the files are gone from the store, at latest.")
    stays: list[str]
    blocked: str | None = Field(description="Why it cannot be erased now.")
    confirm: str | None = Field(description="To be sent back to erase it.")
