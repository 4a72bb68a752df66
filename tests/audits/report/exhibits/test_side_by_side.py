"""One row explained by several methods."""

from audits.report.components import Banner, Figures, Heading, Highlighted, Text
from tests.audits.report.exhibits.samples import SAMPLES, shown


def test_the_stamp_stands_on_each_drawing_of_a_doubtful_method(view):
    card = {"kind": "reliability", "title": "A card", "probe": "explanations.lime", "step": 0,
            "content": {**SAMPLES["reliability"], "method": "lime"}}  # fmt: skip
    view.report["exhibits"] = [*view.report.get("exhibits", ()), card]
    bars = SAMPLES["side_by_side"]["methods"][0]
    words = {"title": "LIME", "kind": "highlighted_text", "method": "lime",
             **SAMPLES["highlighted_text"]}  # fmt: skip
    beside = [{**bars, "method": "lime"}, {**bars, "method": "occlusion"}, words]
    parts = shown(view, "side_by_side", {**SAMPLES["side_by_side"], "methods": beside})
    assert [figure.stamp for part in parts if isinstance(part, Figures)
            for figure in part.figures] == ["Do not rely on this", ""]  # fmt: skip
    assert [part.stamp for part in parts if isinstance(part, Highlighted)] == [
        "Do not rely on this"
    ]


def test_methods_that_disagree_are_warned_of_before_the_first_drawing(view):
    heading, words, figures = shown(view, "side_by_side", SAMPLES["side_by_side"])
    assert isinstance(heading, Heading)
    assert isinstance(words, Text)
    assert "probability 0.75. Any two methods share 0.50" in words.words
    assert isinstance(figures, Figures)
    disagreeing = {**SAMPLES["side_by_side"], "disagree": True}
    _, warning, _ = shown(view, "side_by_side", disagreeing)
    assert isinstance(warning, Banner)
    assert warning.head == "These explanations disagree."
