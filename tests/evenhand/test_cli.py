import json
import os
import subprocess
import sys

import pytest

from audits.specification.probe_manifest import entries
from evenhand import exit_codes
from evenhand.cli import build_parser, main

# Of our own: the commands, and what their arguments need.
MOST_MODULES_OF_THE_PARSER, OF_ONE_COMMAND = 45, 20


def test_every_command_of_the_contract_is_there(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    assert ended.value.code == 0
    shown = capsys.readouterr().out
    for name in ("up", "audit", "submit", "gate", "probes", "doctor", "token"):
        assert f"    {name}" in shown


@pytest.mark.parametrize("arguments", [[], ["nonsense"], ["audit"], ["probes", "a", "b"]])
def test_bad_usage_exits_3(arguments, capsys):
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == exit_codes.REFUSED
    assert "usage" in capsys.readouterr().err


def test_probes_lists_all_and_describes_one(capsys):
    assert main(["probes"]) == 0
    listed = capsys.readouterr().out
    assert all(name in listed for name in entries())
    assert main(["probes", "fairness.selection_rate"]) == 0
    assert "impact_ratio" in capsys.readouterr().out


def test_probes_as_json_is_exactly_one_document(capsys):
    assert main(["probes", "--json", "-"]) == 0
    assert {entry["name"] for entry in json.loads(capsys.readouterr().out)} == set(entries())


def test_an_unknown_probe_is_refused_with_the_nearest(capsys):
    assert main(["probes", "fairness.selection_rat"]) == exit_codes.REFUSED
    assert "did you mean 'fairness.selection_rate'" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("gate", "blocking", "code"),
    [
        ("pass", False, 0),
        ("fail", True, 1),
        ("inconclusive", True, 2),
        ("not_run", True, 2),
        ("inconclusive", False, 0),
        ("not_run", False, 0),
        ("error", True, 4),
    ],
)
def test_exit_codes_are_the_contracts(gate, blocking, code):
    assert exit_codes.exit_code(gate, blocking=blocking) == code


def test_what_breaks_in_the_program_itself_exits_4_and_never_reads_as_a_failed_gate(
    tmp_path, monkeypatch, capsys
):
    def breaks(*_, **__):
        raise NameError("name 'x' is not defined")

    monkeypatch.setattr("evenhand.local.audit_file", breaks)
    assert main(["audit", str(tmp_path / "a.yaml"), "--json", "-"]) == exit_codes.ERROR
    shown = capsys.readouterr()
    assert json.loads(shown.out)["code"] == "internal"
    assert "NameError" in shown.err


def test_a_problem_that_cannot_be_written_leaves_the_exit_code(tmp_path, capsys):
    missing = tmp_path / "no" / "such" / "folder.json"
    arguments = ["audit", str(tmp_path / "none.yaml"), "--json", str(missing)]
    assert main(arguments) == exit_codes.REFUSED
    assert "cannot write" in capsys.readouterr().err


def test_a_json_file_in_no_folder_is_refused_before_the_work(tmp_path, capsys):
    target = str(tmp_path / "nowhere" / "report.json")
    assert main(["audit", "there-is-no-document.yaml", "--json", target]) == 3
    assert "--json: there is no folder" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("command", "most"), [("", MOST_MODULES_OF_THE_PARSER), ("audit", OF_ONE_COMMAND)]
)
def test_the_parser_loads_neither_the_settings_nor_the_records_nor_a_client(command, most):
    """Every command builds it: what it loads is waited for before any of them starts."""
    program = (
        f"import sys; from evenhand.cli import build_parser; build_parser({command!r}); "
        "roots = [name.partition('.')[0] for name in sys.modules]; "
        "heavy = {'pydantic', 'sqlalchemy', 'flask', 'httpx', 'click', 'rich', 'numpy'}; "
        "ours = [root for root in roots if root in ('audits', 'evenhand', 'service', 'workers')]; "
        "print(sorted(heavy.intersection(roots)), len(ours) <= MOST)"
    ).replace("MOST", str(most))
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["[]", "True"]


def test_a_command_alone_has_the_usage_and_the_proposals_that_it_has_among_all(capsys):
    shown = []
    for parser in (build_parser(), build_parser("audit")):
        with pytest.raises(SystemExit):
            parser.parse_args(["audit", "x.csv", "--modell", "m.onnx"])
        shown.append(capsys.readouterr().err)
    assert shown[0] == shown[1]
    assert "--model" in shown[1]


MAIN = "import sys; from evenhand.cli import main; sys.exit(main())"


def test_a_reader_who_goes_away_makes_no_pass():
    """`evenhand gate ID | head -1`: what was decided may never have been read."""
    reads, writes = os.pipe()
    os.close(reads)
    ran = subprocess.run(
        [sys.executable, "-c", MAIN, "probes"],
        stdout=writes, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    os.close(writes)
    assert ran.returncode == exit_codes.ERROR
