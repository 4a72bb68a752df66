"""Jinja's own answers without byte code are what is expected."""

import os

import pytest
from jinja2 import DictLoader, Environment

from audits.report.compiled_templates import CompiledTemplates


def rendered(folder, source):
    environment = Environment(
        loader=DictLoader({"page": source}), bytecode_cache=CompiledTemplates(folder)
    )
    return environment.get_template("page").render(name="x")


def test_a_second_process_compiles_nothing(tmp_path, monkeypatch):
    assert rendered(tmp_path / "kept", "Dear {{ name }}") == "Dear x"
    assert len(list((tmp_path / "kept").iterdir())) == 1
    monkeypatch.setattr(Environment, "compile", None)  # as a new one would have to
    assert rendered(tmp_path / "kept", "Dear {{ name }}") == "Dear x"


def test_a_template_that_was_edited_is_compiled_again(tmp_path):
    rendered(tmp_path, "Dear {{ name }}")
    assert rendered(tmp_path, "Good day, {{ name }}") == "Good day, x"


def test_another_jinja_reads_nothing_of_this_one(tmp_path, monkeypatch):
    rendered(tmp_path / "kept", "Dear {{ name }}")
    newer = tmp_path / "compiler.py"
    newer.touch()
    os.utime(newer, (1, 1))
    monkeypatch.setattr("jinja2.compiler.__file__", str(newer))
    rendered(tmp_path / "kept", "Dear {{ name }}")
    assert len(list((tmp_path / "kept").iterdir())) == 2


@pytest.mark.parametrize("damage", [b"", b"x" * 400])
def test_damaged_byte_code_is_compiled_again(tmp_path, damage):
    rendered(tmp_path, "Dear {{ name }}")
    (file,) = tmp_path.iterdir()
    file.write_bytes(damage)
    assert rendered(tmp_path, "Dear {{ name }}") == "Dear x"


def test_where_nothing_can_be_written_the_page_is_drawn_all_the_same(tmp_path):
    assert rendered(tmp_path / "no" / "such", "Dear {{ name }}") == "Dear x"
    assert not list(tmp_path.iterdir())
