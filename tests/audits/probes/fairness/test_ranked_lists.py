import numpy as np
import pytest

from audits.data.dataset import Dataset
from audits.measurement import Estimate, Undetermined
from audits.probes.fairness.ranked_lists import NO_MERIT, OF_ITEMS, OF_LISTS, ranked_lists
from audits.specification.roles import Role
from tests.audits.probes.published import category, measure, number

# Six applicants of whom the three men are a little more relevant (Singh & Joachims 2018, figure 1).
RELEVANCE = (0.8, 0.79, 0.78, 0.77, 0.76, 0.75)


def applicants(lists=2, *more, label=True):
    columns = [
        category("search", Role.QUERY, np.repeat([str(n) for n in range(lists)], 6)),
        number("score", Role.SCORE, RELEVANCE * lists),
        category("sex", Role.PROTECTED, list("mmmfff") * lists, reference="m"),
    ]
    if label:
        columns.append(number("use", Role.LABEL, RELEVANCE * lists))
    return Dataset((*columns, *more))


def test_men_before_women_in_every_list_is_seen_however_near_they_are():
    """The paper: exposures of .71 and .39 where relevance differs by .03."""
    measured = measure(ranked_lists, applicants(40))
    ratio = measured["exposure_ratio", "f"]
    assert ratio.value == pytest.approx(0.39 / 0.71, abs=0.005)
    assert ratio.interval.upper < 0.8
    for_merit = measured["exposure_to_relevance_ratio", "f"]
    assert for_merit.value == pytest.approx(ratio.value / (0.76 / 0.79))
    assert measured["ndcg", ()].value == 1.0
    assert 0.85 < measured["ndcg", ()].interval.lower < 0.96


def test_exposure_for_relevance_by_hand():
    """Four lists of a man and a woman: she is second, then first, and twice as relevant."""
    data = Dataset(
        (
            category("search", Role.QUERY, np.repeat(list("1234"), 2)),
            number("rank", Role.PREDICTION, (1, 2, 2, 1) * 2),
            number("use", Role.LABEL, (1, 2) * 4),
            category("sex", Role.PROTECTED, ("m", "f") * 4, reference="m"),
        )
    )
    measured = measure(ranked_lists, data, smallest_group=2)
    assert measured["exposure_ratio", "f"].value == pytest.approx(1.0)
    assert measured["exposure_to_relevance_ratio", "f"].value == pytest.approx(0.5)
    dcg = np.array([1 + 2 / np.log2(3), 2 + 1 / np.log2(3)])
    assert measured["ndcg", ()].value == pytest.approx((dcg / dcg[1]).mean())
    assert measured["ndcg", "f"].reason == OF_ITEMS


def of_towns(lists=80, seed=2):
    """Lists that people of two towns asked for; those of the south are ranked by chance."""
    rng = np.random.default_rng(seed)
    town = np.repeat(np.where(np.arange(lists) % 2, "south", "north"), 5)
    use = rng.integers(0, 3, 5 * lists).astype(float)
    score = np.where(town == "north", use, 0) + rng.normal(0, 0.1, 5 * lists)
    return Dataset(
        (
            category("search", Role.QUERY, np.repeat([f"{n:03}" for n in range(lists)], 5)),
            number("score", Role.SCORE, score),
            number("use", Role.LABEL, use),
            category("town", Role.PROTECTED, town, reference="north"),
        )
    )


def test_where_lists_are_of_one_group_each_is_told_by_group():
    measured = measure(ranked_lists, of_towns())
    gap = measured["ndcg_difference", "south"]
    assert isinstance(gap, Estimate)
    assert gap.interval.upper < 0
    assert gap.value == pytest.approx(
        measured["ndcg", "south"].value - measured["ndcg", "north"].value
    )
    assert measured["exposure_ratio", "south"].reason == OF_LISTS


def test_few_lists_are_undetermined():
    measured = measure(ranked_lists, of_towns(50))
    assert isinstance(measured["ndcg", ()], Estimate)
    assert measured["ndcg", "north"].reason == "25 lists with anything relevant where 30 are needed"
    assert isinstance(measured["ndcg_difference", "south"], Undetermined)


def test_without_a_label_only_exposure_is_told():
    rng = np.random.default_rng(4)
    data = applicants(60, label=False)
    shuffled = Dataset(
        tuple(number("score", Role.SCORE, rng.random(360)) if column.role is Role.SCORE else column
              for column in data)
    )  # fmt: skip
    measured = measure(ranked_lists, shuffled)
    assert measured["ndcg", ()].reason == NO_MERIT
    assert measured["exposure_to_relevance_ratio", "f"].reason == NO_MERIT
    assert 1 in measured["exposure_ratio", "f"].interval


def unjudged_in(data, where):
    """The table with some relevances left empty."""
    use = data["use"].numbers.copy()
    use[where] = np.nan
    columns = (number("use", Role.LABEL, use) if c.name == "use" else c for c in data.columns)
    return Dataset(tuple(columns))


def test_items_that_nobody_judged_keep_their_places_and_bound_ndcg():
    """Forty lists of a man, a woman: he is first and unjudged, she is worth 1."""
    data = Dataset(
        (
            category("search", Role.QUERY, np.repeat([f"{n:02}" for n in range(40)], 2)),
            number("rank", Role.PREDICTION, (1, 2) * 40),
            number("use", Role.LABEL, (0, 1) * 40),
            category("sex", Role.PROTECTED, ("m", "f") * 40, reference="m"),
        )
    )
    measured = measure(ranked_lists, unjudged_in(data, slice(0, None, 2)))
    ndcg = measured["ndcg", ()]
    assert ndcg.value == pytest.approx(1 / np.log2(3))  # as of no use
    assert ndcg.unanswered.rows == 40
    # Least where he is worth nothing, greatest where he is worth as much as she.
    bounds = ndcg.unanswered.bounds
    assert (bounds.lower, bounds.upper) == (pytest.approx(1 / np.log2(3)), pytest.approx(1.0))
    assert measured["exposure_ratio", "f"].unanswered is None  # nothing of it goes by relevance


def test_what_goes_by_relevance_is_not_bounded_where_some_is_not_known():
    measured = measure(ranked_lists, unjudged_in(applicants(40), [0, 3, 9]))
    for_merit = measured["exposure_to_relevance_ratio", "f"].unanswered
    assert (for_merit.rows, for_merit.bounds, for_merit.what) == ((2, 1), None, "relevance")


def test_rows_without_a_list_or_a_rank_forbid_a_pass_beside_a_score_too():
    data = applicants(40)
    score = data["score"].numbers.copy()
    score[5] = np.nan
    changed = tuple(number("score", Role.SCORE, score) if c.name == "score" else c
                    for c in data.columns)  # fmt: skip
    measured = measure(ranked_lists, Dataset((*changed, number("rank", Role.PREDICTION, score))))
    assert measured["ndcg", ()].unanswered.rows == 1
    assert measured["exposure_ratio", "f"].unanswered.rows == (1, 0)
