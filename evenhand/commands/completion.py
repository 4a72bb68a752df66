"""`evenhand completion bash`: what a shell needs to complete commands, options and files."""

import argparse
import sys

from evenhand import exit_codes

NAME = "completion"
HELP = "Write a shell's completion of this command to standard output."
SHELLS = ("bash", "zsh", "fish")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """For which shell."""
    parser.add_argument("shell", choices=SHELLS, help="the shell that will read it")


def run(arguments: argparse.Namespace) -> int:
    """Print the script; docs/operation.md says where each shell looks for it."""
    import shtab

    from evenhand.cli import build_parser

    sys.stdout.write(f"{shtab.complete(build_parser(), shell=arguments.shell)}\n")
    return exit_codes.PASS
