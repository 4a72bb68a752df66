"""How an exhibit was made, in a sentence."""

import pytest

from audits.report.exhibits._method import method_of


@pytest.mark.parametrize(
    ("method", "sentence"),
    [
        ("Units are taken away one by one.", "Units are taken away one by one."),
        ("wilson", "Measured by fairness.ranking (wilson)."),
        ("", "Measured by fairness.ranking."),
        (None, "Measured by fairness.ranking."),
    ],
)
def test_a_bare_name_is_put_into_a_sentence_and_a_sentence_stays(method, sentence):
    content = {} if method is None else {"method": method}
    assert method_of({"probe": "fairness.ranking", "content": content}) == sentence
