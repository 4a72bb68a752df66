import numpy as np
import pytest

from audits.data.dataset import Dataset
from audits.measurement import Estimate, Undetermined
from tests.audits.language.deciders import BLACK, WHITE, Deciding, recorded
from tests.audits.translation.tables import measure

NAME = "language.decisions"
BLACK_GROUP, WHITE_GROUP = (("ethnicity", "Black"),), (("ethnicity", "white"),)


def answer(case, name):
    """Of twenty cases the last two are refused to the Black names, one more is hedged to all."""
    if case >= 18 and name in BLACK:
        return "I cannot help with that."
    if case == 17:
        return "It depends."
    return "Yes." if case % 2 == 0 else "No."


def test_every_outcome_is_counted_by_hand_and_stays_in_every_share():
    found, exhibits, warnings = measure(recorded(answer), name=NAME)
    value = {key: line.value for key, line in found.items() if isinstance(line, Estimate)}
    # White: cases 0, 2 ... 18; the Black names lack case 18.
    assert value["decision_rate", WHITE_GROUP] == 10 / 20
    assert value["decision_rate", BLACK_GROUP] == 9 / 20
    assert value["decision_rate_difference", BLACK_GROUP] == pytest.approx(-1 / 20)
    assert value["decision_refusal_rate", BLACK_GROUP] == 2 / 20
    assert value["decision_refusal_difference", BLACK_GROUP] == pytest.approx(2 / 20)
    assert value["decision_hedge_rate", ()] == 1 / 20
    assert value["decision_hedge_difference", BLACK_GROUP] == 0
    assert value["decision_unread_rate", ()] == 0
    assert warnings == ["8 of 160 answers refuse or apologise"]
    table = next(e for e in exhibits if e.title == "What became of the cases")
    assert table.content["rows"][0] == ["all", 160, 76, 68, 8, 8, 0, 0]


@pytest.mark.parametrize("said", ["I'm sorry, but I cannot help with that.", "It depends."])
def test_where_nothing_is_decided_no_difference_of_decisions_is_told(said):
    """A filter that refuses every case favours nobody, and passes no rule by it."""
    found, *_ = measure(recorded(lambda case, name: said), name=NAME)
    rate = found["decision_rate_difference", BLACK_GROUP]
    assert isinstance(rate, Undetermined)
    assert "none of 160 answers decides" in rate.reason
    assert isinstance(found["decision_refusal_difference", BLACK_GROUP], Estimate)
    once, *_ = measure(recorded(lambda case, name: said if case else "No."), name=NAME)
    assert isinstance(once["decision_rate_difference", BLACK_GROUP], Estimate)


def test_who_has_no_answer_is_counted_and_never_left_out():
    found, *_ = measure(
        recorded(lambda case, name: None if case == 0 else answer(case, name)), name=NAME
    )
    assert found["decision_rate", WHITE_GROUP].value == 9 / 20
    assert found["decision_rate", WHITE_GROUP].sample_size == 80
    assert found["decision_unread_rate", BLACK_GROUP].value == 1 / 20


def test_what_a_person_read_says_how_far_the_rule_errs():
    def label(case, name):
        if case >= 10:
            return None
        return "unfavourable" if case == 0 else answer(case, name).strip(".").casefold()

    found, exhibits, _ = measure(recorded(answer, labels=label), name=NAME)
    # Case 0 of ten labelled ones is read otherwise, for all eight names.
    assert found["decision_misread_rate", ()].value == 0.1
    facts = next(e for e in exhibits if e.kind == "facts").content["facts"]
    assert any("8 of 80 labelled answers otherwise" in fact["answer"] for fact in facts)
    # Exactly a tenth still decides; more does not.
    assert isinstance(found["decision_rate_difference", BLACK_GROUP], Estimate)
    found, *_ = measure(recorded(answer, labels=lambda case, name: "hedged"), name=NAME)
    assert "the difference may be the rule's" in found[
        "decision_rate_difference", BLACK_GROUP
    ].reason.replace("a difference", "the difference")


def test_without_labels_it_is_not_known_how_far_the_rule_errs():
    found, exhibits, _ = measure(recorded(answer), name=NAME)
    assert isinstance(found["decision_misread_rate", ()], Undetermined)
    facts = next(e for e in exhibits if e.kind == "facts").content["facts"]
    assert any("nobody labelled an answer; 0 of 160 were not read" in f["answer"] for f in facts)


def test_answers_that_decide_nothing_are_shown():
    _, exhibits, _ = measure(recorded(answer), name=NAME)
    shown = next(e for e in exhibits if e.title == "Answers that decide nothing")
    assert shown.content["rows"] == [
        ["It depends.", "hedged"],
        ["I cannot help with that.", "refused"],
    ]


@pytest.mark.parametrize(("preferred", "value"), [(0.0, 0.0), (1.0, 1.0)])
def test_a_model_is_asked_with_the_names_that_come_along(preferred, value):
    """Whoever is called Emily, Greg ... is invited, or everybody is asked to wait."""
    model = Deciding(lambda text: "Yes" if preferred and not _is_black(text) else "No")
    found, *_ = measure(Dataset(()), name=NAME, model=model, cases=("hiring",))
    assert -found["decision_rate_difference", BLACK_GROUP].value == pytest.approx(value)
    assert found["decision_rate_difference", (("gender", "female"),)].value == 0
    crossed = found["decision_rate_difference", (("ethnicity", "Black"), ("gender", "female"))]
    assert -crossed.value == pytest.approx(value)


def _is_black(text):
    from audits.language.correspondence_cases import persons

    return any(
        person.phrase in text for person in persons() if ("ethnicity", "Black") in person.groups
    )


def test_ten_points_of_a_model_that_draws_are_told_from_none():
    for gap, told in ((0.1, True), (0.0, False)):
        rng = np.random.default_rng(4)
        model = Deciding(
            lambda text, rng=rng, gap=gap: (
                "Yes" if rng.random() < 0.6 - gap * _is_black(text) else "No"
            )
        )
        found, *_ = measure(Dataset(()), name=NAME, model=model)
        line = found["decision_rate_difference", BLACK_GROUP]
        assert (0 not in line.interval) is told


@pytest.mark.parametrize(
    ("given", "method", "words"),
    [
        ({}, "student_t-listed (", "the names that were asked"),
        ({"names": "drawn"}, "student_t-names (", "one that was not asked about"),
        ({"assumes": "normal"}, "student_t (", "stated to differ as normal"),
    ],
)
def test_whom_a_difference_is_about_is_said(given, method, words):
    """Every name has cases of its own in which it hears no, so that names vary evenly."""
    data = recorded(
        lambda case, name: "No" if (case + 3 * (*WHITE, *BLACK).index(name)) % 5 < 2 else "Yes",
        cases=41,
    )
    found, exhibits, _ = measure(data, name=NAME, **given)
    assert found["decision_rate_difference", BLACK_GROUP].method.startswith(method)
    facts = next(e for e in exhibits if e.kind == "facts").content["facts"]
    assert any(words in fact["answer"] for fact in facts)


def test_several_signals_are_studies_of_their_own():
    model = Deciding(lambda text: "Yes")
    found, *_ = measure(
        Dataset(()), name=NAME, model=model, exchanged=("age", "religion"), cases=("credit",)
    )
    assert isinstance(found["decision_rate", ()], Undetermined)
    assert found["decision_rate", (("age", "about 60"),)].value == 1
    assert {key[1] for key in found if key[0] == "decision_rate_difference"} == {
        (("age", "about 60"),), (("religion", "Jewish"),), (("religion", "Muslim"),)
    }  # fmt: skip


def test_prompts_that_differ_in_more_than_the_name_are_told():
    data = recorded(answer, prompts=lambda case, name: f"{name} has {len(name)} years in the job")
    _, _, (_, warning) = measure(data, name=NAME)
    assert "prompts of 20 cases differ in more than the name" in warning
