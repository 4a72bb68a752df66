"""Whether the service lives and can work."""

from typing import Literal

from pydantic import Field

from service.shapes.base import Answer


class Health(Answer):
    """Whether it lives, or can work."""

    status: Literal["ok", "degraded"]
    checks: dict[str, str] = Field(default_factory=dict)
