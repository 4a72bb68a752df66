"""docs/operation.md lists every variable that the code reads, with its default, and no other."""

import re
from pathlib import Path

import pytest

from service.settings import Settings

ROOT = Path(__file__).parents[2]
PACKAGES = ("audits", "service", "workers", "evenhand")
READING = re.compile(
    r"""(?:environ(?:\.get|\.pop)?[(\[]|found\.(?:text|number|names|places|path|switch|choice)\()\s*"([A-Z][A-Z_]+)\""""
)
# Set for the libraries beneath, where a process starts; nothing of ours reads them.
FOR_LIBRARIES = {"OMP_NUM_THREADS", "ORT_DISABLE_TELEMETRY"}
ROW = re.compile(r"^\| `([A-Z][A-Z_]+)` \| (.*?) \| (.*) \|$", re.MULTILINE)
UNITS = {"KiB": 1024, "MiB": 1024**2, "GiB": 1024**3}


def read_by_the_code() -> set[str]:
    found: set[str] = set()
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            found |= set(READING.findall(path.read_text(encoding="utf-8")))
    return found - FOR_LIBRARIES


def listed() -> dict[str, str]:
    text = (ROOT / "docs" / "operation.md").read_text(encoding="utf-8")
    rows = ROW.findall(text.partition("\n## Settings\n")[2])
    assert len({name for name, _, _ in rows}) == len(rows)
    return {name: default for name, default, _ in rows}


def test_the_list_is_what_the_code_reads() -> None:
    assert set(listed()) == read_by_the_code()


def test_every_setting_of_the_service_names_its_variable() -> None:
    text = (ROOT / "service" / "settings.py").read_text(encoding="utf-8")
    said = text.partition('"""What an operator may choose')[2].partition('"""')[0]
    named = set(re.findall(r"\b(?:EVENHAND_[A-Z_]+|DATABASE_URL|REDIS_URL)\b", said))
    named |= (
        {"EVENHAND_AUDIT_BYTES"} if re.search(r"EVENHAND_AUDIT_SECONDS, _BYTES", said) else set()
    )
    own = set(re.findall(r'found\.\w+\(\s*"([A-Z_]+)"', text))
    assert named == own - {"EVENHAND_SERVER", "EVENHAND_API_KEY"}


def number(text: str) -> float | None:
    found = re.fullmatch(r"([0-9]+(?:\.[0-9]+)?)(?: (KiB|MiB|GiB))?", text)
    return None if found is None else float(found[1]) * UNITS.get(found[2] or "", 1)


@pytest.mark.parametrize(
    ("variable", "default"),
    [(name, number(text)) for name, text in listed().items() if number(text) is not None],
)
def test_the_defaults_are_those_of_the_code(variable: str, default: float) -> None:
    field = variable.removeprefix("EVENHAND_").lower()
    assert getattr(Settings.from_environment({}), field) == default


def test_the_readme_leads_to_the_list() -> None:
    assert "docs/operation.md#settings" in (ROOT / "README.md").read_text(encoding="utf-8")
