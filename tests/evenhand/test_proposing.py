"""What was perhaps meant."""

import pytest

from audits.errors import Refused
from evenhand.cli import main
from evenhand.proposing import proposes_options, with_choice, with_option


@proposes_options
def painted(wall, *, colour="white"):
    return wall, colour


def test_a_misspelled_option_is_refused_with_the_nearest():
    assert painted(1, colour="red") == (1, "red")
    with pytest.raises(Refused, match="did you mean 'colour'"):
        painted(1, color="red")
    with pytest.raises(Refused, match="known: colour, wall"):
        painted(1, xyz="red")


def test_a_choice_is_proposed_where_one_is_alike():
    wrong = "argument COMMAND: invalid choice: 'audti' (choose from 'audit', 'gate')"
    assert with_choice(wrong) == f"{wrong}; did you mean 'audit'?"
    newer = "argument COMMAND: invalid choice: 'audti' (choose from audit, gate)"
    assert with_choice(newer).endswith("did you mean 'audit'?")
    assert with_choice("the following arguments are required: file").endswith("file")


def test_only_an_option_is_proposed_for_an_option():
    assert with_option(["--lable", "y"], ["--label"]).endswith("did you mean '--label'?")
    assert with_option(["--lable=y"], ["--label"]).endswith("did you mean '--label'?")
    assert with_option(["label"], ["--label"]) == "unrecognized arguments: label"


def test_a_role_that_no_option_gives_is_said_in_a_document():
    for rest in (["--reference-score", "peer"], ["--reference-score=peer"]):
        said = with_option(rest, ["--score", "--pdf"])
        assert said.endswith("under dataset, columns, `peer: {role: reference_score}`")
    assert with_option(["--id", "a: b"], []).endswith('`"a: b": {role: id}`')
    said = with_option(["--id"], ["--pdf"])
    assert said.endswith("`COLUMN: {role: id}`")


@pytest.mark.parametrize(
    ("arguments", "proposed"),
    [
        (["audti", "x"], "'audit'"),
        (["audit", "x", "--polcy", "y"], "'--policy'"),
        (["token", "lst"], "'list'"),
        (["token", "list", "--homee", "x"], "'--home'"),
    ],
)
def test_the_command_line_proposes_commands_actions_and_options(arguments, proposed, capsys):
    with pytest.raises(SystemExit):
        main(arguments)
    assert f"did you mean {proposed}?" in capsys.readouterr().err
