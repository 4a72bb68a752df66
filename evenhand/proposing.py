"""What was perhaps meant, where an option of a function or of a command is misspelled."""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from inspect import signature
from typing import ParamSpec, TypeVar

from audits.errors import Refused
from audits.specification.suggestions import did_you_mean, nearest

P = ParamSpec("P")
R = TypeVar("R")


def proposes_options(function: Callable[P, R]) -> Callable[P, R]:
    """The function, which refuses an option that it does not have with the nearest that it has."""
    options = [item.name for item in signature(function).parameters.values()]

    @wraps(function)
    def checked(*args: P.args, **kwargs: P.kwargs) -> R:
        for name in kwargs:
            if name not in options:
                raise Refused.because(
                    name, f"`{function.__name__}` has no such option", nearest(name, options),
                    "unknown_option",
                )  # fmt: skip
        return function(*args, **kwargs)

    return checked


# How argparse words a command, or another choice, that there is none of.
_CHOICE = re.compile(r"invalid choice: '?([^' ]+)'? \(choose from (.*)\)")


def with_choice(message: str) -> str:
    """argparse's complaint, and the nearest of the choices where a choice is misspelled."""
    choice = _CHOICE.search(message)
    if choice is None:
        return message
    return _joined(message, did_you_mean(choice[1], re.findall(r"[\w.-]+", choice[2]), ""))


def with_option(rest: Sequence[str], options: Iterable[str]) -> str:
    """The complaint about arguments that nobody reads, with the nearest option.

    Roles that no option gives are said in a document.
    """
    # Only a mistake needs them, and every command waits for what this module loads.
    from audits.specification.roles import Role
    from audits.specification.yaml_spelling import in_yaml

    name, is_given, column = rest[0].partition("=")
    role = name.removeprefix("--").replace("-", "_")
    if name.startswith("--") and role in set(Role):
        column = column if is_given else next(iter(rest[1:]), "COLUMN")
        proposal = (
            f"the role {role} is said in a document, which `evenhand init FILE` writes: under "
            f"dataset, columns, `{in_yaml(column)}: {{role: {role}}}`"
        )
    else:
        proposal = did_you_mean(name, options, "") if name.startswith("-") else ""
    return _joined(f"unrecognized arguments: {' '.join(rest)}", proposal)


def _joined(message: str, proposal: str) -> str:
    return f"{message}; {proposal}" if proposal else message
