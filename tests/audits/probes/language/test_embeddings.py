import math
import re
import statistics
from itertools import combinations

import numpy as np
import pytest

from audits.data.dataset import Categories, Column, Dataset, Texts
from audits.errors import NotApplicable
from audits.language.association_lists import word_tests
from audits.language.bleached_sentences import sentences_of
from audits.measurement import Estimate, Undetermined
from audits.specification.roles import Role
from tests.audits.language.embedders import Drawn
from tests.audits.translation.tables import measure

NAME = "language.embeddings"
EFFECT, ALONG, SHARES = (
    "association_effect_size", "direction_effect_size", "direction_share_correlation",
)  # fmt: skip


def of(test):
    return (("set", test),)


def test_a_planted_association_is_found_and_none_is_not():
    """Within the lists 2 deviations: 2 / sqrt(1 + 4 / 4) over both."""
    planted, *_ = measure(Dataset(()), name=NAME, assumes="normal", model=Drawn(1, follows=None))
    fair, *_ = measure(
        Dataset(()), name=NAME, assumes="normal", model=Drawn(1, gap=0.0, follows=None)
    )
    for test in ("WEAT 1", "WEAT 2", "WEAT 3"):
        assert planted[EFFECT, of(test)].value == pytest.approx(2**0.5, abs=0.25)
        assert planted[EFFECT, of(test)].p_value < 0.001
        assert fair[EFFECT, of(test)].p_value > 0.01


def test_words_along_a_direction_and_occupations_along_the_statistic():
    found, exhibits, _ = measure(Dataset(()), name=NAME, assumes="normal", model=Drawn(2))
    for lists in ("family / career", "arts / math", "pleasant / unpleasant"):
        assert found[ALONG, of(f"gender: {lists}")].value > 0.5
    correlation = found[SHARES, of("gender")]
    assert correlation.value == pytest.approx(0.6, abs=0.2)
    assert correlation.sample_size == 60
    assert "10 of 10 pairs" in exhibits[-1].content["facts"][0]["answer"]
    # No name is among these words.
    assert isinstance(found[EFFECT, of("WEAT 6")], Undetermined)


@pytest.mark.parametrize(("lost", "too_many"), [(1, False), (2, True)])
def test_more_than_a_fifth_of_a_list_missing_is_undetermined(lost, too_many):
    names = word_tests()["WEAT 6"].first[:lost]
    model = Drawn(3, follows=None, without=names)
    found, *_ = measure(Dataset(()), name=NAME, assumes="normal", model=model, tests=("WEAT 6",))
    effect = found[EFFECT, of("WEAT 6")]
    assert isinstance(effect, Undetermined) == too_many
    if too_many:
        assert "2 of 8 words of “male names”" in effect.reason
    else:
        assert effect.sample_size == (7, 8)


def test_without_pairs_there_is_no_direction():
    found, exhibits, _ = measure(
        Dataset(()), name=NAME, assumes="normal", model=Drawn(4, follows=None)
    )
    assert "0 of 10 pairs have vectors" in found[SHARES, of("gender")].reason
    assert len(exhibits) == 1


class Layers(Drawn):
    """Two layers alike."""

    def embed(self, texts):
        (layer,) = super().embed(texts)
        return [layer, layer]


def test_layers_below_the_answer_are_measured_where_they_are_asked_for():
    found, *_ = measure(
        Dataset(()), name=NAME, assumes="normal", model=Layers(5, follows=None), inner_layers=True
    )
    inner = found[EFFECT, (("layer", "00"), ("set", "WEAT 1"))]
    assert inner.value == found[EFFECT, of("WEAT 1")].value
    alone, *_ = measure(Dataset(()), name=NAME, assumes="normal", model=Layers(5, follows=None))
    assert not [group for _, group in alone if "layer" in dict(group)]


def test_a_users_own_lists_are_a_test_of_their_own():
    model = Drawn(6, follows=None)
    published = word_tests()["WEAT 1"]
    rows = [(listed, word) for listed, words in
            zip(("first", "second", "attribute", "other"), published.lists.values(), strict=True)
            for word in words]  # fmt: skip
    listed, word = zip(*rows, strict=True)
    data = Dataset((Column("list", Role.STEREOTYPE, Categories.of(listed)),
                    Column("word", Role.FEATURE, Texts.of(word))))  # fmt: skip
    found, *_ = measure(data, name=NAME, assumes="normal", model=model, tests=("WEAT 1",))
    assert isinstance(found[EFFECT, of("own")], Estimate)
    assert found[EFFECT, of("own")].value == pytest.approx(found[EFFECT, of("WEAT 1")].value)


def test_a_test_that_nobody_published_is_refused():
    with pytest.raises(NotApplicable, match="no test WEAT 4") as refusal:
        measure(Dataset(()), name=NAME, assumes="normal", model=Drawn(7), tests=("WEAT 4",))
    assert "WEAT 10" in refusal.value.remedy


def test_unless_words_are_stated_to_be_normal_an_effect_decides_nothing():
    found, exhibits, _ = measure(Dataset(()), name=NAME, model=Drawn(1, follows=None))
    effect = found[EFFECT, of("WEAT 1")]
    assert isinstance(effect, Undetermined)
    assert "`assumes: normal`" in effect.reason
    value, interval = effect.raw
    assert value == pytest.approx(2**0.5, abs=0.25)
    assert value in interval
    # The permutation test rests on no law of the associations, and stays in the table.
    rows = {row[0]: row for row in exhibits[0].content["rows"]}
    assert any(
        "WEAT 1" in name and row[6] < 0.01 for name, row in rows.items() if row[6] is not None
    )


class Bag:
    """A sentence's vector is the mean of its words', as of CBoW in May et al. 2019."""

    fingerprint, reads, reads_sentences = "0" * 64, (), True

    def word(self, word):
        return np.random.default_rng([ord(letter) for letter in word]).normal(size=12)

    def embed(self, texts):
        told = [[self.word(word) for word in re.findall(r"\w+", text)] for text in texts]
        return np.array([[np.mean(own, axis=0) for own in told]], dtype=np.float32)


def test_seat_is_its_formula_written_a_second_time():
    """Nobody published figures of an encoder that is here; so each word's mean of sentences, the
    cosines, the sample's deviation and every parting of the targets are reckoned one by one."""
    bag = Bag()
    test = word_tests()["WEAT 8"]
    found, exhibits, _ = measure(
        Dataset(()), name=NAME, model=bag, tests=("WEAT 8",), assumes="normal"
    )

    def vector(word):
        told = [bag.embed([one])[0, 0].astype(float) for one in sentences_of(word)]
        return sum(one / math.sqrt(one @ one) for one in told) / len(told)

    def cosine(one, other):
        return one @ other / math.sqrt((one @ one) * (other @ other))

    own = {word: vector(word) for listed in test.lists.values() for word in listed}
    gaps = {
        word: statistics.mean(cosine(own[word], own[one]) for one in test.attribute)
        - statistics.mean(cosine(own[word], own[one]) for one in test.other)
        for word in (*test.first, *test.second)
    }
    first, second = ([gaps[word] for word in listed] for listed in (test.first, test.second))
    gap = statistics.mean(first) - statistics.mean(second)
    expected = gap / statistics.stdev([*first, *second])
    assert found[EFFECT, of("WEAT 8")].value == pytest.approx(expected, abs=1e-5)
    (table,) = [one for one in exhibits if one.title == "Which words go with which"]
    both, size = [*first, *second], len(first)
    partings = list(combinations(range(len(both)), size))
    beyond = 0
    for chosen in partings:
        inside = sum(both[at] for at in chosen)
        beyond += abs(2 * inside - sum(both)) >= abs(sum(first) - sum(second)) * (1 - 1e-9)
    row = next(row for row in table.content["rows"] if "WEAT 8" in row[0])
    assert row[5] == pytest.approx(beyond / len(partings), abs=1e-9)
