"""`evenhand`: one module a command under `commands/`, one error boundary for all of them."""

import argparse
import os
import sys
import traceback
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, NoReturn

from audits.errors import AuditError, Refused
from evenhand import commands, exit_codes, problem_files
from evenhand.proposing import with_choice, with_option
from service.setting_refused import SettingRefused

HINT = "see docs/api.md"


class Parser(argparse.ArgumentParser):
    """Bad usage exits 3: 2 means an undecided gate. What was perhaps meant is proposed."""

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(exit_codes.REFUSED, f"{self.prog}: {with_choice(message)}\n")

    def parse_args(self, args: Any = None, namespace: Any = None) -> Any:
        parsed, rest = self.parse_known_args(args, namespace)
        if rest:
            asked: Parser = getattr(parsed, "parser", self)
            asked.error(with_option(rest, asked.options))
        return parsed

    @property
    def options(self) -> list[str]:
        """Every option of this command and of its actions."""
        options: list[str] = []
        for action in self._actions:
            options += action.option_strings
            if isinstance(action, argparse._SubParsersAction):
                options += [text for parser in action.choices.values() for text in parser.options]
        return options


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    arguments = sys.argv[1:] if arguments is None else arguments
    parsed = build_parser(*arguments[:1]).parse_args(arguments)
    try:
        code = int(parsed.run(parsed))
        sys.stdout.flush()
        return code
    except Refused as refused:
        return _refuse(refused, parsed)
    except SettingRefused as error:
        return _refuse(error.as_refused(), parsed)
    except AuditError as error:
        return _fail(str(error), error.code, parsed)
    except KeyboardInterrupt:
        sys.stderr.write("\nstopped\n")
        return 130
    except BrokenPipeError:
        # Whoever read has gone. What was decided may never have been written, so this is no pass.
        with suppress(OSError):  # a stream without a descriptor needs nothing
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return exit_codes.ERROR
    except Exception as error:  # Python's own exit code for this, 1, would read as a failed gate
        traceback.print_exc()
        return _fail(f"evenhand itself broke: {error!r}", "internal", parsed)


def build_parser(named: str = "") -> argparse.ArgumentParser:
    """Every command with its arguments; only the one that is `named`, where there is one.

    Each imports what its arguments need, and whoever names a command waits for it alone.
    """
    parser = Parser(prog="evenhand", description="Audit a model, and get an honest verdict.")
    parser.add_argument("--version", action="version", version=f"evenhand {version()}")
    subparsers = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    names = [item.name for item in iter_modules(commands.__path__)]
    for name in [named] if named in names else names:
        command = import_module(f"{commands.__name__}.{name}")
        sub = subparsers.add_parser(command.NAME, help=command.HELP, description=command.HELP)
        command.add_arguments(sub)
        sub.set_defaults(run=command.run, parser=sub)
    return parser


def version() -> str:
    """The installed version."""
    from importlib.metadata import version as installed

    return installed("evenhand")


def _refuse(refused: Refused, parsed: argparse.Namespace) -> int:
    for problem in refused.problems:
        sys.stderr.write(f"refused [{problem.code}] {problem}\n")
    one = refused.problems[0].code if len(refused.problems) == 1 else refused.code
    hint = refused.problems[0].remedy if refused.problems else HINT
    stop = problem_files.Stop(
        "refused", 422, "The audit was refused.", one, hint, exit_codes.REFUSED, refused.problems
    )
    problem_files.write(parsed, stop)
    return exit_codes.REFUSED


def _fail(message: str, code: str, parsed: argparse.Namespace) -> int:
    sys.stderr.write(f"error [{code}] {message}\n")
    problem_files.write(
        parsed, problem_files.Stop("error", 500, message, code, HINT, exit_codes.ERROR)
    )
    return exit_codes.ERROR


if __name__ == "__main__":
    sys.exit(main())
