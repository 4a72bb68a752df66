"""The script that makes charts interactive is written once a machine."""

import os

import pytest

from audits.report import bundle


@pytest.fixture
def installed(tmp_path, monkeypatch):
    """A folder with a short script in the place of Vega's megabytes."""
    monkeypatch.setattr(bundle, "bundle", lambda: "window.vegaEmbed = 1")
    return bundle.install(tmp_path / "static")


def test_the_script_names_its_versions_and_anybody_may_read_it(installed):
    head, script = installed.read_text().splitlines()
    assert head.startswith("// vega ")
    assert "vega-lite" in head
    assert script == "window.vegaEmbed = 1"
    assert installed.stat().st_mode & 0o777 == 0o644
    assert [path.name for path in installed.parent.iterdir()] == ["vega.js"]


def test_it_is_left_alone_where_it_is_there_already(installed, monkeypatch):
    def fail():
        raise AssertionError("built again")

    monkeypatch.setattr(bundle, "bundle", fail)
    before = os.stat(installed)
    assert bundle.install(installed.parent) == installed
    assert os.stat(installed).st_ino == before.st_ino


@pytest.mark.parametrize("content", ["", "// vega 1, vega-lite 2\nold"])
def test_half_a_file_or_an_old_one_is_replaced(installed, content):
    installed.write_text(content)
    bundle.install(installed.parent)
    assert installed.read_text().endswith("window.vegaEmbed = 1")
