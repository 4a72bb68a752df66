"""Rows that a split column calls training rows."""

from audits.data.dataset import Categories
from audits.data.training_rows import in_training


def test_training_rows_are_known_by_their_name_in_any_case():
    split = Categories.of(["Train", "test", "FIT", None, "members", "untrained"])
    assert in_training(split).tolist() == [True, False, True, False, True, False]
