"""An installation that cannot measure says so."""

import pytest

from audits.errors import Refused
from evenhand import cli, exit_codes, extras


def test_here_everything_is_installed() -> None:
    assert extras.missing_packages() == []
    extras.refuse_without_models("evenhand up")


@pytest.mark.parametrize("arguments", [["up"], ["audit", "audit.yaml"], ["init", "people.csv"]])
def test_what_measures_says_what_is_missing_and_does_nothing(
    arguments: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(extras, "find_spec", lambda name: None if name == "pyarrow" else name)
    with pytest.raises(Refused, match=r"pyarrow is not installed.*evenhand\[cpu\]"):
        extras.refuse_without_models("evenhand up")
    assert cli.main(arguments) == exit_codes.REFUSED
    assert "refused [missing_extra]" in capsys.readouterr().err
