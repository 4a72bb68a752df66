"""Names in a line of YAML that is copied: read back, they are the same names."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from audits.specification.parsing import load_yaml
from audits.specification.yaml_spelling import in_yaml


@pytest.mark.parametrize(
    "name", ["income", "income net", "Größe", "x-1", "a.b", "2nd", "yes", "no", "2020-01-01"]
)
def test_a_plain_name_needs_no_quotes(name):
    """`yes` and dates stay text in a document."""
    assert in_yaml(name) == name


@pytest.mark.parametrize(
    "name",
    # Separators of a flow collection, and what YAML reads as something else than text.
    ["income, net", "a]", "{a}", "a: b", "#a", "a #b", "true", "False", "null", "~", "1", "0x1f",
     "1.5", "1_000", "", " a", "a ", "'a'", '"a"', "&a", "*a", "!a", "%a", "@a", "`a`", "- a",
     "? a", "|", ">", "a\nb", "a\tb"],
)  # fmt: skip
def test_what_yaml_would_read_otherwise_is_quoted(name):
    spelled = in_yaml(name)
    assert spelled.startswith('"')
    assert spelled.endswith('"')
    assert yaml.safe_load(f"inputs: {{{spelled}: [{spelled}]}}") == {"inputs": {name: [name]}}


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=12))
def test_any_name_comes_back_as_it_was(name):
    spelled = in_yaml(name)
    assert load_yaml(f"inputs: {{{spelled}: [{spelled}]}}") == {"inputs": {name: [name]}}
    assert "\n" not in spelled
