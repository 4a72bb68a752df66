"""docs/operation.md lists every variable that the code reads, with its default, and no other."""

import ast
import re
from itertools import pairwise
from pathlib import Path

import pytest

from service.settings import ClientSettings, Settings

ROOT = Path(__file__).parents[2]
PACKAGES = ("audits", "service", "workers", "evenhand")
READING = re.compile(r"""environ(?:\.get|\.pop)?[(\[]\s*"([A-Z][A-Z_]+)\"""")
FIELDS = {
    cls.variable(name): field
    for cls in (Settings, ClientSettings)
    for name, field in cls.model_fields.items()
}
# Set for the libraries beneath, where a process starts; nothing of ours reads them.
FOR_LIBRARIES = {"KERAS_BACKEND", "OMP_NUM_THREADS", "ORT_DISABLE_TELEMETRY"}
# Read by libraries beneath, and told to operators.
BY_LIBRARIES = {"NO_COLOR"}
ROW = re.compile(r"^\| `([A-Z][A-Z_]+)` \| (.*?) \| (.*) \|$", re.MULTILINE)
UNITS = {"KiB": 1024, "MiB": 1024**2, "GiB": 1024**3}


def read_by_the_code() -> set[str]:
    found: set[str] = set()
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            found |= set(READING.findall(path.read_text(encoding="utf-8")))
    return (found | FIELDS.keys() | BY_LIBRARIES) - FOR_LIBRARIES


def listed() -> dict[str, tuple[str, str]]:
    """Default and description of each variable."""
    text = (ROOT / "docs" / "operation.md").read_text(encoding="utf-8")
    rows = ROW.findall(text.partition("\n## Settings\n")[2])
    assert len({name for name, _, _ in rows}) == len(rows)
    return {name: (default, text) for name, default, text in rows}


def test_the_list_is_what_the_code_reads() -> None:
    assert set(listed()) == read_by_the_code()


def described() -> dict[str, str]:
    """The text below each field of the settings, in one line, by its variable."""
    texts: dict[str, str] = {}
    source = (ROOT / "service" / "settings.py").read_text(encoding="utf-8")
    for cls in ast.parse(source).body:
        body = cls.body if isinstance(cls, ast.ClassDef) else []
        for field, below in pairwise(body):
            match field, below:
                case (
                    ast.AnnAssign(target=ast.Name(id=name)),
                    ast.Expr(value=ast.Constant(value=str() as text)),
                ):
                    texts[name] = " ".join(text.split())
    return {
        cls.variable(name): texts[name]
        for cls in (Settings, ClientSettings)
        for name in cls.model_fields.keys() & texts.keys()
    }


def test_every_row_is_the_description_of_its_field() -> None:
    descriptions = described()
    assert descriptions.keys() == FIELDS.keys()
    for variable, (_, text) in listed().items():
        if variable in FIELDS:
            assert descriptions[variable] == text


def number(text: str) -> float | None:
    found = re.fullmatch(r"([0-9]+(?:\.[0-9]+)?)(?: (KiB|MiB|GiB))?", text)
    return None if found is None else float(found[1]) * UNITS.get(found[2] or "", 1)


@pytest.mark.parametrize(
    ("variable", "default"),
    [(name, number(text)) for name, (text, _) in listed().items() if number(text) is not None],
)
def test_the_defaults_are_those_of_the_code(variable: str, default: float) -> None:
    assert FIELDS[variable].default == default


def test_the_readme_leads_to_the_list() -> None:
    assert "docs/operation.md#settings" in (ROOT / "README.md").read_text(encoding="utf-8")
