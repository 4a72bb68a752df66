"""The API, to read and to try: Swagger UI over our own OpenAPI document, served from here alone."""

import hashlib
from functools import cache
from importlib.resources import files
from pathlib import Path

from flask import Blueprint, Response

from service.auth import access
from service.web.rendering import render

# Where the package keeps the files of Swagger UI.
FOLDER = Path(str(files("flask_openapi3_swagger"))) / "templates" / "swagger"
pages = Blueprint(
    "explorer", __name__, static_folder=str(FOLDER), static_url_path="/static/explorer"
)


@pages.get("/docs")
@access("public")
def explorer() -> Response:
    """Every route with its shapes. What is tried is sent with the reader's own key."""
    return render("explorer.html", here="/docs", asset=asset)


@cache
def asset(name: str) -> str:
    """The file's address with its fingerprint, so that browsers may keep it for good."""
    digest = hashlib.sha256((FOLDER / name).read_bytes()).hexdigest()[:12]
    return f"/static/explorer/{name}?v={digest}"
