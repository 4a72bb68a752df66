"""A model over time."""

from typing import Any

from pydantic import Field

from service.shapes.auditing import GateName
from service.shapes.base import Answer, Moment


class WorstGap(Answer):
    """The largest difference between groups in size, signed: group minus reference."""

    metric: str
    group: dict[str, Any]
    value: float
    interval: list[float | None]
    sample_size: Any = Field(None, description="Rows of the group and of the reference.")


class TrendPoint(Answer):
    """One audit of the model. worst_gap: null where no difference of shares was determined."""

    audit: str
    name: str
    version: str
    created: Moment
    state: str
    gate: GateName | None
    worst_gap: WorstGap | None


class Trend(Answer):
    """A model's audits, newest first."""

    items: list[TrendPoint]
    cursor: str | None
