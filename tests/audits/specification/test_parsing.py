"""Text into a document: what is no document is refused, with the place and what to do."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audits.errors import Refused
from audits.specification.parsing import load_yaml, parse_document, parse_policy, read_document
from audits.specification.roles import Role


def refusal(text):
    with pytest.raises(Refused) as refused:
        load_yaml(text)
    (problem,) = refused.value.problems
    return problem


@pytest.mark.parametrize(
    ("text", "place"),
    [("path: {{ file }}", "line 1, column 8"), ("a: 1\n? [1, 2]\n: 3", "line 2, column 3"),
     ("{{}: 1}", "line 1, column 2"), ("a:\n  {[b]: c}", "line 2, column 4")],
)  # fmt: skip
def test_a_key_that_is_a_list_or_a_mapping_is_refused_with_its_place(text, place):
    """As a template that nobody filled in has them."""
    problem = refusal(text)
    assert (problem.field, problem.code) == ("document", "unreadable")
    assert f"{place}: a key is a list or a mapping" in problem.reason
    assert problem.remedy


@given(
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers(-(2**53), 2**53)
        | st.text("ab\u00f6 -:\"'", max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.text("ab", max_size=3), inner, max_size=3)
        ),
        max_leaves=8,
    )
)
def test_json_is_read_as_json_reads_it(value):
    assert load_yaml(json.dumps(value)) == value


@pytest.mark.parametrize("given", [None, [], "text", 3])
def test_what_is_no_mapping_is_no_document(given):
    with pytest.raises(Refused, match="not a mapping"):
        parse_document(given)


def test_problems_of_a_policy_are_all_told_under_its_name():
    with pytest.raises(Refused) as refused:
        parse_policy({"rules": [{"metric": 3}], "on_not_run": "perhaps"})
    fields = {problem.field for problem in refused.value.problems}
    assert "policy.on_not_run" in fields
    assert any(field.startswith("policy.rules") for field in fields)


def test_yes_and_no_stay_text_as_the_data_spells_them():
    found = load_yaml("map: {approve: yes, deny: no, maybe: on}\nflag: true\nday: 2026-11-23")
    assert found == {
        "map": {"approve": "yes", "deny": "no", "maybe": "on"},
        "flag": True,
        "day": "2026-11-23",
    }


def test_a_key_that_stands_twice_is_refused():
    with pytest.raises(Refused, match="stands twice"):
        load_yaml("dataset: {path: a.csv}\ndataset: {path: b.csv}")


@pytest.mark.parametrize(
    "text", ["a: [1, 2", "\tx: 1", "[" * 100_000, "!!python/object:os.system x"]
)
def test_broken_or_hostile_yaml_is_refused_not_raised(text):
    with pytest.raises(Refused):
        load_yaml(text)


def test_a_policy_in_a_file_beside_the_document_is_read(tmp_path):
    (tmp_path / "policy.yaml").write_text("rules: [{metric: accuracy, at_least: 0.8}]")
    (tmp_path / "audit.yaml").write_text(
        "dataset: {path: x.csv, columns: {y: {role: label}}}\npolicy: policy.yaml"
    )
    found = read_document(tmp_path / "audit.yaml")
    assert found.policy.rules[0].metric == "accuracy"
    assert found.dataset.columns["y"].role is Role.LABEL


def test_a_file_that_is_not_there_or_not_text_is_refused(tmp_path):
    with pytest.raises(Refused, match="cannot be read"):
        read_document(tmp_path / "none.yaml")
    (tmp_path / "bytes.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(Refused, match="UTF-8"):
        read_document(tmp_path / "bytes.yaml")


def test_several_documents_in_one_file_are_refused_with_a_remedy():
    with pytest.raises(Refused, match="several documents"):
        load_yaml("dataset: {path: a.csv}\n---\ndataset: {path: b.csv}")


def test_a_policy_in_a_file_without_a_name_is_called_like_the_file(tmp_path):
    (tmp_path / "house.yaml").write_text("rules: [{metric: accuracy, at_least: 0.8}]")
    path = tmp_path / "audit.yaml"
    path.write_text("dataset: {path: x.csv}\npolicy: house.yaml")
    assert read_document(path).policy.name == "house"


def test_a_policy_file_that_cannot_be_read_is_refused(tmp_path):
    (tmp_path / "house.yaml").write_bytes(b"\xff\xfe")
    path = tmp_path / "audit.yaml"
    path.write_text("dataset: {path: x.csv}\npolicy: house.yaml")
    with pytest.raises(Refused, match="not UTF-8"):
        read_document(path)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("dataset:\n\tpath: x", "line 2, column 1: found character '\\t'"),
        ("dataset: {path: x", "line 1, column 18: expected ',' or '}'"),
        ("a: &x 1\nb: *y", "line 2, column 4: found undefined alias 'y'"),
        ("[" * 100_000, "nested more than 64 levels deep"),
    ],
)
def test_broken_yaml_is_refused_with_the_line_and_what_is_wrong_there(text, reason):
    with pytest.raises(Refused) as refused:
        load_yaml(text)
    assert reason in refused.value.problems[0].reason


def test_a_policy_whose_name_no_file_can_have_is_a_stored_one(tmp_path):
    (tmp_path / "audit.yaml").write_text(f"dataset: {{path: x}}\npolicy: {'x' * 5000}")
    assert read_document(tmp_path / "audit.yaml").policy == "x" * 5000
