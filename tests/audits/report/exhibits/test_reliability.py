"""How far an explanation may be believed."""

import pytest

from audits.report.components import Card
from tests.audits.report.exhibits.samples import SAMPLES, plain, shown


def test_a_doubtful_explanation_is_stamped(view):
    (part,) = shown(view, "reliability", SAMPLES["reliability"])
    assert isinstance(part, Card)
    assert (part.stamp, part.trusted) == ("Do not rely on this", False)


def test_a_row_names_its_threshold_and_an_undetermined_one_its_reason(view):
    (part,) = shown(view, "reliability", SAMPLES["reliability"])
    (name, value, interval), (_, missing, reason) = part.rows
    assert [plain(cell) for cell in (name, value, interval)] == [
        "Explanation stability (threshold 0.800)", "0.900", "[0.800 to 0.950]",
    ]  # fmt: skip
    assert (missing, reason) == ("–", "one answer")


@pytest.mark.parametrize(
    ("content", "stamp", "trusted"),
    [
        ({"stamped": True, "unsure": ["x"]}, "Do not rely on this", False),
        ({"unsure": ["x"]}, "Not sure", False),
        ({}, "With care", True),
    ],
)
def test_the_stamp_is_the_gravest_that_applies(view, content, stamp, trusted):
    (part,) = shown(view, "reliability", {"rows": [], **content})
    assert (part.stamp, part.trusted) == (stamp, trusted)


def test_doubts_and_what_was_left_out_are_sentences(view):
    content = {"rows": [], "doubts": ["seeds differ."], "unsure": ["it is near"],
               "left_out": [1, 2], "not": "It is not a cause."}  # fmt: skip
    (part,) = shown(view, "reliability", content)
    assert part.words == (
        "Seeds differ. Not sure: it is near. 2 rows could not be explained. It is not a cause."
    )
