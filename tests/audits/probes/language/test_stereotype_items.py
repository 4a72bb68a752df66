import numpy as np
import pytest

from audits.data.dataset import Categories, Column, Dataset, Numbers, Texts
from audits.errors import NotApplicable
from audits.measurement import Undetermined
from audits.specification.roles import Role
from tests.audits.probes.published import figures
from tests.audits.translation.tables import measure

NAME = "language.stereotype_items"
KINDS = ("stereotype", "anti-stereotype", "unrelated")


def table(items, *, unrelated=True, terms=True, scored=True):
    """Items of (target term, score of each sentence)."""
    kinds = KINDS if unrelated else KINDS[:2]
    cells = [(number, term, kind, score) for number, (term, *scores) in enumerate(items)
             for kind, score in zip(kinds, scores, strict=False)]  # fmt: skip
    columns = [
        Column("item", Role.ID, Categories.of([str(number) for number, *_ in cells])),
        Column("reads", Role.STEREOTYPE, Categories.of([kind for _, _, kind, _ in cells])),
        Column("sentence", Role.FEATURE,
               Texts.of([f"{term} {number} {kind}" for number, term, kind, _ in cells])),
    ]  # fmt: skip
    if terms:
        columns.append(Column("term", Role.CLUSTER, Categories.of([term for _, term, *_ in cells])))
    if scored:
        scores = np.array([score for *_, score in cells], dtype=float)
        columns.append(Column("score", Role.SCORE, Numbers(scores)))
    return Dataset(tuple(columns))


# By hand: term a has 20 items, all with the stereotype; b to e have 5 each, all against it. Of all
# items half of the comparisons with nonsense are won in a, all elsewhere.
BY_HAND = [("a", 2, 0, 1)] * 20 + [(term, 1, 2, 0) for term in "bcde" for _ in range(5)]


def test_scores_are_means_over_terms_and_not_over_items():
    found, *_ = measure(table(BY_HAND), name=NAME)
    assert found["stereotype_score", ()].value == pytest.approx(1 / 5)  # of items one half
    assert found["language_modelling_score", ()].value == pytest.approx((0.5 + 4) / 5)
    assert found["icat_score", ()].value == pytest.approx(0.9 * 0.2 / 0.5)
    assert found["stereotype_score", ()].sample_size == 40


def test_a_pair_without_nonsense_is_crows_pairs_form():
    pairs = [(None, 1, 0)] * 30 + [(None, 0, 1)] * 10
    found, *_ = measure(table(pairs, unrelated=False, terms=False), name=NAME)
    assert found["stereotype_score", ()].value == 0.75
    for metric in ("language_modelling_score", "icat_score"):
        assert isinstance(found[metric, ()], Undetermined)
        assert "no item has an unrelated sentence" in found[metric, ()].reason


def test_a_tie_is_one_half_and_is_told():
    """By StereoSet's own program a model that tells nothing apart scores 0, as if biased."""
    found, _, (warning,) = measure(table([(term, 1, 1, 1) for term in "abcdefgh" * 5]), name=NAME)
    assert found["stereotype_score", ()].value == 0.5
    assert found["icat_score", ()].value == 0.5
    assert "40 of 40 items were equally likely" in warning


def test_four_terms_or_twenty_items_are_too_few():
    four, *_ = measure(table([(term, 1, 0, 0) for term in "abcd" * 10]), name=NAME)
    assert "4 clusters" in four["stereotype_score", ()].reason
    twenty, *_ = measure(table([(term, 1, 0, 0) for term in "abcdefghij" * 2]), name=NAME)
    assert twenty["icat_score", ()].reason == "20 rows where 30 are needed"
    assert twenty["icat_score", ()].raw[0] == 0


def test_an_item_that_lacks_a_sentence_is_left_out_and_told():
    data = table(BY_HAND)
    found, _, warnings = measure(data.take(np.arange(1, len(data))), name=NAME)
    assert found["stereotype_score", ()].sample_size == 39
    assert "1 items lack" in warnings[0]


def test_a_missing_score_leaves_its_item_out():
    found, _, warnings = measure(table([*BY_HAND, ("b", np.nan, 1, 0)]), name=NAME)
    assert found["stereotype_score", ()].sample_size == 40
    assert "1 of 41 items have no score" in warnings[0]


def test_two_sentences_of_one_sort_are_refused_and_a_repeated_row_is_not():
    data = table(BY_HAND)
    twice, *_ = measure(data.take(np.arange(len(data)).repeat(2)), name=NAME)
    assert twice["stereotype_score", ()].sample_size == 40
    item, *others = table([*BY_HAND, ("b", 3, 1, 0)]).columns
    names = [*texts(item)[:-3], "0", "0", "0"]
    with pytest.raises(NotApplicable, match="two sentences that are stereotype: rows 1 and 121"):
        measure(Dataset((Column("item", Role.ID, Categories.of(names)), *others)), name=NAME)


def texts(column):
    return [column.values.levels[code] for code in column.values.codes]


def test_systems_are_never_mixed():
    data = table(BY_HAND + [(term, 2, 1, 0) for term, *_ in BY_HAND])
    rows = len(data) // 2
    item = Column("item", Role.ID, Categories.of(texts(data.columns[0])[:rows] * 2))
    system = Column("system", Role.SYSTEM, Categories.of(["one"] * rows + ["two"] * rows))
    found, *_ = measure(Dataset((item, system, *data.columns[1:])), name=NAME)
    assert found["stereotype_score", (("system", "one"),)].value == pytest.approx(1 / 5)
    assert found["stereotype_score", (("system", "two"),)].value == 1
    assert ("stereotype_score", ()) not in found


class Model:
    """Whole sentences by their kind; pairs on what both share the other way round."""

    fingerprint, reads = "0" * 64, ()

    def log_likelihood(self, sentences):
        return np.array([-float(KINDS.index(text.split()[-1])) for text in sentences])

    def preference(self, first, second):
        return self.log_likelihood(second) - self.log_likelihood(first)


def test_a_model_is_asked_whole_sentences_of_triples_and_what_pairs_share():
    triples, *_ = measure(table(BY_HAND, scored=False), name=NAME, model=Model())
    assert triples["stereotype_score", ()].value == 1
    assert triples["language_modelling_score", ()].value == 1
    assert triples["icat_score", ()].value == 0
    pairs, *_ = measure(table(BY_HAND, unrelated=False, scored=False), name=NAME, model=Model())
    assert pairs["stereotype_score", ()].value == 0


def test_an_unknown_spelling_is_refused_with_those_that_are_known():
    data = table(BY_HAND)
    kind = Column("reads", Role.STEREOTYPE, Categories.of(["nice"] * len(data)))
    with pytest.raises(NotApplicable, match="'nice'") as refusal:
        measure(Dataset((data.columns[0], kind, *data.columns[2:])), name=NAME)
    assert "anti-stereotype" in refusal.value.remedy


def test_items_without_scores_hide_what_they_could_show():
    items = [("a", 1, 0)] * 40 + [("a", float("nan"), 0)] * 3
    found, _, (warning,) = measure(table(items, unrelated=False, terms=False), name=NAME)
    assert found["stereotype_score", ()].unanswered.rows == 3
    assert "3 of 43 items have no score" in warning


@pytest.mark.parametrize("model", ["gpt2", "bert-large-cased"])
def test_scores_of_two_models_on_stereoset(model):
    """Nadeem, Bethke & Reddy 2021: 962 items about race, by how a model ranks their sentences."""
    held, cells = figures("stereoset"), []
    for of, target, *ranks, count in held["counts"]:
        cells += [(target, ranks)] * count if of == model else []
    names = ("stereotype", "anti_stereotype", "unrelated")
    rows = [
        (str(item), name, target, f"{item} {name}", float(rank))
        for item, (target, ranks) in enumerate(cells)
        for name, rank in zip(names, ranks, strict=True)
    ]
    items, reads, targets, sentences, scores = zip(*rows, strict=True)
    data = Dataset(
        (
            Column("item", Role.ID, Categories.of(items)),
            Column("reads", Role.STEREOTYPE, Categories.of(reads)),
            Column("target", Role.CLUSTER, Categories.of(targets)),
            Column("sentence", Role.FEATURE, Texts.of(sentences)),
            Column("score", Role.SCORE, Numbers(np.array(scores))),
        )
    )
    found, exhibits, warnings = measure(data, name=NAME)
    for metric, figure in zip(
        ("language_modelling_score", "stereotype_score", "icat_score"),
        held["published"][model],
        strict=True,
    ):
        score = found[metric, ()]
        assert score.value == pytest.approx(figure, abs=1e-8)  # of 1: a millionth of a point
        assert score.sample_size == 962
        assert score.method.endswith("(36 terms)")
        assert score.interval.lower < figure < score.interval.upper
    assert not warnings
    assert "Blodgett" in exhibits[-1].content["caption"]
