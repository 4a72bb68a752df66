"""`evenhand completion SHELL`: the shell itself reads it and completes."""

import subprocess

import pytest

from evenhand.cli import main


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_has_a_script_with_commands_and_options(
    shell: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["completion", shell]) == 0
    script = capsys.readouterr().out
    assert "evenhand" in script
    for word in ("doctor", "protected", "new_only"):
        assert word in script, word


def complete(script: str, words: list[str]) -> list[str]:
    """What bash offers for the last of the words."""
    line = " ".join(words)
    ask = f"""{script}
COMP_WORDS=({line!s} {"''" if not words[-1] else ""}); COMP_CWORD={len(words) - 1}
COMP_LINE={line!r}; COMP_POINT=${{#COMP_LINE}}
spec=$(complete -p evenhand); function=${{spec##*-F }}; function=${{function%% *}}
$function evenhand {words[-1]!r} {words[-2]!r}
printf '%s\\n' "${{COMPREPLY[@]}}"
"""
    done = subprocess.run(["bash", "-c", ask], capture_output=True, text=True, check=True)
    return done.stdout.split()


def test_bash_completes_a_command_an_option_and_a_choice(
    capsys: pytest.CaptureFixture[str],
) -> None:
    main(["completion", "bash"])
    script = capsys.readouterr().out
    assert complete(script, ["evenhand", "au"]) == ["audit"]
    assert complete(script, ["evenhand", "audit", "--prot"]) == ["--protected"]
    assert "new_only" in complete(script, ["evenhand", "audit", "--mode", "n"])
