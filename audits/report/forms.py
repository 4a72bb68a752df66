"""The forms of a stored report: each is one file of `audits.report.exports` that declares a FORM.

The API's routes, the pages' downloads and the command line read this list. The report itself
(report.json) and its page (report.html) are not made of it: they are stored.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import MappingProxyType
from typing import Any

from audits.report import exports


@dataclass(frozen=True, slots=True)
class Form:
    """A report written otherwise.

    key: what it is called in code and in the trail. name: the last part of its address, and the
    file's name. media: its content type. about: a sentence for the API's description.
    render: the stored report -> text; raises `NotApplicable` where a report cannot have this form.
    is_noted: whether taking it is a download that the trail holds; a picture in a README is none.
    """

    key: str
    name: str
    media: str
    about: str
    render: Callable[[Mapping[str, Any]], str]
    is_noted: bool = True


@cache
def forms() -> Mapping[str, Form]:
    """Every form by the last part of its address."""
    names = sorted(item.name for item in iter_modules(exports.__path__))
    known = [import_module(f"{exports.__name__}.{name}").FORM for name in names]
    return MappingProxyType({form.name: form for form in known})
