import numpy as np
import pytest

from audits.data.cluster_likeness import effective_of_each, likeness
from audits.data.clusters import Clustered, lacking_clusters


def clustered_answers(rows: int, clusters: int, classes: int, seed: int) -> Clustered:
    rng = np.random.default_rng(seed)
    return Clustered(
        rng.integers(0, clusters, rows),
        rng.integers(0, classes * 2, rows),
        rng.lognormal(0, 1, rows),
    )


@pytest.mark.parametrize(("rows", "clusters"), [(400, 40), (300, 5), (60, 60), (30, 1), (900, 9)])
def test_what_every_class_is_worth_is_what_each_is_by_itself(rows, clusters):
    inside = clustered_answers(rows, clusters, 7, rows)
    classes = np.arange(14) // 2
    worth = effective_of_each(inside, classes)
    expected = [likeness(inside, classes == index).effective for index in range(7)]
    np.testing.assert_allclose(worth, expected, rtol=1e-9)


def test_a_class_as_frequent_in_every_cluster_is_worth_the_clusters():
    """No variance between clusters tells nothing of how alike they are, whatever is rounded."""
    cluster, cell = np.repeat(np.arange(30), 3), np.tile(np.arange(3), 30)
    inside = Clustered(cluster, cell, np.ones(90))
    np.testing.assert_allclose(effective_of_each(inside, np.arange(3)), 30)
    assert not len(effective_of_each(inside.within(np.zeros(3, bool)), np.arange(3)).nonzero()[0])


def test_rates_that_go_with_the_size_need_more_clusters_and_it_is_said_how_many():
    """Fifty clusters of 1 and ten of 4: (50 + 160)^2 / (50 + 2560) = 16.9 of 100, so 356."""
    sizes = np.repeat([1.0, 4.0], [50, 10])
    in_clusters = Clustered(np.arange(60), (sizes > 1).astype(int), sizes)
    lacked = likeness(in_clusters, np.array([False, True])).lacked
    assert lacked == 356
    assert "some 356 of such sizes are needed" in lacking_clusters(60, 30.0, lacked)
    alike = Clustered(np.arange(60), np.arange(60) % 2, sizes)
    assert likeness(alike, np.array([False, True])).lacked == 0
