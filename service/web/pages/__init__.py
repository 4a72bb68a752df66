"""The pages, a module a place: signing in, lists, one audit, starting an audit."""

from flask import Flask

from service.web import rendering
from service.web.pages import (
    access,
    audit,
    comparing,
    datasets,
    downloads,
    erasing,
    explorer,
    helping,
    lists,
    organisations,
    repeating,
    reviewing,
    revoking,
    schedules,
    signing,
    starting,
    trail,
)


def install(app: Flask) -> None:
    """Add every page to the app."""
    rendering.install(app)
    app.register_blueprint(rendering.report_files())
    modules = (
        signing, lists, audit, downloads, starting, schedules, repeating, comparing, trail, access,
        organisations, erasing, helping, revoking, explorer, reviewing, datasets,
    )  # fmt: skip
    for module in modules:
        app.register_blueprint(module.pages)
