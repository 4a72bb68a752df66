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
    costs: list[dict[str, Any]] = Field(
        description="`latency`, `energy` and `model_bytes` of everybody, as they were determined: "
        "`metric`, `scale` (its unit), `value`, `interval`, `sample_size`, and `method`, which "
        "names the machine: costs of two machines are not comparable.",
    )


class Trend(Answer):
    """A model's audits, newest first."""

    items: list[TrendPoint]
    cursor: str | None
    versions: dict[str, Any] | None = Field(
        None,
        description="On the first page: versions by worth and cost, as the model's page sets them "
        "beside each other, of each one audit of the same rows. Null where there is one version "
        "alone, or nothing was measured.",
    )
