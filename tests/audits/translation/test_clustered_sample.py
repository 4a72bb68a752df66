import numpy as np
import pytest

from audits.statistics.intervals import limits
from audits.translation.clustered_sample import Sample


def ones(rows, *clusters):
    return Sample(np.ones(rows, dtype=np.int64), clusters=tuple(map(np.asarray, clusters)))


def test_independent_rows_have_wilsons_interval():
    part = ones(20).share(np.arange(20) < 5)
    assert (part.value, part.method, part.evidence) == (0.25, "wilson", (5.0, 20.0))


def test_counts_are_rows_as_often_as_they_stand():
    sample = Sample(np.array([3, 1]))
    assert sample.share(np.array([True, False])).evidence == (3.0, 4.0)


def test_copies_of_a_sentence_tell_no_more_than_one():
    # Ten clusters of six equal answers: as uncertain as ten rows.
    hit = np.repeat(np.arange(10) < 4, 6)
    part = ones(60, np.repeat(np.arange(10), 6)).share(hit)
    assert part.evidence[1] == pytest.approx(9.0)  # n - 1, from the variance of ten values
    assert part.evidence[2] == 9


def test_all_of_one_kind_is_no_certainty():
    part = ones(60, np.repeat(np.arange(10), 6)).share(np.ones(60, dtype=bool))
    interval = part.interval(0.95)
    # The exact bound on ten clusters: (.05 / 2) ** (1 / 10).
    assert interval.lower == pytest.approx(0.025**0.1, abs=1e-9)
    assert interval.upper == 1


def test_few_clusters_say_so():
    assert ones(60, np.repeat(np.arange(4), 15)).share(np.arange(60) % 2 == 0).too_few_clusters


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
    part = ones(72, words, templates).share(hit)
    assert part.evidence[1] == pytest.approx(min(72, p * (1 - p) / v))
    assert part.evidence[2] == 5


@pytest.mark.parametrize("clusters", [8, 20, 60])
def test_the_interval_of_clustered_shares_covers(clusters):
    rng = np.random.default_rng(clusters)
    covered, draws, per = 0, 400, 5
    codes = np.repeat(np.arange(clusters), per)
    for _ in range(draws):
        p = rng.beta(2, 3, clusters)  # mean .4
        hit = rng.random(clusters * per) < p[codes]
        part = ones(clusters * per, codes).share(hit)
        found = limits(part.method, part.evidence, 0.95)
        covered += found.lower <= 0.4 <= found.upper
    assert 0.92 <= covered / draws <= 0.995
