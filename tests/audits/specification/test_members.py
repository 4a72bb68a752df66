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
        ("{'a', 'b'}", {"a", "b"}),
        ("set()", set()),
        ("{}", set()),
        # As scikit-learn's `inverse_transform` of several labels writes into a CSV.
        ("('news', 'sport')", {"news", "sport"}),
        ("('news',)", {"news"}),
        ("()", set()),
        ("(1, 2)", {"1", "2"}),
        ("(none)", {"(none)"}),
        ("(1)", {"(1)"}),
        ("(1,)", {"1"}),
        # Digits that no comma parts are tried in one way alone, however many they are.
        (f"(1, {'1' * 5000}x)", {f"(1, {'1' * 5000}x)"}),
        ("{a,b}", {"a", "b"}),
        ('{a,"b, c"}', {"a", "b, c"}),
        ('{"b c",a}', {"b c", "a"}),
        ("{\"it's\", 'a'}", {"it's", "a"}),
        ("{it's,a}", {"it's", "a"}),
        (r'{"say \"a\"",b}', {'say "a"', "b"}),
        ('["a", "a"]', {"a"}),
        ("[0, 1]", {"0", "1"}),
    ],
)
def test_lists_are_read(cell, members):
    assert members_of(cell) == members


@pytest.mark.parametrize("cell", ["[a", '[["a"]]', "[null]", "[a, b]", '{"a": 0.9}', "{a"])
def test_what_only_begins_like_a_list_is_none(cell):
    with pytest.raises(NotAList):
        members_of(cell)


@pytest.mark.parametrize("cell", ["[1, 0, 1]", "[0, 0]", "1;0;0", "[true, false, false]"])
def test_a_flag_for_each_label_is_no_list_of_names(cell):
    # Read as names it was a set of labels called 0 and 1: micro F1 .96 for .88.
    with pytest.raises(NotAList, match="names none"):
        members_of(cell)


def test_a_member_has_a_name_that_leads_back():
    assert member_of(member_name("topics", "sport")) == ("topics", "sport")
    assert member_of("a[b][c]") == ("a[b]", "c")
    assert member_of("topics") is None
    assert member_of("[x]") is None
