"""What was perhaps meant, where an option of a function is misspelled."""

from collections.abc import Callable
from functools import wraps
from inspect import signature
from typing import ParamSpec, TypeVar

from audits.errors import Refused
from audits.specification.suggestions import nearest

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
