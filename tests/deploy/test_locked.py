"""The lists of hashes: complete, pinned as tested, and what the scripts install."""

import hashlib
import re
import shutil
import subprocess
import sys
import zipfile
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
LOCKED = ROOT / "constraints" / "locked"
ENTRY = re.compile(
    r"^([A-Za-z0-9._-]+)==(\S+?)(?: ; .*?)?( \\\n(?: +--hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", re.M
)


def locked(*names: str) -> dict[str, str]:
    """Versions by package."""
    found = {}
    for name in names:
        text = (LOCKED / f"{name}.txt").read_text(encoding="utf-8")
        for package, version, _ in ENTRY.findall(text):
            found[canonicalize_name(package)] = version
    return found


def pinned() -> dict[str, str]:
    text = (ROOT / "constraints" / "tested.txt").read_text(encoding="utf-8")
    pins = re.findall(r"^([A-Za-z0-9._-]+)==(\S+)$", text, re.MULTILINE)
    return {canonicalize_name(name): version for name, version in pins}


@pytest.mark.parametrize("path", sorted(LOCKED.glob("*.txt")), ids=lambda path: path.stem)
def test_every_line_is_a_pin_with_hashes(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    pins = re.findall(r"^[A-Za-z0-9]", text, re.MULTILINE)
    assert len(ENTRY.findall(text)) == len(pins) > 0


@pytest.mark.parametrize("name", ["cpu", "test", "image", "torch", "build"])
def test_versions_are_those_that_were_tested(name: str) -> None:
    pins = pinned()
    for package, version in locked(name).items():
        assert pins.get(package, version) == version, package


def test_nothing_that_is_needed_is_left_out() -> None:
    """From what each installed package says of itself, not from the tool that wrote the lists."""
    have = locked("cpu", "test", "torch")
    todo = [Requirement(text) for text in requires("evenhand") or ()]
    extras = {"evenhand": {"cpu", "models", "test"}}
    seen, missing = set(), set()
    todo = [(need, "evenhand") for need in todo]
    while todo:
        need, by = todo.pop()
        wanted = extras.get(by, set()) | {""}
        if need.marker and not any(need.marker.evaluate({"extra": extra}) for extra in wanted):
            continue
        name = canonicalize_name(need.name)
        if name == "evenhand" or (name, frozenset(need.extras)) in seen:
            continue
        seen.add((name, frozenset(need.extras)))
        if name not in have and not name.startswith(("nvidia-", "cuda-", "triton")):
            missing.add(f"{name} (needed by {by})")
        extras.setdefault(name, set()).update(need.extras)
        try:
            todo += [(Requirement(text), name) for text in requires(name) or ()]
        except PackageNotFoundError:
            continue
    assert not missing


def test_another_file_is_refused(tmp_path: Path) -> None:
    """pip itself, on the script's own options: a wheel with one byte more does not go in."""
    wheel = tmp_path / "honest-1.0-py3-none-any.whl"
    about = "honest-1.0.dist-info"
    parts = {
        "honest.py": "",
        f"{about}/METADATA": "Metadata-Version: 2.1\nName: honest\nVersion: 1.0\n",
        f"{about}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{about}/RECORD": "",
    }
    with zipfile.ZipFile(wheel, "w") as file:
        for name, content in parts.items():
            file.writestr(name, content)
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    listed = tmp_path / "list.txt"
    listed.write_text(f"honest==1.0 --hash=sha256:{digest}\n")
    script = (ROOT / "script" / "install").read_text(encoding="utf-8")
    options = re.search(r"install --quiet (--no-deps --require-hashes)", script)
    assert options is not None
    command = [
        sys.executable,
        "-m",
        "pip",
        "--isolated",
        "install",
        "--quiet",
        "--no-index",
        "--find-links",
        str(tmp_path),
        "--target",
        str(tmp_path / "to"),
        *options[1].split(),
        "--requirement",
        str(listed),
    ]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0
    shutil.rmtree(tmp_path / "to")
    with wheel.open("ab") as longer:
        longer.write(b"x")
    refused = subprocess.run(command, capture_output=True, check=False, text=True)
    assert refused.returncode != 0
    assert "hash" in refused.stderr.lower()
