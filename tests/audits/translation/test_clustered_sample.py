import numpy as np
import pytest

from audits.statistics.intervals import limits
from audits.statistics.share_measurements import method_of
from audits.translation.clustered_sample import Sample


def ones(rows, *clusters):
    return Sample(np.ones(rows, dtype=np.int64), clusters=tuple(map(np.asarray, clusters)))


def interval(share, confidence=0.95):
    return limits(method_of(share, "wilson", "linearised"), share.evidence, confidence)


def test_independent_rows_are_counted():
    share = ones(20).share(np.arange(20) < 5)
    assert (share.value, share.effective, share.evidence) == (0.25, None, (5.0, 20.0))


def test_counts_are_rows_as_often_as_they_stand():
    sample = Sample(np.array([3, 1]))
    assert sample.share(np.array([True, False])).evidence == (3.0, 4.0)


def test_weights_are_worth_what_kish_says():
    weight = np.array([1.0, 1.0, 2.0, 4.0])
    share = Sample(np.ones(4, dtype=np.int64), weight).share(np.array([True, False, True, False]))
    assert share.value == pytest.approx(3 / 8)
    assert share.worth == pytest.approx(8**2 / 22)


def test_copies_of_a_sentence_tell_no_more_than_one():
    # 40 clusters of six equal answers: as uncertain as forty rows.
    hit = np.repeat(np.arange(40) < 20, 6)
    share = ones(240, np.repeat(np.arange(40), 6)).share(hit)
    assert share.effective == pytest.approx(39.0)  # n - 1, from the variance of forty values
    assert share.evidence[2] == 39


def test_a_rare_answer_in_few_clusters_makes_each_of_them_one_row():
    # Two hits of two clusters look precise, and say nothing of how alike the clusters are.
    hit = np.isin(np.arange(600), (0, 100))
    share = ones(600, np.repeat(np.arange(30), 20)).share(hit)
    assert share.effective == pytest.approx(30)


def test_large_clusters_leave_few_degrees_of_freedom():
    sizes = np.array([50] * 4 + [5] * 40)
    codes = np.repeat(np.arange(44), sizes)
    hit = np.arange(len(codes)) % 2 == 0
    fourth = (sizes**4.0).sum()
    share = ones(len(codes), codes).share(hit)
    assert share.evidence[2] == pytest.approx((sizes**2.0).sum() ** 2 / fourth - 1)


def test_all_of_one_kind_is_no_certainty():
    share = ones(60, np.repeat(np.arange(10), 6)).share(np.ones(60, dtype=bool))
    # The exact bound on ten clusters: (.05 / 2) ** (1 / 10).
    assert interval(share).lower == pytest.approx(0.025**0.1, abs=1e-9)
    assert interval(share).upper == 1


def test_few_clusters_say_so():
    share = ones(60, np.repeat(np.arange(4), 15)).share(np.arange(60) % 2 == 0)
    assert share.undetermined_reason(1) == "4 clusters where 5 are needed"


def test_two_clusterings_add_up_less_what_both_count():
    # Cameron, Gelbach & Miller 2011: V = V(word) + V(template) - V(both).
    rng = np.random.default_rng(1)
    words, templates = np.repeat(np.arange(12), 6), np.tile(np.arange(6), 12)
    hit = rng.random(72) < 0.4
    p = hit.mean()
    residual = hit - p

    def variance(codes, count):
        return (np.bincount(codes, residual) ** 2).sum() * count / (count - 1)

    both = (residual**2).sum() * 72 / 71
    v = variance(words, 12) + variance(templates, 6) - both
    v = max(v, variance(words, 12), variance(templates, 6)) / 72**2
    share = ones(72, words, templates).share(hit)
    assert share.effective == pytest.approx(min(72, p * (1 - p) / v))
    assert share.evidence[2] == 5


def test_the_mean_of_two_clusterings_has_the_variance_of_both():
    rng = np.random.default_rng(2)
    words, templates = np.repeat(np.arange(30), 6), np.tile(np.arange(6), 30)
    values = rng.normal(size=30)[words] + rng.normal(size=6)[templates] + rng.normal(size=180)
    residual = values - values.mean()

    def variance(codes, count):
        return (np.bincount(codes, residual) ** 2).sum() * count / (count - 1)

    v = variance(words, 30) + variance(templates, 6) - (residual**2).sum() * 180 / 179
    sums = np.bincount(words, residual)
    mean = ones(180, words, templates).mean(values)
    assert mean.value == pytest.approx(values.mean())
    assert mean.error == pytest.approx(
        np.sqrt(max(v, variance(words, 30), variance(templates, 6))) / 180
    )
    assert mean.in_spread == pytest.approx((sums**2).sum() ** 2 / (sums**4).sum())


@pytest.mark.parametrize("clusters", [8, 20, 60])
def test_the_interval_of_clustered_shares_covers(clusters):
    rng = np.random.default_rng(clusters)
    covered, draws, per = 0, 400, 5
    codes = np.repeat(np.arange(clusters), per)
    for _ in range(draws):
        p = rng.beta(2, 3, clusters)  # mean .4
        hit = rng.random(clusters * per) < p[codes]
        found = interval(ones(clusters * per, codes).share(hit))
        covered += found.lower <= 0.4 <= found.upper
    assert 0.92 <= covered / draws <= 0.995


def test_too_few_words_are_never_held_fixed_and_too_few_templates_are():
    """Four words in sixty templates, all as they were: of words hardly anything is known."""
    words, templates = (codes.reshape(-1) for codes in np.indices((4, 60)))
    hit = words < 2
    few_words = Sample(np.ones(240, dtype=np.int64), clusters=(words, templates))
    share = few_words.share(hit)
    assert share.clusters == 4
    assert "4 clusters where 5 are needed" in share.undetermined_reason(30)
    few_templates = Sample(np.ones(240, dtype=np.int64), clusters=(templates, words))
    assert [len(np.unique(codes)) for codes in few_templates.usable_clusters] == [60]
