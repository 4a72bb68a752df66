import json

import pytest

from audits.data.dataset import Dataset
from audits.errors import ModelFailure, NoAnswerInTime, NotApplicable
from audits.measurement import Estimate, Exhibit, Undetermined
from audits.models.endpoint.translator import EndpointTranslator
from audits.probes.robustness.malformed import malformed
from audits.probing.subject import Subject
from audits.robustness.malformed_asking import Asked, Fate
from audits.specification.endpoint import Descriptor
from tests import askable


def measured(asked, kinds=None, **parameters):
    held = {"kinds": len(asked) if kinds is None else kinds, "asked": [a.to_json() for a in asked]}
    subject = Subject(askable.people(), askable.LinearTable({"x0": 1.0}), asked_apart=held)
    *numbers, last = malformed(subject, **parameters)
    exhibit = last if isinstance(last, Exhibit) else None
    numbers = numbers if exhibit else [*numbers, last]
    return {m.metric: m for m in numbers}, exhibit


FATES = [
    Asked("NaN in one number", Fate.ANSWERED, "yes", 0.97),
    Asked("infinity in one number", Fate.ANSWERED, "yes", 0.6),
    Asked("no rows", Fate.REFUSED), Asked("an empty text", Fate.NO_ANSWER),
    Asked("100,000 tokens", Fate.HUNG), Asked("a picture of 0 x 0", Fate.CRASHED),
]  # fmt: skip


def test_shares_by_hand():
    numbers, _ = measured(FATES)
    assert numbers["malformed_confident_share"].value == 1 / 6
    assert numbers["malformed_answered_share"].value == 2 / 6
    assert numbers["malformed_crash_share"].value == 2 / 6
    assert all(isinstance(n, Estimate) and n.sample_size == 6 for n in numbers.values())
    assert "a fixed list of kinds" in numbers["malformed_crash_share"].method


def test_what_counts_as_sure_is_said():
    numbers, _ = measured(FATES, sure=0.6)
    assert numbers["malformed_confident_share"].value == 2 / 6
    assert "sure from 0.6" in numbers["malformed_confident_share"].method


def test_every_kind_stands_in_the_table_with_its_fate():
    _, exhibit = measured(FATES)
    table = {fact["question"]: fact["answer"] for fact in exhibit.content["facts"]}
    assert table == {
        "Answered with confidence (1)": "NaN in one number (yes at 97 %)",
        "Answered, less surely (1)": "infinity in one number (yes at 60 %)",
        "No answer (1)": "an empty text",
        "Refused (1)": "no rows",
        "Crashed (1)": "a picture of 0 x 0",
        "Hung (1)": "100,000 tokens",
    }


def test_a_model_without_probabilities_does_not_say_how_sure_it_is():
    numbers, _ = measured([Asked("no rows", Fate.ANSWERED, "yes"), Asked("x", Fate.REFUSED)])
    assert isinstance(numbers["malformed_confident_share"], Undetermined)
    assert numbers["malformed_answered_share"].value == 0.5


def test_kinds_that_nobody_got_to_are_not_dropped_from_the_share():
    numbers, _ = measured(FATES, kinds=30)
    assert len(numbers) == 3
    for number in numbers.values():
        assert isinstance(number, Undetermined)
        assert number.reason == "only 6 of 30 kinds were asked within the budget"


def test_by_group_and_the_gaps_over_the_kinds():
    """By hand, of six kinds: both sure of one, women's row of one more, men's crashes on one."""
    women = [*FATES[:1], Asked("infinity in one number", Fate.ANSWERED, "yes", 0.99), *FATES[2:]]
    men = [*FATES[:2], Asked("no rows", Fate.CRASHED), *FATES[3:]]
    groups = [
        {"group": [["sex", name]], "asked": [one.to_json() for one in asked]}
        for name, asked in (("f", women), ("m", men))
    ]
    held = {"kinds": 6, "asked": [one.to_json() for one in FATES], "groups": groups}
    subject = Subject(askable.people(), askable.LinearTable({"x0": 1.0}), asked_apart=held)
    numbers = {(m.metric, m.group): m for m in malformed(subject) if not isinstance(m, Exhibit)}
    f, m = (("sex", "f"),), (("sex", "m"),)
    assert numbers["malformed_confident_share", f].value == 2 / 6
    assert numbers["malformed_confident_share", m].value == 1 / 6
    assert numbers["malformed_crash_share", m].value == 3 / 6
    gaps = {metric: one for (metric, _), one in numbers.items() if metric.endswith("difference")}
    sign = 1 if gaps["malformed_confident_difference"].group == f else -1
    assert gaps["malformed_confident_difference"].value == pytest.approx(sign / 6)
    assert gaps["malformed_crash_difference"].value == pytest.approx(-sign / 6)
    assert gaps["malformed_answered_difference"].value == 0
    assert gaps["malformed_confident_difference"].method == "tango (a fixed list of kinds)"
    assert gaps["malformed_confident_difference"].sample_size == (6, 6)


def test_a_group_whose_row_was_not_asked_about_is_undetermined():
    groups = [{"group": [["sex", name]], "asked": []} for name in "fm"]
    held = {"kinds": 6, "asked": [one.to_json() for one in FATES], "groups": groups}
    subject = Subject(askable.people(), askable.LinearTable({"x0": 1.0}), asked_apart=held)
    numbers = {(m.metric, m.group): m for m in malformed(subject) if not isinstance(m, Exhibit)}
    assert numbers["malformed_crash_share", ()].value == 2 / 6
    assert "only 0 of 6" in numbers["malformed_crash_share", (("sex", "f"),)].reason


def test_without_processes_of_their_own_nothing_is_asked():
    subject = Subject(askable.people(), askable.LinearTable({"x0": 1.0}))
    with pytest.raises(NotApplicable, match="processes of their own"):
        list(malformed(subject))


def of_endpoint(carry, data=None, **parameters):
    """Numbers by metric, the exhibit's lines, and the warnings."""
    described = Descriptor("http://x/", "libretranslate")
    model = EndpointTranslator(described, carry, "fi", "en")
    subject = Subject(Dataset(()) if data is None else data, model)
    *numbers, last = malformed(subject, **{"seconds": 1.0, **parameters})
    if not isinstance(last, Exhibit):
        return {one.metric: one for one in (*numbers, last)}, {}, subject.warnings
    told = {fact["question"]: fact["answer"] for fact in last.content["facts"]}
    return {one.metric: one for one in numbers}, told, subject.warnings


def answered(body, seconds=None):
    """No texts but texts, an error for emoji, silence for markup, and no wait for a hang-up."""
    (text,) = body["q"] if body.get("q") else (None,)
    if not isinstance(text, str):
        return 400, "{}"
    if "😀" in text:
        return 500, "sorry"
    if "<script>" in text:
        raise NoAnswerInTime(f"no answer within {seconds:g} seconds")
    if "DROP" in text:
        raise ModelFailure("RemoteProtocolError: disconnected")
    return 200, json.dumps({"translatedText": ["She is a doctor."]})


def test_a_translator_behind_an_address_by_hand():
    """Of 31: 28 texts of which 5 are no texts, two requests without one, languages that are none.

    So 7 are refused; 3 fail, hang and hang up; 21 are answered.
    """
    numbers, told, warnings = of_endpoint(answered)
    assert numbers["malformed_answered_share"].value == pytest.approx(21 / 31)
    assert numbers["malformed_crash_share"].value == pytest.approx(3 / 31)
    assert numbers["malformed_crash_share"].sample_size == 31
    assert "without probabilities" in numbers["malformed_confident_share"].reason
    assert told["Server error (1)"] == "emoji alone"
    assert told["Hung (1)"] == "markup"
    assert told["Crashed (1)"] == "a query of a database"
    assert told["A sentence without fault, after all"] == "Answered."
    assert "the word null (She is a doctor.)" in told["Answered (21)"]
    assert warnings == []


def test_an_endpoint_that_goes_down_leaves_its_shares_undetermined_and_is_told():
    gone = []

    def down(body, seconds=None):
        if "DROP" in str(body.get("q")):
            gone.append(1)
        if gone:
            raise ModelFailure("ConnectError: refused")
        return answered({"q": ["x"]})

    numbers, told, (warning,) = of_endpoint(down, seconds=1.0)
    why = "the endpoint no longer answered a good sentence after a query of a database"
    assert numbers["malformed_crash_share"].reason.endswith(f"of 31 kinds were asked: {why}")
    assert told == {}
    assert warning == f"robustness.malformed ended early: {why}"


def test_an_endpoint_that_answers_nothing_is_not_asked_further():
    with pytest.raises(NotApplicable, match="does not answer a sentence without fault"):
        of_endpoint(lambda body, seconds=None: (503, "busy"))
