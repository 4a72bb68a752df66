"""What a group of translations is called."""

from audits.translation.group_names import group_title


def test_its_values_stand_side_by_side_and_a_missing_one_is_unknown():
    assert group_title((("language", "hu"), ("system", "google"))) == "Hungarian, google"
    assert group_title((("language", "hu"), ("kind", None))) == "Hungarian, unknown"
    assert group_title((("language", "und"),)) == "unknown language"
    assert group_title(()) == ""
