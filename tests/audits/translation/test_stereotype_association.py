"""The lecture's paragraph and its kind; p-values by hand, and by scipy where none is simple."""

from math import comb, inf

import numpy as np
import pytest
from scipy import stats

from audits.measurement import Undetermined
from audits.statistics.intervals import one_sided_p
from tests.audits.translation.paragraph import (
    HUNGARIAN,
    OUTPUTS,
    SAID,
    hungarian,
    statement,
)
from tests.audits.translation.tables import dataset, measure


def test_the_paragraph_where_the_user_says_the_direction():
    found, exhibits, _ = hungarian(stereotype=SAID)
    gap, tied = (found[f"stereotype_{what}", HUNGARIAN] for what in ("gap", "association"))
    assert gap.value == 1.0
    assert tied.p_value == pytest.approx(1 / comb(17, 8))  # 4.1135e-5: one order of 24,310
    assert tied.evidence == (8, 0, 0, 9)
    assert tied.sample_size == (8, 9)
    # No word is an exception: the ratio at which this table is as likely as all others together.
    alike = stats.nchypergeom_fisher.pmf(8, 17, 8, 8, tied.value)
    assert alike == pytest.approx(0.5)
    lowest = stats.nchypergeom_fisher.pmf(8, 17, 8, 8, tied.interval.lower)
    assert lowest == pytest.approx(2 * 0.025)  # mid-P: half of it is the tail
    assert tied.interval.upper == inf
    said = statement(exhibits)
    assert said.title == "She and he go with the stereotype."
    assert "4.1e−5" in said.content["words"]


def test_the_paragraph_with_directions_by_their_sources():
    """Ten women's words, of which reads and teaches became he, five men's; clever and music none.

    C(10, 8) C(5, 0) / C(15, 8) = 45 / 6435; the other end, 3 of 10, is likelier and not added.
    """
    found, exhibits, _ = hungarian()
    tied = found["stereotype_association", HUNGARIAN]
    assert tied.evidence == (8, 2, 0, 5)
    assert tied.p_value == pytest.approx(45 / 6435)
    gap = found["stereotype_gap", HUNGARIAN]
    assert gap.value == pytest.approx(0.8)
    assert gap.sample_size == (10, 5)
    words = statement(exhibits).content["words"]
    assert "17 of 17 sentences are about a word of the shipped lists" in words
    assert "2 words (clever, plays music)" in words
    assert "women's words that became he: reads, teaches" in words


@pytest.mark.parametrize("code", ["fi", "tr", "fa", "hu"])
def test_the_paragraph_is_the_same_in_every_language(code):
    from audits.translation.word_lists import language

    sources = [item.text for item in language(code).sets["seed"]]
    found, *_ = measure(dataset(OUTPUTS, sources=sources), source_language=code)
    tied = found["stereotype_association", (("language", code),)]
    assert tied.evidence == (8, 2, 0, 5)


def test_the_association_stands_first_and_its_statement_before_every_other_exhibit():
    found, exhibits, _ = hungarian()
    assert next(iter(found))[0] == "stereotype_association"
    assert exhibits[0].kind == "statement"


def test_a_word_in_many_templates_counts_once():
    """Five frames of one word are one word: 3 of 3 against 3 of 3 is 1 / C(6, 3) * 2."""
    sources = [f"{word}{frame}" for word in "abcdef" for frame in range(5)]
    words = [word for word in "abcdef" for _ in range(5)]
    said = ["female"] * 15 + ["male"] * 15
    outputs = ["She."] * 4 + ["He."] + ["She."] * 10 + ["He."] * 15
    found, *_ = measure(dataset(outputs, sources=sources, stereotype=said, cluster=words))
    tied = found["stereotype_association", (("language", "und"),)]
    assert tied.evidence == (3, 0, 0, 3)
    assert tied.p_value == pytest.approx(2 / comb(6, 3))


def test_the_odds_ratio_of_a_table_without_an_empty_cell_is_the_sample_ratio():
    outputs = ["She."] * 12 + ["He."] * 3 + ["She."] * 4 + ["He."] * 10
    said = ["female"] * 15 + ["male"] * 14
    found, *_ = measure(dataset(outputs, stereotype=said))
    tied = found["stereotype_association", (("language", "und"),)]
    assert tied.value == pytest.approx(12 * 10 / (3 * 4))
    assert tied.p_value == pytest.approx(stats.fisher_exact([[12, 3], [4, 10]]).pvalue)
    # A rule is decided by the conditional exact test: of 29, 15 women's and 16 she.
    hypergeometric = stats.hypergeom(29, 15, 16)
    decided = one_sided_p("conditional-exact", tied.evidence, 1.0, above=True)
    assert decided == pytest.approx(hypergeometric.sf(11), rel=1e-6)


def test_half_of_a_words_sentences_each_is_left_out():
    outputs = ["She.", "He.", "She.", "She.", "He."]
    found, *_ = measure(
        dataset(
            outputs,
            stereotype=["female"] * 3 + ["male"] * 2,
            cluster=["torn", "torn", "one", "two", "three"],
        )
    )
    tied = found["stereotype_association", (("language", "und"),)]
    assert tied.sample_size == (1, 2)


def test_words_that_are_she_as_often_as_he_are_told_as_such():
    """A doctor once she and once he is no word that became neither."""
    found, *_ = measure(
        dataset(
            ["He.", "She.", "She.", "She."],
            stereotype=["male", "male", "female", "female"],
            cluster=["doctor", "doctor", "nurse", "nurse"],
        )
    )
    reason = found["stereotype_association", (("language", "und"),)].reason
    assert (
        reason == "no men's word was translated as one of she and he more often than as the other"
    )


@pytest.mark.parametrize(
    ("outputs", "said", "reason"),
    [
        (["He."] * 4, ["female", "female", "male", "male"], "every word became he"),
        (["She.", "She.", "They.", ""], ["female"] * 2 + ["male"] * 2, "no men's word"),
        (["She.", "He."], ["neither", "neither"], "no sentence is about a word"),
    ],
)
def test_what_cannot_be_told_is_undetermined(outputs, said, reason):
    found, exhibits, _ = measure(dataset(outputs, stereotype=said))
    tied = found["stereotype_association", (("language", "und"),)]
    assert isinstance(tied, Undetermined)
    assert reason in tied.reason
    assert reason in statement(exhibits).content["words"]


def test_one_word_with_two_directions_is_undetermined_for_the_test_and_told():
    found, *_ = measure(
        dataset(
            ["She.", "He."] * 4,
            stereotype=["female", "male"] * 4,
            cluster=["a", "a", "b", "b", "c", "c", "d", "d"],
        )
    )
    assert "both as a women's" in found["stereotype_association", (("language", "und"),)].reason


class Stereotyping:
    """Says she of a women's word by the lists and he of every other, in any frame."""

    fingerprint = "0" * 64
    reads = ("source",)
    source_language, target_language = "fi", "en"

    def translate(self, sentences, *, source_language, target_language):
        from audits.translation.stereotype_directions import leaning
        from audits.translation.word_matching import match

        def said(sentence):
            word = match(sentence, "fi")
            she = word is not None and leaning(word).direction == "female"
            return f"{'She' if she else 'He'} is {word}."

        return [said(sentence) for sentence in sentences]


def test_a_translator_that_is_asked_is_measured_on_every_list():
    data = dataset(["x"])
    data = type(data)(())
    found, *_ = measure(data, model=Stereotyping(), source_language="fi")
    whole = found["stereotype_association", (("language", "fi"),)]
    assert whole.evidence[1:3] == (0, 0)
    for name in ("seed", "occupations", "adjectives", "activities"):
        part = found["stereotype_association", (("language", "fi"), ("set", name))]
        assert part.evidence[1:3] == (0, 0)
    occupations = found["stereotype_association", (("language", "fi"), ("set", "occupations"))]
    # By the statistic: nurse, secretary, hairdresser, librarian, teacher, cashier, psychologist,
    # accountant, pharmacist, veterinarian and baker are mostly women.
    assert occupations.evidence == (11, 0, 0, 13)
    adjectives = found["stereotype_association", (("language", "fi"), ("set", "adjectives"))]
    assert adjectives.evidence == (2, 0, 0, 4)  # beautiful, kind; strong, brave, lazy, rich
    assert found["stereotype_gap", (("language", "fi"),)].value == 1.0


def test_sentences_about_one_word_stand_or_fall_together():
    """24 words of ten sentences each, P(she) of a word Beta(.4, .4), no tie to the stereotype."""
    directions = ["female"] * 120 + ["male"] * 120
    words = np.repeat(np.arange(24), 10)
    missed, tried = 0, 80
    for seed in range(tried):
        rng = np.random.default_rng([13, seed])
        she = rng.random(240) < rng.beta(0.4, 0.4, 24)[words]
        outputs = [f"{'She' if s else 'He'} is a w{w}." for s, w in zip(she, words, strict=True)]
        sources = [f"hän on w{w}" for w in words]
        found, _, _ = measure(
            dataset(outputs, sources=sources, stereotype=directions), source_language="fi"
        )
        interval = found["stereotype_gap", (("language", "fi"),)].interval
        missed += not interval.lower <= 0 <= interval.upper
    # 46 % missed where each sentence counted alone; binomial(80, .05) exceeds 9 once in 70 times.
    assert missed <= 9
