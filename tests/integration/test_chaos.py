"""A short storm; `script/chaos --audits 500` is the long one."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

CHAOS = Path(__file__).with_name("chaos.py")


@pytest.mark.timeout(900)
@pytest.mark.parametrize(
    ("database", "audits"),
    [("sqlite", 20), ("postgresql", 20), pytest.param("sqlite", 60, marks=pytest.mark.long)],
)
def test_nothing_is_lost_and_nothing_is_done_twice(database: str, audits: int) -> None:
    done = subprocess.run(
        [sys.executable, str(CHAOS), "--audits", str(audits), "--calm", "6",
         "--database", database],
        capture_output=True, text=True, timeout=800,
    )  # fmt: skip
    last = done.stdout.strip().splitlines()[-1] if done.stdout else done.stderr[-2000:]
    found = re.fullmatch(
        rf"database {database} finished {audits} lost 0 duplicated 0 kills (\d+) stops (\d+) "
        r"flushes (\d+) ratio [\d.]+",
        last,
    )
    assert found, last
    assert int(found[1]) >= 1
    assert int(found[3]) >= 1
