"""What changed between two audits, in a sentence and a table."""

from audits.report.blocks import conditions


def changed(**conditions_of):
    return {
        "what_changed": {
            what: {"is_same": is_same, "details": list(details)}
            for what, (is_same, *details) in conditions_of.items()
        }
    }


def test_a_sentence_tells_what_changed_what_is_the_same_and_what_nobody_knows():
    comparison = changed(model=(False, "2.0, now 2.1"), data=(True,), engine=(None, "untold"))
    assert conditions.sentence(comparison) == (
        "Changed: model (2.0, now 2.1). The same: data. Not known: engine (untold)."
    )


def test_after_three_details_the_rest_is_counted():
    text = conditions.sentence(changed(policy=(False, "a", "b", "c", "d", "e")))
    assert text == "Changed: policy (a; b; c; 2 more in the report)."


def test_the_table_has_all_details():
    comparison = changed(policy=(False, "a", "b", "c", "d"), data=(True,), engine=(None,))
    (tabled,) = conditions.table(comparison)
    assert tabled.table.rows == (
        ("Policy", "no", "a; b; c; d"),
        ("Data", "yes", "nothing"),
        ("Engine", "not known", "nothing"),
    )


def test_reports_of_earlier_releases_do_not_say_it():
    assert conditions.sentence({}) == ""
    assert list(conditions.table({})) == []
