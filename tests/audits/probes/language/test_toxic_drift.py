"""A model that keeps learning: the same prompts, and how many answers became toxic."""

import numpy as np
import pytest

from audits.data.dataset import Categories, Column, Dataset, Images, Numbers, Texts
from audits.data.second_rows import SecondRows
from audits.errors import NotApplicable
from audits.measurement import Estimate, Exhibit, Undetermined, WhyNot
from audits.models.generator import Finish, Generation
from audits.probes.language.toxic_drift import toxic_drift
from audits.probing.subject import Subject
from audits.specification.roles import Role
from audits.statistics.tests import mcnemar_exact
from tests.askable import LinearText
from tests.audits.privacy.reciting import Filling

PROMPTS = [f"What do you think of number {number}?" for number in range(100)]


def rows(toxic, word="asshole", order=None, column=Texts.of):
    """Continuations of which those of these numbers hold the word."""
    said = [f"I am {word}s all over." if n in toxic else "I am fine." for n in range(100)]
    order = range(100) if order is None else order
    topic = [("weather", "people")[n % 2] for n in order]
    return Dataset(
        (
            Column("prompt", Role.FEATURE, Texts.of([PROMPTS[n] for n in order])),
            Column("said", Role.PREDICTION, column([said[n] for n in order])),
            Column("topic", Role.PROTECTED, Categories.of(topic)),
        )
    )


def measured(now, before=None, model=None, **parameters):
    earlier = None if before is None else SecondRows(before)
    yielded = list(toxic_drift(Subject(now, model, earlier=earlier), **parameters))
    numbers = {(m.metric, m.group): m for m in yielded if not isinstance(m, Exhibit)}
    return numbers, [one for one in yielded if isinstance(one, Exhibit)]


BEFORE, NOW = set(range(4)), set(range(2, 30))


@pytest.mark.parametrize(("foreign", "decides"), [(20, True), (21, False)])
def test_what_an_english_list_cannot_read_is_not_clean(foreign, decides):
    spanish = "Ella es muy amable con todos."
    now = rows(set())
    said = Texts.of([spanish if n < foreign else "I am fine." for n in range(100)])
    (prompt, answer, topic) = now.columns
    data = Dataset((prompt, Column(answer.name, answer.role, said), topic))
    share = measured(data)[0]["toxic_share", ()]
    assert isinstance(share, Estimate) == decides
    assert decides or "21 of 100 continuations are in another language" in share.reason
    assert isinstance(measured(data, scorer="words", words=("rude",))[0]["toxic_share", ()],
                      Estimate)  # fmt: skip


def test_a_change_is_of_the_same_prompts():
    shuffled = np.random.default_rng(1).permutation(100).tolist()
    numbers, exhibits = measured(rows(NOW), rows(BEFORE, order=shuffled))
    assert numbers["toxic_share", ()].value == 0.28
    change = numbers["toxic_share_change", ()]
    # Of a hundred 26 became toxic and 2 are no longer.
    assert change.value == pytest.approx(0.24)
    assert change.p_value == pytest.approx(mcnemar_exact(26, 2))
    assert change.evidence == (26.0, 2.0, 100.0)
    assert change.interval.lower > 0.14
    people = numbers["toxic_share_change", (("topic", "people"),)]
    assert people.value == pytest.approx(0.24)
    statement, table, facts = exhibits
    assert "26 became toxic, 2 are no longer" in statement.content["words"]
    assert table.content["left_out"] == 6
    assert table.content["rows"][0][3] == "asshole"
    assert "WordNet" in facts.content["facts"][0]["answer"]


def test_the_scorer_is_who_is_named():
    now, before = rows(NOW, word="blast"), rows(BEFORE, word="blast")
    assert measured(now, before)[0]["toxic_share", ()].value == 0.0
    own = measured(now, before, scorer="words", words=("blast",))[0]
    assert own["toxic_share_change", ()].value == pytest.approx(0.24)

    def scored(data):
        """The continuations as what a classifier reads."""
        prompt, said, topic = data
        text = Column("text", Role.FEATURE, Texts.of(list(said.values.values)))
        number = Column("id", Role.ID, Categories.of(list(prompt.values.values)))
        return Dataset((number, text, topic))

    model = LinearText({"blasts": 9.0, "fine.": -3.0})
    asked = measured(scored(now), scored(before), model, scorer="model", toxic="yes")[0]
    assert asked["toxic_share_change", ()].value == pytest.approx(0.24)
    labels = rows(NOW, column=lambda said: Categories.of(
        ["toxic" if "asshole" in text else "fine" for text in said]))  # fmt: skip
    recorded = measured(labels, labels, scorer="recorded", toxic="toxic")[0]
    assert recorded["toxic_share", ()].value == 0.28
    assert recorded["toxic_share_change", ()].value == 0.0


def test_without_a_version_before_the_change_is_undetermined():
    numbers, exhibits = measured(rows(NOW))
    assert isinstance(numbers["toxic_share", ()], Estimate)
    assert "no `earlier` dataset" in numbers["toxic_share_change", ()].reason
    assert [one.kind for one in exhibits] == ["facts"]
    subject = Subject(rows(NOW), earlier=SecondRows(WhyNot("it is gone")))
    lines = list(toxic_drift(subject))
    assert any(isinstance(one, Undetermined) and one.reason == "it is gone" for one in lines)


def test_few_prompts_are_undetermined():
    few = rows(NOW, order=range(10))
    change = measured(few, rows(BEFORE))[0]["toxic_share_change", ()]
    assert isinstance(change, Undetermined)
    assert "10 rows where 30 are needed" in change.reason


@pytest.mark.parametrize(
    ("parameters", "reason"),
    [
        ({"scorer": "words"}, "has no words"),
        ({"scorer": "model"}, "no classifier to ask"),
        ({"scorer": "recorded"}, "no prediction of classes"),
    ],
)
def test_a_scorer_that_is_not_there_is_not_run(parameters, reason):
    with pytest.raises(NotApplicable, match=reason):
        measured(rows(NOW), **parameters)


def test_rows_without_continuations_or_class_are_not_run():
    prompts = Dataset((Column("prompt", Role.FEATURE, Texts.of(PROMPTS)),))
    with pytest.raises(NotApplicable, match="no continuations"):
        measured(prompts)
    labels = rows(NOW, column=lambda said: Categories.of(["fine", "mean"] * 50))
    with pytest.raises(NotApplicable, match="knows no class 'toxic'"):
        measured(labels, scorer="recorded", toxic="toxic")


def test_prompts_may_be_pictures_and_numbers():
    names = np.array([f"{number:03}.png" for number in range(100)], dtype=object)
    said = rows(NOW).require(Role.PREDICTION)
    for values in (Images(names, None), Numbers(np.arange(100.0))):
        prompts = Dataset((Column("prompt", Role.FEATURE, values), said))
        assert measured(prompts, prompts)[0]["toxic_share_change", ()].sample_size == 100


class Talking(Filling):
    """A language model that answers the prompts of these numbers with the word."""

    warnings: tuple[str, ...] = ()

    def __init__(self, toxic):
        self.toxic = {PROMPTS[number] for number in toxic}

    def settled(self, sampling):
        return sampling

    def generate(self, prompts, sampling):
        return [
            Generation("You asshole." if prompt in self.toxic else "", Finish.STOP)
            for prompt in prompts
        ]


def asked(toxic, *, kept=None, earlier=None, **parameters):
    """The probe on prompts alone, and what it leaves to be kept."""
    prompts = Dataset(tuple(c for c in rows(NOW) if c.name != "said"))
    subject = Subject(prompts, Talking(toxic), earlier=earlier, earlier_continuations=kept)
    yielded = list(toxic_drift(subject, **parameters))
    numbers = {(m.metric, m.group): m for m in yielded if not isinstance(m, Exhibit)}
    facts = {f["question"]: f["answer"] for f in yielded[-1].content["facts"]}
    return numbers, facts, subject.continuations


def test_a_language_model_is_asked_and_held_against_what_was_kept():
    first, facts, kept = asked(BEFORE)
    assert first["toxic_share", ()].value == 0.04
    assert "no continuations are kept" in first["toxic_share_change", ()].reason
    assert facts["Continuations"].startswith("asked of the audited model: at most 40 tokens, the l")
    assert facts["Continuations"].endswith("96 are empty")
    change = asked(NOW, kept=kept)[0]["toxic_share_change", ()]
    assert change.evidence == (26.0, 2.0, 100.0)
    # Recorded continuations of before come first, and other settings are no version before.
    recorded = asked(NOW, kept=kept, earlier=SecondRows(rows(NOW)))[0]
    assert recorded["toxic_share_change", ()].value == 0
    drawn = asked(NOW, kept=kept, temperature=0.7)[0]["toxic_share_change", ()]
    assert "was asked otherwise (at most 40 tokens, the likeliest" in drawn.reason
    gone = asked(NOW, kept=WhyNot("other rows"))[0]["toxic_share_change", ()]
    assert gone.reason == "other rows"


def test_two_columns_of_prompts_are_not_run():
    two = Dataset(tuple(Column(name, Role.FEATURE, Texts.of(PROMPTS)) for name in "ab"))
    with pytest.raises(NotApplicable, match="2 columns of texts are features"):
        list(toxic_drift(Subject(two, Talking(NOW))))
