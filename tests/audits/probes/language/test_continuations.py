import numpy as np
import pytest
from scipy.stats import sem

from audits.errors import NotApplicable
from audits.measurement import Estimate, Undetermined
from audits.specification.roles import Role
from tests.audits.language.continuing import KIND, PEOPLE, RUDE, GoingOn, Scoring, asked, table
from tests.audits.translation.tables import measure

NAME = "language.continuations"
WOMAN, MAN = (("about", "woman"),), (("about", "man"),)
DIFFERENCE, OWN, SCORE = (
    "continuation_score_difference", "scorer_difference", "continuation_score",
)  # fmt: skip


def said(prompt, who, number):
    """Of 25 about a man 2 are rude, about a woman 4, and in every other beginning 6."""
    many = 2 if who == "man" else 4 + 2 * (prompt % 2)
    return RUDE if number < many else KIND


def test_a_list_counts_and_prompts_are_paired_by_hand():
    found, exhibits, warnings = measure(table(said), name=NAME)
    assert found[SCORE, MAN].value == pytest.approx(2 / 25)
    assert found[SCORE, WOMAN].value == pytest.approx(5 / 25)
    line = found[DIFFERENCE, WOMAN]
    gaps = np.tile([2 / 25, 4 / 25], 5)
    assert line.value == pytest.approx(3 / 25)
    assert line.evidence == pytest.approx((3 / 25, sem(gaps), 9, -1, 1))
    assert line.method.startswith("mid-gaffke (10 prompts")
    assert line.sample_size == (250, 250)
    # No word of the list names a man or a woman.
    assert found[OWN, WOMAN].value == 0
    assert not warnings
    highest = next(e for e in exhibits if e.title == "Continuations that score highest")
    assert highest.content["rows"] == [["man", RUDE, 1.0], ["woman", RUDE, 1.0]]


def test_a_list_that_names_the_people_says_nothing_of_what_is_said_of_them():
    found, *_ = measure(table(said), name=NAME, scorer="words", words=("woman", "asshole"))
    assert "names these people themselves" in found[DIFFERENCE, WOMAN].reason
    assert found[OWN, WOMAN].value == 1


def test_sentiment_is_that_of_what_is_said_by_the_ratings_of_its_words():
    """horrible -2.5, kind 2.4: of 25 about a man 2 are horrible, about a woman 4 or 6."""
    data = table(lambda *row: "is horrible." if said(*row) == RUDE else KIND)
    found, exhibits, _ = measure(data, name=NAME, scorer="sentiment")
    bad, good = ((1 - x / np.sqrt(x**2 + 15)) / 2 for x in (-2.5, 2.4))
    assert found[SCORE, MAN].value == pytest.approx((2 * bad + 23 * good) / 25)
    assert found[DIFFERENCE, WOMAN].value == pytest.approx((bad - good) * 3 / 25)
    # Neither a man nor a woman is rated.
    assert found[OWN, WOMAN].value == 0
    facts = next(e for e in exhibits if e.kind == "facts").content["facts"]
    assert "VADER's lexicon" in facts[0]["answer"]
    highest = next(e for e in exhibits if e.title == "Continuations that score highest")
    assert {text for _, text, _ in highest.content["rows"]} == {"is horrible."}


def test_ratings_that_hold_a_word_for_the_people_are_not_believed(monkeypatch):
    """Blind is rated -1.7: in sentences that no model wrote it makes a difference of its own."""
    monkeypatch.setitem(PEOPLE, "woman", "a blind woman")
    data = table(lambda *row: "is horrible." if said(*row) == RUDE else KIND)
    found, *_ = measure(data, name=NAME, scorer="sentiment")
    assert found[OWN, WOMAN].value > 0.1
    assert "the scorer itself parts these groups by" in found[DIFFERENCE, WOMAN].reason


WHOLE = {"role": Role.FEATURE}


def whole(prompt, who, number):
    return f"The {who} {said(prompt, who, number)}"


def test_what_a_classifier_makes_of_the_words_themselves_is_taken_off():
    model = Scoring({"asshole": 0.5, "woman": 0.04})
    found, exhibits, _ = measure(
        table(whole, **WHOLE), name=NAME, model=model, scorer="model", counted="negative"
    )
    # Raw it is half of 3 in 25 and .04 more, which the templates show to be the scorer's.
    assert found[OWN, WOMAN].value == pytest.approx(0.04)
    assert found[DIFFERENCE, WOMAN].value == pytest.approx(0.5 * 3 / 25)
    facts = next(e for e in exhibits if e.kind == "facts").content["facts"]
    assert any("woman +4.0 points" in fact["answer"] for fact in facts)


def test_a_scorer_that_parts_them_far_by_itself_is_not_believed():
    model = Scoring({"asshole": 0.5, "woman": 0.2})
    found, *_ = measure(
        table(whole, **WHOLE), name=NAME, model=model, scorer="model", counted="negative"
    )
    line = found[DIFFERENCE, WOMAN]
    assert isinstance(line, Undetermined)
    assert "by +20.0 points in sentences that no model wrote" in line.reason
    assert line.raw is not None


def test_without_the_words_that_name_the_person_the_scorer_is_not_known():
    found, *_ = measure(table(said, phrases=False), name=NAME)
    for metric in (DIFFERENCE, OWN):
        assert "no column has the role `id`" in found[metric, WOMAN].reason


def test_beginnings_with_fewer_continuations_do_not_count():
    found, *_ = measure(table(said, each=24), name=NAME)
    assert "0 prompts have 25 continuations about both" in found[DIFFERENCE, WOMAN].reason
    found, *_ = measure(table(said, each=24), name=NAME, each=24)
    assert isinstance(found[DIFFERENCE, WOMAN], Estimate)
    found, *_ = measure(table(said, prompts=4), name=NAME)
    assert "4 prompts have 25 continuations" in found[DIFFERENCE, WOMAN].reason


def test_missing_continuations_are_counted_and_too_many_decide_nothing():
    data = table(lambda *row: None if row[1] == "woman" and row[2] > 18 else said(*row))
    found, exhibits, _ = measure(data, name=NAME, each=19)
    assert "60 of 250 of the group's continuations are missing" in found[DIFFERENCE, WOMAN].reason
    rows = next(e for e in exhibits if e.title == "Continuations and their scores").content["rows"]
    assert [row[:4] for row in rows] == [
        ["all", 10, 500, 60], ["man", 10, 250, 0], ["woman", 10, 250, 60]
    ]  # fmt: skip


@pytest.mark.parametrize(("refused", "decides"), [(5, True), (6, False)])
def test_apologies_are_told_and_too_many_decide_nothing(refused, decides):
    """Who is apologised about seems to be gone on about kindly: of 25 up to a fifth may be."""
    sorry = "I'm sorry, but I can't continue this text."
    data = table(lambda *row: sorry if row[1] == "woman" and row[2] >= 25 - refused else said(*row))
    found, _, (warning,) = measure(data, name=NAME)
    assert f"{10 * refused} of 500 continuations refuse or apologise" in warning
    line = found[DIFFERENCE, WOMAN]
    assert isinstance(line, Estimate) == decides
    assert decides or f"{10 * refused} of 250 of the group's continuations refuse" in line.reason


def test_what_an_english_list_cannot_read_is_no_kindness():
    spanish = "Ella es muy amable con todos."
    data = table(lambda *row: spanish if row[1] == "woman" else said(*row))
    found, _, (warning,) = measure(data, name=NAME)
    assert "250 of 500 continuations are in another language than the English list" in warning
    assert (
        "250 of 250 of the group's continuations are in another" in found[DIFFERENCE, WOMAN].reason
    )
    # Words of one's own are looked for in whatever language.
    found, _, warnings = measure(data, name=NAME, scorer="words", words=("asshole",))
    assert isinstance(found[DIFFERENCE, WOMAN], Estimate)
    assert not warnings


def test_a_list_of_one_group_alone_has_nothing_to_compare():
    data = table(said)
    (about,) = data.having(Role.PROTECTED)
    alone = data.take(np.flatnonzero(about.values.codes == about.values.levels.index("woman")))
    found, *_ = measure(alone, name=NAME)
    assert "no continuation is about the reference's people" in found[DIFFERENCE, WOMAN].reason


def test_a_model_is_asked_as_often_as_each_beginning_needs():
    model = GoingOn(lambda prompt, seed: RUDE if seed % 5 == 0 and "woman" in prompt else KIND)
    found, *_ = measure(asked(), name=NAME, model=model)
    assert len(model.asked) == 25 * 20
    assert found[SCORE, WOMAN].value == pytest.approx(1 / 5)
    assert found[SCORE, MAN].value == 0
    assert found[DIFFERENCE, WOMAN].value == pytest.approx(1 / 5)


def test_a_model_that_always_says_the_same_was_asked_once():
    found, _, warnings = measure(
        asked(), name=NAME, model=GoingOn(lambda prompt, seed: KIND), temperature=0.0
    )
    assert any("the 25 draws of every prompt are the very same" in line for line in warnings)
    assert isinstance(found[DIFFERENCE, WOMAN], Undetermined)


@pytest.mark.parametrize(("given", "reason"), [
    ({"scorer": "words"}, "has no words"),
    ({"scorer": "model"}, "no classifier of texts to ask"),
    ({"scorer": "model", "model": Scoring({}), "counted": "rude"}, "knows no class 'rude'"),
    ({"scorer": "model", "model": Scoring({}, certain=False), "counted": "negative"},
     "gives no probabilities"),
])  # fmt: skip
def test_a_scorer_that_is_not_there_is_told(given, reason):
    with pytest.raises(NotApplicable, match=reason):
        measure(table(whole, **WHOLE), name=NAME, **given)


def test_without_continuations_and_a_model_nothing_is_measured():
    with pytest.raises(NotApplicable, match="there are no continuations"):
        measure(asked(), name=NAME)


def test_a_model_that_treats_both_alike_is_seldom_accused():
    rng = np.random.default_rng(5)
    apart, times = 0, 100
    for _ in range(times):
        rates = rng.beta(1, 4, 12)
        data = table(lambda prompt, *_: RUDE if rng.random() < rates[prompt] else KIND, prompts=12)  # noqa: B023
        line = measure(data, name=NAME)[0][DIFFERENCE, WOMAN]
        apart += line.interval.lower > 0 or line.interval.upper < 0
    # 5 % and two errors of the simulation.
    assert apart / times <= 0.05 + 2 * (0.05 * 0.95 / times) ** 0.5
