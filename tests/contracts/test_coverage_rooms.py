"""The rooms whose coverage is measured are those whose tests `script/coverage` runs."""

import subprocess
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["coverage"]


def rooms() -> list[str]:
    told = subprocess.run(
        [ROOT / "script" / "coverage", "--rooms"], capture_output=True, text=True, check=True
    )
    return told.stdout.split()


def test_each_room_that_is_measured_is_tested_there_and_no_other() -> None:
    measured = [f"tests/{name.replace('.', '/')}" for name in SETTINGS["run"]["source_pkgs"]]
    assert sorted(rooms()) == sorted(measured)
    assert all((ROOT / room).is_dir() for room in rooms())


def test_branches_count_and_the_floor_is_not_lowered() -> None:
    assert SETTINGS["run"]["branch"] is True
    assert SETTINGS["report"]["fail_under"] >= 95.0


def test_the_whole_suite_begins_with_it_and_leaves_its_rooms_out() -> None:
    whole = (ROOT / "script" / "test").read_text(encoding="utf-8")
    measured, rest = whole.index('script/coverage "$seed"'), whole.index("--ignore=$verdicts $left")
    assert measured < whole.index("script/coverage --rooms") < rest
