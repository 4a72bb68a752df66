"""Parts of a split, by their names and by the column's."""

import pytest

from audits.specification.split_parts import flagged, training_parts


@pytest.mark.parametrize(
    ("name", "parts", "trained"),
    [
        ("split", ("Train", "test"), {"Train"}),
        ("set", ("trn", "tst"), {"trn"}),
        ("is_train", ("no", "yes"), {"yes"}),
        ("is_test", ("ja", "nein"), {"nein"}),
        # The parts' own names come first, whatever the column is called.
        ("is_train", ("train", "1"), {"train"}),
        ("is_train", ("0", "1", "2"), set()),
        ("is_train", ("a", "b"), set()),
        ("fold", ("0", "1"), set()),
    ],
)
def test_what_a_model_was_trained_on(name, parts, trained):
    assert training_parts(name, parts) == trained


def test_the_other_of_two_is_the_other_kind():
    assert flagged("is_train", ("0", "1"), "is_test") == {"0"}
    assert flagged("is_test", ("n", "y"), "is_test") == {"y"}
    assert flagged("IsTrain", ("0", "1"), "is_test") == {"0"}
    assert not flagged("is_test", ("yes",), "is_test")
    assert not flagged("fold", ("0", "1"), "is_test")
