"""A section's own block is found by its name; every other section has the general one."""

from importlib import import_module
from pathlib import Path

import pytest

from audits.report import sections
from audits.report.blocks import generic
from audits.report.view import View

PROBES = Path(__file__).parents[4] / "audits" / "probes"


def test_every_file_of_the_folder_draws_a_section_that_there_is():
    folders = {path.name for path in PROBES.iterdir()}
    assert sections.own() <= folders
    for name in sections.own():
        assert callable(import_module(f"audits.report.sections.{name}").block)


@pytest.mark.parametrize("name", ["privacy", "no_such", "../blocks/generic", "generic"])
def test_a_section_without_a_file_has_the_general_block(name, make_report, estimate):
    measurement = estimate("x", {}, 0.5, [0.4, 0.6], 100)
    view = View(make_report(measurements=[measurement], findings=[]))
    assert name not in sections.own()
    assert sections.block_of(view, name) == generic.block(view, name)
