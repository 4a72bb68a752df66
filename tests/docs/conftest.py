"""A reader's folder."""

import sys
from pathlib import Path

import pytest

from tests.docs.pages import PEOPLE, run


@pytest.fixture(scope="session")
def people(tmp_path_factory: pytest.TempPathFactory) -> str:
    """people.csv, made once."""
    made = tmp_path_factory.mktemp("people")
    run([sys.executable, "-c", f"{PEOPLE}frame.to_csv('people.csv', index=False)\n"], made)
    return (made / "people.csv").read_text(encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path, people: str) -> Path:
    """A folder with people.csv, and the environment where the README expects it."""
    (tmp_path / "people.csv").write_text(people, encoding="utf-8")
    (tmp_path / ".venv").symlink_to(Path(sys.executable).parents[1])
    return tmp_path
