"""Every number among the options is refused beyond its bounds, before any work."""

import argparse
from collections.abc import Iterator

import pytest

from evenhand import exit_codes
from evenhand.cli import build_parser, main


@pytest.mark.parametrize("value", ["-3", "0", "nan", "inf", "1e300", "soon", ""])
@pytest.mark.parametrize(
    ("command", "unit"),
    [
        (["gate", "aud_1", "--timeout"], "seconds"),
        (["submit", "a.yaml", "--timeout"], "seconds"),
        (["token", "make", "nightly", "--days"], "days"),
    ],
)
def test_a_number_beyond_its_bounds_is_refused_with_what_fits(command, unit, value, capsys):
    with pytest.raises(SystemExit) as ended:
        main([*command[:-1], f"{command[-1]}={value}"])
    assert ended.value.code == exit_codes.REFUSED
    said = capsys.readouterr().err
    assert f"argument {command[-1]}: {value!r} is no number of {unit} above 0" in said
    assert "give e.g." in said


@pytest.mark.parametrize("value", ["10", "soon", "0s", "-5m", ""])
def test_a_budget_without_a_unit_is_refused_with_a_form(value, capsys):
    with pytest.raises(SystemExit) as ended:
        main(["audit", "a.yaml", f"--budget={value}"])
    assert ended.value.code == exit_codes.REFUSED
    assert "e.g. 90s, 10m or 2h" in capsys.readouterr().err


def test_a_budget_is_read_in_its_one_spelling():
    parse = build_parser().parse_args
    assert parse(["audit", "a.yaml"]).budget is None
    assert parse(["audit", "a.yaml", "--budget", "7200s"]).budget == "2h"


@pytest.mark.parametrize("value", ["0", "-1", "65536", "8321.5", "x", "9" * 5000])
def test_a_port_that_is_none_is_refused_by_its_option(value, capsys):
    with pytest.raises(SystemExit) as ended:
        main(["up", f"--port={value}"])
    assert ended.value.code == exit_codes.REFUSED
    assert "argument --port:" in capsys.readouterr().err


def test_numbers_that_fit_are_read():
    parsed = build_parser().parse_args(["gate", "aud_1", "--timeout", "0.5"])
    assert parsed.timeout == 0.5
    assert build_parser().parse_args(["up", "--port", "65535"]).port == 65_535


def actions(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    for action in parser._actions:
        yield action
        if isinstance(action, argparse._SubParsersAction):
            for inner in action.choices.values():
                yield from actions(inner)


def test_no_option_reads_a_bare_number():
    """`int` and `float` take what is below zero, and `float` what is no number."""
    assert [action.dest for action in actions(build_parser()) if action.type in (int, float)] == []


def test_an_encoding_is_read_in_its_one_spelling_and_others_are_refused(capsys):
    parse = build_parser().parse_args
    for command in ("audit", "submit", "init"):
        assert parse([command, "a"]).encoding is None
        assert parse([command, "a", "--encoding", "latin-1"]).encoding == "iso8859-1"
        with pytest.raises(SystemExit) as ended:
            main([command, "a", "--encoding", "utf-7"])
        assert ended.value.code == exit_codes.REFUSED
        assert "'utf-7' is no encoding of tables; give its name in Python, e.g. cp1252" in (
            capsys.readouterr().err
        )
