"""A label is read where an answer gives it and nothing else; everything else is no answer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audits.models.endpoint.labels_in_words import label_in

CLASSES = ("no", "yes")
RISKS = ("low", "low risk", "high risk")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("yes", 1), (" Yes.\n", 1), ("**NO**", 0), ("“yes”", 1), ("Yes, since it is high", 1),
        ("No: too risky", 0), ("I would say yes", -1), ("not yes", -1), ("yes and no", -1),
        ("No. A yes would be wrong.", -1), ("yesterday", -1), ("", -1), ("maybe", -1),
        ("As an AI I cannot decide this.", -1), ("nobody", -1),
    ],
)  # fmt: skip
def test_the_rule(text, code):
    assert label_in(text, CLASSES) == code


@pytest.mark.parametrize(("text", "code"), [("Low risk.", 1), ("low", 0), ("Low, I think", 0),
                                            ("high risk, not low", -1), ("risk", -1)])  # fmt: skip
def test_of_labels_within_labels_the_longest_counts(text, code):
    assert label_in(text, RISKS) == code


@given(st.text(max_size=40), st.lists(st.text(max_size=6), min_size=1, max_size=4))
def test_every_text_has_a_code_or_none(text, classes):
    assert -1 <= label_in(text, classes) < len(classes)
