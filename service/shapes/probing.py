"""What can be measured."""

from typing import Any

from service.shapes.base import Answer


class Probes(Answer):
    """Every probe there is, with its parameters as JSON schema and the metrics it owns."""

    items: list[dict[str, Any]]


class Probe(Answer):
    """One probe: what it needs, its parameters and the metrics it owns."""

    name: str
    version: int
    summary: str
    description: str
    needs: list[str]
    asks: str
    label: str | None
    model: str | None
    parameters: dict[str, Any]
    metrics: list[dict[str, Any]]
    honours: list[str]
    passes: str | None
    sampled: list[dict[str, Any]]
    by_default: bool
    alone: bool
