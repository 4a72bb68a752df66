"""Sentences that a translator leaves without an answer: counted, bounded, and never a pass."""

import pytest
from scipy.stats import binomtest

from audits.data.dataset import Categories, Column, Dataset, Texts
from audits.judging.unanswered_rows import unborne
from audits.specification.roles import Role
from tests.audits.translation.tables import measure

FI = (("language", "fi"),)
# Of ten women's words eight become she, one he; of ten men's nine become he; one each is silent.
SAID = ["She."] * 8 + ["He.", None] + ["He."] * 9 + [None]


class Silent:
    """Answers by place, to one sentence in ten with nothing."""

    reads = ("source",)
    fingerprint = "0" * 64
    source_language, target_language = "fi", "en"

    def translate(self, sentences, *, source_language, target_language):
        return [SAID[int(sentence.split()[-1])] for sentence in sentences]


def asked(**columns):
    sources = Texts.of([f"hän {row}" for row in range(20)])
    sides = Categories.of(["female"] * 10 + ["male"] * 10)
    more = tuple(Column(name, Role(name), Texts.of(values)) for name, values in columns.items())
    data = Dataset((
        Column("source", Role.FEATURE, sources), Column("said", Role.STEREOTYPE, sides), *more
    ))  # fmt: skip
    return measure(
        data, model=Silent(), source_language="fi", target_language="en", sets=("dataset",)
    )


def test_each_share_says_what_the_silent_could_make_of_it():
    """Eight she, ten he and two silent among twenty; two of ten or none of the silent are she."""
    found, exhibits, warnings = asked()
    she = found["female_share", FI]
    assert (she.value, she.sample_size) == (8 / 20, 20)
    assert she.unanswered.rows == 2
    assert (she.unanswered.bounds.lower, she.unanswered.bounds.upper) == (8 / 20, 10 / 20)
    silent = found["reading_share", tuple(sorted((*FI, ("reading", "unanswered"))))]
    assert (silent.value, silent.unanswered) == (2 / 20, None)
    wilson = binomtest(2, 20).proportion_ci(0.95, "wilson")
    limits = silent.interval.lower, silent.interval.upper
    assert limits == pytest.approx((wilson.low, wilson.high))
    unread = found["unresolved_share", FI].unanswered.bounds
    assert (unread.lower, unread.upper) == (0, 2 / 20)
    among = found["female_share_of_gendered", FI]
    assert among.value == pytest.approx(8 / 18)
    bounds = among.unanswered.bounds
    assert (bounds.lower, bounds.upper) == (8 / 20, 10 / 20)
    assert "2 of 20 translations have no answer; the first is “hän 9” (fi)" in warnings[0]
    table = next(one for one in exhibits if one.title == "Who is he, who is she").content
    assert table["rows"][0][table["head"].index("unanswered")] == 2


def test_the_association_is_bounded_by_the_stereotype_and_by_its_opposite():
    found, _, _ = asked()
    tied = found["stereotype_association", FI]
    assert tied.evidence == (8, 1, 0, 9)
    assert tied.unanswered.rows == (1, 1)
    assert tied.unanswered.evidence == ((8, 2, 1, 9), (9, 1, 0, 10))
    gap = found["stereotype_gap", FI]
    assert gap.value == pytest.approx(0.8)
    assert gap.unanswered.rows == (1, 1)
    bounds = gap.unanswered.bounds
    assert (bounds.lower, bounds.upper) == pytest.approx((8 / 10 - 1 / 10, 9 / 10 - 0))
    assert found["tgbi", FI].unanswered.rows == 2
    assert found["tgbi", FI].unanswered.bounds is None


def test_the_reference_is_compared_with_what_the_silent_could_be():
    """Of ten human she eight are she and one is he; the silent one may be either."""
    human = ["She."] * 10 + ["He."] * 10
    found, _, _ = asked(reference=human)
    lost = found["she_to_he_share", FI]
    assert lost.value == pytest.approx(1 / 9)
    bounds = lost.unanswered.bounds
    assert (bounds.lower, bounds.upper) == (1 / 10, 2 / 10)


def test_no_rule_is_passed_by_sentences_without_an_answer():
    """By itself 0.4 of [0.22 to 0.61] keeps a bound of 0.65; ten of twenty, [to 0.70], do not."""
    found, _, _ = asked()

    def under(bound):
        return lambda estimate: estimate.interval.upper <= bound

    she = found["female_share", FI]
    upper = binomtest(10, 20).proportion_ci(0.95, "wilson").high
    assert she.interval.upper < 0.65 < upper
    assert "2 rows of the group have no answer" in unborne(she, under(0.65))
    assert unborne(she, under(upper + 0.01)) is None
    assert "nothing bounds" in unborne(found["tgbi", FI], under(1.0))
