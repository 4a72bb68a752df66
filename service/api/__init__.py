"""The HTTP API: one blueprint a noun. Each view parses, makes one call and serialises."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask_openapi3.blueprint import APIBlueprint


def blueprints() -> "tuple[APIBlueprint, ...]":
    """Every blueprint, in the order in which the documentation shows them."""
    from service.api import (
        access,
        audits,
        badges,
        comparisons,
        datasets,
        erasures,
        events,
        health,
        inbound,
        models,
        organisations,
        policies,
        probes,
        reports,
        reviews,
        schedules,
        signing_keys,
        trail,
        uploads,
        usage,
        webhooks,
    )

    modules = (
        models, datasets, uploads, probes, policies, audits, events, reports, reviews, badges,
        comparisons, schedules, webhooks, inbound, usage, access, organisations, erasures, trail,
        signing_keys, health,
    )  # fmt: skip
    return tuple(module.api for module in modules)
