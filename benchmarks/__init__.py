"""What a machine takes, and how often verdicts are false: each module says what it does and takes.

`python -m benchmarks.NAME --help` prints that, for every module, before anything is loaded or run.
"""

import ast
import sys
from itertools import pairwise
from pathlib import Path


def help_of(command: list[str]) -> str | None:
    """What the module of `python -m benchmarks.NAME --help` says of itself; None of other commands.

    A module that reads its options by argparse prints its own.
    """
    names = [
        word.removeprefix("benchmarks.")
        for before, word in pairwise(command)
        if before == "-m" and word.startswith("benchmarks.")
    ]
    if not names or not {"-h", "--help"} & set(command):
        return None
    path = Path(__file__).with_name(f"{names[0]}.py")
    if not path.is_file():
        return None
    source = path.read_text(encoding="utf-8")
    return None if "argparse" in source else ast.get_docstring(ast.parse(source))


if text := help_of(sys.orig_argv):
    sys.stdout.write(f"{text}\n")
    raise SystemExit
