"""Claims as a table of systems by data sets, with words that say what stands."""

from tests.audits.report.exhibits.samples import SAMPLES, shown


def test_what_stands_is_said_in_words_with_the_difference_and_n(view):
    heat, tests = shown(view, "claims", SAMPLES["claims"])
    assert heat.columns == ("new over old", "mid over old")
    ((place, (first, second)),) = heat.rows
    assert place == "the claim"
    assert (first.value, first.sample_size) == ("stands", "100")
    assert first.interval == "+10.0\N{NO-BREAK SPACE}points [+2.0 to +18.0]"
    assert (second.value, second.interval) == ("cannot be told", "+0.700")
    assert first.shade > second.shade == 0
    assert tests.table.rows[0][0] == "new over old"
    assert tests.table.rows[0][2] == "+0.500 [+0.100 to +0.900]"
    assert tests.table.rows[1][2] == "–"
    assert tests.table.rows[0][6] == "signs turned p 0.020"
    assert tests.table.rows[1][7] == "it does not say"


def test_more_data_sets_than_a_page_holds_are_counted(view):
    one = SAMPLES["claims"]["claims"][0]
    claims = [{**one, "on": f"set {number}"} for number in range(45)]
    heat, tests = shown(view, "claims", {"claims": claims})
    assert len(heat.rows) == 40
    assert "5 more data sets stand in the JSON report" in heat.caption
    assert len(tests.table.rows) == 45
    assert tests.table.rows[3][0] == "new over old on set 3"


def test_a_system_without_a_claim_there_has_an_empty_place(view):
    one, other = ({**claim, "on": name} for claim, name in
                  zip(SAMPLES["claims"]["claims"], "xy", strict=True))  # fmt: skip
    heat, _ = shown(view, "claims", {"claims": [one, other]})
    assert heat.rows[0][1][1] is None
