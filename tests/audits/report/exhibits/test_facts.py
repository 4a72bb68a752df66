"""Questions with their answers in words."""

from tests.audits.report.exhibits.samples import SAMPLES, shown


def test_a_question_stands_beside_its_answer_under_the_title(view):
    heading, table = shown(view, "facts", SAMPLES["facts"])
    assert heading.words == "A title"
    assert table.table.head == ("Question", "Answer")
    assert table.table.rows == (("Is it small?", "Two numbers."),)


def test_twenty_facts_are_enough_for_a_page(view):
    facts = [{"question": f"{k}?", "answer": k} for k in range(30)]
    _, table = shown(view, "facts", {"facts": facts})
    assert [row[1] for row in table.table.rows] == [str(k) for k in range(20)]
