"""Blocks of single sections, found by the section's name; a section without one has the general.

A module `audits/report/sections/SECTION.py` has one function, `block(view) -> Block | None`.
"""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from audits.report.blocks import generic
from audits.report.components import Block
from audits.report.view import View


@cache
def own() -> frozenset[str]:
    """The sections that have a block of their own."""
    return frozenset(module.name for module in iter_modules(__path__))


def block_of(view: View, section: str) -> Block | None:
    """What the page says of a section of the report, None where there is nothing."""
    if section not in own():
        return generic.block(view, section)
    block: Block | None = import_module(f"{__name__}.{section}").block(view)
    return block
