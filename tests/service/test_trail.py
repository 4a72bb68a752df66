"""A trail as it is handed out."""

from pathlib import Path

import pytest

from evenhand import cli
from service.trail import loads


@pytest.mark.parametrize(
    "wrong",
    ["", "{}", '{"schema": "evenhand.trail/1"}\n{"line": {}}',
     '{"schema": "evenhand.trail/1"}\n{"line": {"a": 1}, "head": {}}', "not json"],
)  # fmt: skip
def test_what_is_no_trail_is_refused(wrong: str, tmp_path: Path) -> None:
    path = tmp_path / "trail"
    path.write_text(wrong)
    assert cli.main(["verify", "--trail", str(path)]) == 3
    with pytest.raises(ValueError, match=r"trail|neither|members|Expecting"):
        loads(wrong)
