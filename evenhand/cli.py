"""`evenhand`: one module a command under `commands/`, one error boundary for all of them."""

import argparse
import json
import os
import sys
import traceback
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, NoReturn

from audits.errors import AuditError, Problem, Refused
from evenhand import commands, exit_codes
from evenhand.proposing import with_choice, with_option
from service.setting_refused import SettingRefused


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
    parsed = build_parser().parse_args(arguments)
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


def build_parser() -> argparse.ArgumentParser:
    """Every command with its arguments."""
    parser = Parser(prog="evenhand", description="Audit a model, and get an honest verdict.")
    parser.add_argument("--version", action="version", version=f"evenhand {version()}")
    subparsers = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    for item in iter_modules(commands.__path__):
        command = import_module(f"{commands.__name__}.{item.name}")
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
    _write_problem(parsed, refused.code, "The audit was refused.", 422, refused.problems)
    return exit_codes.REFUSED


def _fail(message: str, code: str, parsed: argparse.Namespace) -> int:
    sys.stderr.write(f"error [{code}] {message}\n")
    _write_problem(parsed, code, message, 500, ())
    return exit_codes.ERROR


def _write_problem(
    parsed: argparse.Namespace,
    code: str,
    detail: str,
    status: int,
    problems: Sequence[Problem],
) -> None:
    """RFC 9457, where `--json` asked for a document."""
    target = getattr(parsed, "json", None)
    if target is None:
        return
    hint = problems[0].remedy if problems else "see docs/api.md"
    document: dict[str, Any] = {
        "type": "about:blank",
        "title": "refused" if status == 422 else "error",
        "status": status,
        "detail": detail,
        "code": problems[0].code if len(problems) == 1 else code,
        "hint": hint,
        "problems": [
            {"field": p.field, "reason": p.reason, "remedy": p.remedy, "code": p.code}
            for p in problems
        ],
    }
    text = json.dumps(document, ensure_ascii=False, indent=2) + "\n"
    if target == "-":
        sys.stdout.write(text)
        return
    try:
        with open(target, "w", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        sys.stderr.write(f"--json: cannot write to {target}: {error.strerror}\n")


if __name__ == "__main__":
    sys.exit(main())
