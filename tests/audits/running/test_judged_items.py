"""Items that several people judged are clusters of what counts rows; no rule counts them twice."""

import numpy as np
import pytest

from audits.data.dataset import Categories, Column, Dataset
from audits.running.catalog import catalog
from audits.running.judged_items import is_of_judged, with_judged_items
from audits.running.unused_roles import undecidable, unheard
from audits.specification.roles import Role


def judged(*more, each=5, items=40):
    """`items` items, each of which `each` people judged."""
    names = np.repeat([f"i{number}" for number in range(items)], each).tolist()
    people = [f"p{number}" for number in range(each)] * items
    return Dataset(
        (
            Column("item", Role.ID, Categories.of(names)),
            Column("who", Role.ANNOTATOR, Categories.of(people)),
            *more,
        )
    )


def test_items_are_clusters_where_answers_have_rows_of_their_own():
    told = Dataset(judged().columns, ("what was told of the file",))
    assert with_judged_items(told).notes == told.notes
    cluster = with_judged_items(told).one(Role.CLUSTER)
    assert is_of_judged(cluster)
    assert np.bincount(cluster.categories.codes).tolist() == [5] * 40


@pytest.mark.parametrize(
    "data",
    [
        judged(each=1),
        Dataset(judged().columns[:1]),
        Dataset(judged().columns[1:]),
        judged(Column("case", Role.CLUSTER, Categories.of(["a"] * 200))),
        Dataset((*judged().columns[:1], Column("order", Role.ID, np.arange(200.0)))),
    ],
    ids=["each once", "nobody named", "no items", "clusters named", "two ids and nobody named"],
)
def test_else_nothing_is_added(data):
    assert with_judged_items(data) is data


def test_of_several_ids_the_items_are_the_one_that_repeats_most():
    answers = Column("answer", Role.ID, Categories.of([f"a{row}" for row in range(200)]))
    pages = Column("page", Role.ID, Categories.of([f"page {row // 20}" for row in range(200)]))
    for data, items in ((judged(answers), 40), (judged(answers, pages), 10)):
        assert len(with_judged_items(data).one(Role.CLUSTER).categories.levels) == items


def test_whoever_compares_people_knows_the_items_and_others_are_told_of():
    data = with_judged_items(judged())
    people, rates = catalog()["tradeoffs.human"], catalog()["fairness.selection_rate"]
    side = catalog()["confounds.dataset"]
    assert undecidable(data, people) is undecidable(data, rates) is None
    assert "item (judged)" in undecidable(data, side)
    told = list(unheard(data, [people, rates, side], ()))
    assert told[0].startswith("intervals count the 40 different values of item (judged)")
    assert told[1].endswith("where rows of one are alike: confounds.dataset")
    named = judged(Column("case", Role.CLUSTER, Categories.of(["a"] * 200)))
    assert undecidable(named, people) is not None
