"""The pages: rendered on the server, usable without JavaScript."""

from pathlib import Path

FOLDER = Path(__file__).parent
