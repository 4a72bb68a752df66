import numpy as np
import pytest

from audits.data.dataset import Categories, Column, Dataset, Numbers, Texts
from audits.errors import NotApplicable
from audits.language.stereotype_sentences import (
    comparisons,
    item_clusters,
    sentence_column,
    sentence_items,
)
from audits.specification.roles import Role


def table(rows, *, scored=True, clusters=True):
    """Rows of (item, kind, target, score)."""
    item, kind, target, score = zip(*rows, strict=True)
    columns = [
        Column("item", Role.ID, Categories.of(item)),
        Column("kind", Role.STEREOTYPE, Categories.of(kind)),
        Column("text", Role.FEATURE, Texts.of([f"{i} {k}" for i, k, *_ in rows])),
    ]
    if clusters:
        columns.append(Column("target", Role.CLUSTER, Categories.of(target)))
    if scored:
        columns.append(Column("score", Role.SCORE, Numbers(np.array(score, dtype=float))))
    return Dataset(tuple(columns))


ROWS = [
    ("1", "unrelated", "a", 1), ("1", "stereotype", "a", 4), ("1", "anti-stereotype", "a", 2),
    ("2", "Anti_Stereotype", "b", 7), ("2", "stereotypical", "b", 3),
    ("3", "stereotype", "b", 1),
]  # fmt: skip


def test_items_are_put_together_in_whatever_order_their_rows_stand():
    items = sentence_items(table(ROWS))
    assert items.rows.tolist() == [[1, 2, 0], [4, 3, -1]]
    assert items.incomplete == 1
    assert items.triples.tolist() == [True, False]


def test_recorded_scores_are_compared_within_their_item():
    data = table(ROWS)
    told = comparisons(None, data, sentence_items(data))
    assert told[0].tolist() == [2, 3, 1]
    assert told[1, 0] == -4
    assert np.isnan(told[1, 1:]).all()


def test_without_a_target_term_each_item_is_its_own():
    data = table(ROWS)
    own = table(ROWS, clusters=False)
    assert len(set(item_clusters(data, sentence_items(data)).tolist())) == 2
    assert item_clusters(own, sentence_items(own)).tolist() == [0, 1]


def test_a_model_is_not_asked_where_there_is_none_nor_about_nothing():
    data = table(ROWS, scored=False)
    with pytest.raises(NotApplicable, match="neither scores nor a language model"):
        comparisons(None, data, sentence_items(data))
    without = Dataset(tuple(column for column in data if column.name != "text"))
    with pytest.raises(NotApplicable, match="neither sentences nor scores"):
        sentence_items(without)
    two = Dataset((*data, Column("other", Role.FEATURE, Texts.of(["x"] * len(ROWS)))))
    with pytest.raises(NotApplicable, match="which column has the sentences"):
        sentence_column(two)


def test_losses_and_perplexities_are_no_likelihoods():
    """Of a loss of 4.2 beside 2.2 the second is likelier, which larger numbers are not."""
    data = table([(*row[:3], row[3] + 0.2) for row in ROWS])
    with pytest.raises(NotApplicable, match="never above 0, and probabilities never above 1"):
        comparisons(None, data, sentence_items(data))


@pytest.mark.parametrize(("times", "plus"), [(-1, 0.5), (0.1, 0.05)])
def test_log_likelihoods_and_probabilities_are_compared(times, plus):
    data = table([(*row[:3], times * row[3] + (-plus if times < 0 else plus)) for row in ROWS])
    assert comparisons(None, data, sentence_items(data))[0, 0] == pytest.approx(times * 2)
