"""The demo: what it shows is there, and a service that did not start ends it."""

import subprocess
import sys
from pathlib import Path

import pytest

from evenhand import demo
from service.settings import Settings


def test_each_story_is_an_example_of_this_project() -> None:
    for example, about in demo.STORIES:
        assert (demo.EXAMPLES / example / "audit.yaml").exists() or (
            demo.EXAMPLES / example / "prepare.py"
        ).exists()
        assert about


def test_an_example_that_was_not_prepared_is_left_out(tmp_path: Path) -> None:
    settings = Settings.from_environment({"EVENHAND_HOME": str(tmp_path)})
    assert demo._tell("no_such_example", "nothing", settings) is True


@pytest.mark.parametrize(("ended", "code"), [(3, 3), (0, 4)])
def test_a_service_that_ended_ends_the_demo_and_never_as_a_pass(
    tmp_path: Path, ended: int, code: int
) -> None:
    settings = Settings.from_environment({"EVENHAND_HOME": str(tmp_path)})
    service = subprocess.Popen([sys.executable, "-c", f"raise SystemExit({ended})"])
    service.wait()
    with pytest.raises(SystemExit) as end:
        demo._await(service, settings)
    assert end.value.code == code
