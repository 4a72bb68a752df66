import pytest

from audits.specification.members import NotAList, member_name, member_of, members_of


@pytest.mark.parametrize(
    ("cell", "members"),
    [
        ('["a", "b"]', {"a", "b"}),
        ("['a', 'b']", {"a", "b"}),
        ("a; b", {"a", "b"}),
        ("a|b", {"a", "b"}),
        (" a ", {"a"}),
        ("[]", set()),
        ("", set()),
        ("[1, 2.0]", {"1", "2"}),
        ('["a, b"]', {"a, b"}),
        ("a, b", {"a, b"}),
    ],
)
def test_lists_are_read(cell, members):
    assert members_of(cell) == members


@pytest.mark.parametrize("cell", ["[a", '[["a"]]', "[null]", "[a, b]"])
def test_what_only_begins_like_a_list_is_none(cell):
    with pytest.raises(NotAList):
        members_of(cell)


def test_a_member_has_a_name_that_leads_back():
    assert member_of(member_name("topics", "sport")) == ("topics", "sport")
    assert member_of("a[b][c]") == ("a[b]", "c")
    assert member_of("topics") is None
    assert member_of("[x]") is None
