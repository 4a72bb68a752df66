from itertools import chain

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import ndcg_score

from audits.data.dataset import Dataset
from audits.errors import NotApplicable
from audits.fairness.ranked_lists import RankedLists, ranked_lists, shared_discounts
from audits.specification.roles import Role
from tests.audits.probes.published import category, number
from tests.subjects import Subject

one_list = st.lists(
    st.tuples(st.integers(0, 4), st.integers(0, 3)), min_size=2, max_size=12
).filter(lambda rows: any(merit for _, merit in rows))


def none_lacks(rows):
    return (np.zeros(rows, dtype=bool),) * 2


@given(st.lists(one_list, min_size=1, max_size=5), st.sampled_from([None, 1, 3, 10]))
def test_ndcg_is_that_of_scikit_learn_ties_included(lists, depth):
    of_list = np.repeat(np.arange(len(lists)), [len(rows) for rows in lists])
    scores, merits = (np.array(values, dtype=float) for values in zip(*chain(*lists), strict=True))
    ranked = RankedLists(
        np.arange(len(scores)), of_list, -scores, merits, len(lists), *none_lacks(len(scores))
    )
    for name, value in enumerate(ranked.ndcg(depth)):
        inside = of_list == name
        expected = ndcg_score(merits[None, inside], scores[None, inside], k=depth)
        assert value == pytest.approx(expected, abs=1e-12)


def test_positions_that_are_shared_share_their_discount():
    order = np.array([0.0, 1.0, 1.0, 2.0, 0.0])
    discounts = shared_discounts(np.array([0, 0, 0, 0, 1]), order, 3)
    second_and_third = (1 / np.log2(3) + 1 / 2) / 2
    assert discounts.tolist() == pytest.approx([1, second_and_third, second_and_third, 0, 1])


def test_a_small_difference_in_relevance_makes_a_large_one_in_exposure():
    """Three men before three women: exposures of .71 and .39 (Singh & Joachims 2018, figure 1)."""
    exposure = shared_discounts(np.zeros(6, dtype=np.intp), np.arange(6.0), None)
    assert exposure[:3].mean() == pytest.approx(0.71, abs=0.005)
    assert exposure[3:].mean() == pytest.approx(0.39, abs=0.005)


def test_a_list_without_anything_relevant_has_no_ndcg():
    ranked = RankedLists(
        np.arange(2), np.zeros(2, dtype=np.intp), np.arange(2.0), np.zeros(2), 1, *none_lacks(2)
    )
    assert np.isnan(ranked.ndcg(None)).all()


def table(search=("a", "a", "b"), use=(1, 0, 2), rank=None, score=(0.9, 0.1, 0.5)):
    columns = [category("search", Role.QUERY, search)]
    if use is not None:
        columns.append(number("use", Role.LABEL, use))
    if rank is not None:
        columns.append(number("rank", Role.PREDICTION, rank))
    if score is not None:
        columns.append(number("score", Role.SCORE, score))
    return Subject(Dataset(tuple(columns)))


def test_a_rank_orders_from_the_smallest_and_a_score_from_the_largest():
    by_rank = ranked_lists(table(rank=(1, 2, 1), score=None))
    by_score = ranked_lists(table())
    assert by_rank.exposure().tolist() == by_score.exposure().tolist() == [
        1.0, pytest.approx(1 / np.log2(3)), 1.0
    ]  # fmt: skip


def test_rows_without_a_list_or_a_score_are_told():
    subject = table(("a", None, "b"), score=(0.9, 0.1, np.nan))
    assert ranked_lists(subject).rows.tolist() == [0]
    assert subject.warnings == ["2 rows lack their list or their position: they are in no list"]


def lists_of(rank):
    """Twenty lists of four rows, of which the first is relevant, and their ranks."""
    search = [f"s{number}" for number in range(20) for _ in range(4)]
    return table(search, [1, 0, 0, 0] * 20, rank=rank, score=None)


@pytest.mark.parametrize(
    ("rank", "told"),
    [
        ([1, 2, 3, 4] * 20, 0),
        ([0, 1, 2, 3] * 20, 0),
        ([1, 2, 0, 0] * 5 + [1, 2, 3, 4] * 15, 5),  # not shown
    ],
)
def test_lists_whose_rows_share_ranks_are_told_and_none(rank, told):
    subject = lists_of(rank)
    ranked = ranked_lists(subject)
    assert (ranked.lists, int(ranked.placeless.sum())) == (20 - told, 4 * told)
    notes = [note for note in subject.warnings if "several rows at one rank" in note]
    assert len(notes) == (told > 0)
    assert all(note.startswith(f"{told} of 20 lists have") for note in notes)


def test_pages_of_which_each_begins_its_ranks_anew_are_no_lists():
    """Named by list and page, the second page would begin at the first place."""
    with pytest.raises(NotApplicable, match="20 of 20 lists have several rows at one rank") as no:
        ranked_lists(lists_of([1, 2, 1, 2] * 20))
    assert "add the rows of the pages before" in no.value.remedy


def test_scores_may_be_equal():
    subject = table(score=(0.5, 0.5, 0.5))
    ranked_lists(subject)
    assert not subject.warnings


@pytest.mark.parametrize(("rank", "told"), [([4, 3, 2, 1], True), ([1, 2, 3, 4], False)])
def test_ranks_that_run_backwards_are_told(rank, told):
    subject = lists_of(rank * 20)
    ranked_lists(subject)
    assert any(note.startswith("the rank runs backwards: ") for note in subject.warnings) == told


def test_an_order_by_chance_is_told_of_nothing():
    draws = np.random.default_rng(0)
    for _ in range(200):
        subject = lists_of(np.concatenate([draws.permutation(4) for _ in range(20)]))
        ranked_lists(subject)
        assert not subject.warnings


def test_classes_are_relevant_where_they_are_the_positive_one():
    columns = (
        category("search", Role.QUERY, ("a", "a")),
        category("clicked", Role.LABEL, ("yes", "no"), positive="yes"),
        number("score", Role.SCORE, (0.2, 0.4)),
    )
    assert ranked_lists(Subject(Dataset(columns))).merit.tolist() == [1.0, 0.0]


@pytest.mark.parametrize(
    ("more", "reason"),
    [({"use": (1, -1, 0)}, "the label 'use' holds negative relevances"),
     ({"score": (np.nan,) * 3}, "no row has a list and a position in it")],
)  # fmt: skip
def test_what_cannot_be_ranked_is_no_question(more, reason):
    with pytest.raises(NotApplicable) as refused:
        ranked_lists(table(**more))
    assert refused.value.reason == reason


def test_lists_named_by_numbers_with_fractions_are_refused():
    columns = (
        number("search", Role.QUERY, (1, 2)), number("score", Role.SCORE, (0.2, 0.4))
    )  # fmt: skip
    with pytest.raises(NotApplicable) as refused:
        ranked_lists(Subject(Dataset(columns)))
    assert "kind: category" in refused.value.remedy
