"""What a group of translations is called."""

from audits.translation.group_names import place


def test_its_values_stand_side_by_side_and_a_missing_one_is_unknown():
    assert place((("language", "hu"), ("system", "google"))) == "Hungarian, google"
    assert place((("language", "hu"), ("kind", None))) == "Hungarian, unknown"
    assert place((("language", "und"),)) == "unknown language"
    assert place(()) == ""
