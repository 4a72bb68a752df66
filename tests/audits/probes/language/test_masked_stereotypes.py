import numpy as np

from audits.data.dataset import Categories, Column, Dataset, Texts
from audits.measurement import Interval, Undetermined
from audits.specification.roles import Role
from tests.audits.translation.tables import measure

NAME = "language.masked_stereotypes"


class Liking:
    """A language model that finds some words likelier."""

    fingerprint = "0" * 64
    reads = ()

    def __init__(self, liked):
        self.liked = liked

    def log_likelihood(self, sentences):
        return np.array([-float(len(s)) + 100 * any(w in s for w in self.liked) for s in sentences])

    def preference(self, first, second):
        return self.log_likelihood(first) - self.log_likelihood(second)


def pairs(rows):
    kinds, first, second = zip(*rows, strict=True)
    return Dataset(
        (
            Column("stereotype", Role.FEATURE, Texts.of(first)),
            Column("other", Role.FEATURE, Texts.of(second)),
            Column("kind", Role.PROTECTED, Categories.of(kinds)),
        )
    )


def test_a_users_pairs_are_counted_by_kind():
    model = Liking(["old", "woman"])
    rows = [("age", "the old man", "the young man")] * 30 + [("sex", "no man", "my woman")] * 10
    found, exhibits, _ = measure(pairs(rows), name=NAME, model=model, written=False)
    assert found["stereotype_preference", ()].value == 0.75
    assert found["stereotype_preference", (("set", "age"),)].value == 1
    small = found["stereotype_preference", (("set", "sex"),)]
    assert isinstance(small, Undetermined)
    assert small.raw[0] == 0
    assert "Blodgett" in exhibits[0].content["caption"]


def test_ties_prefer_neither_and_are_said():
    rows = [("age", "the old man", "the new man")] * 30
    found, _, warnings = measure(pairs(rows), name=NAME, model=Liking([]), written=False)
    assert isinstance(found["stereotype_preference", ()], Undetermined)
    assert "30 of 30 pairs" in warnings[0]


def test_the_written_pairs_are_asked_without_any_dataset():
    found, *_ = measure(Dataset(()), name=NAME, model=Liking(["Muslim"]))
    assert found["stereotype_preference", ()].sample_size > 50


def test_pairs_without_a_likelihood_are_not_against_the_stereotype():
    """Ten of forty: the share of the others stands beside what the ten could make of it."""

    class Silent(Liking):
        def log_likelihood(self, sentences):
            found = super().log_likelihood(sentences)
            return np.where(["gone" in text for text in sentences], np.nan, found)

    rows = [("age", "the old man", "the young man")] * 24 + [("age", "an man", "an old man")] * 6
    rows += [("age", "gone old", "gone young")] * 10
    found, exhibits, warnings = measure(
        pairs(rows), name=NAME, model=Silent(["old"]), written=False
    )
    line = found["stereotype_preference", ()]
    assert (line.value, line.sample_size, line.unanswered.rows) == (24 / 30, 30, 10)
    assert line.unanswered.bounds == Interval(24 / 40, 34 / 40)
    assert warnings == ["10 of 40 pairs have no likelihood, and are left out"]
    assert len(exhibits[0].content["rows"]) == 30
