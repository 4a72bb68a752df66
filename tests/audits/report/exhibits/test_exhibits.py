import pytest

from audits.report.components import Banner, Card, Figures, Heat, Highlighted, Pairs, Tabled
from audits.report.exhibits import draw, kinds
from audits.report.view import View

AXES = {"x": {"title": "x", "scale": "share"}, "y": {"title": "y"}}
BIN = {"lower": 0, "upper": 0.1, "mean_score": 0.05, "observed": 0.1, "interval": [0, 0.2], "n": 90}
PIXEL = "data:image/png;base64,iVBORw0KGgo="
SAMPLES = {
    "groups": {
        "attributes": ["sex"], "reference": {"sex": "m"}, "why": "most rows",
        "groups": [{"group": {"sex": "m"}, "rows": 70}, {"group": {"sex": None}, "rows": 30}],
    },
    "thresholds": {
        "attribute": "sex", "thresholds": [0.1, 0.5],
        "groups": [
            {"group": {"sex": "m"}, "n": 70, "selection_rate": [1.0, 0.5],
             "false_positive_rate": [1.0, 0.4]},
            {"group": {"sex": "f"}, "n": 30, "selection_rate": [1.0, 0.2]},
        ],
    },
    "precision_recall": {"points": [[0.1, 0.9], [1.0, 0.4]], "chance": 0.4, "n": 100},
    "calibration": {"groups": [{"group": {}, "bins": [BIN, {**BIN, "mean_score": 0.9}]}]},
    "confusion_matrix": {"classes": ["0", "1"], "rows": [[8, 2], [0, 0]]},
    "prevalence": {
        "n": 100, "prevalence": 0.4,
        "points": [
            {"prevalence": at, "precision": at, "precision_interval": [0, 1], "accuracy": 0.9,
             "accuracy_interval": [0.8, 1], "majority_share": 1 - at} for at in (0.01, 0.5)
        ],
    },
    "strata": {
        "attribute": "sex", "groups": [{"sex": "m"}, {"sex": "f"}], "left_out": 3,
        "strata": [{"stratum": "dept A", "favourable": [512, 89], "n": [825, 108]}],
    },
    "reliability": {
        "rows": [{"metric": "explanation_stability", "group": {}, "value": 0.9,
                  "interval": [0.8, 0.95], "threshold": 0.8},
                 {"metric": "explanation_sanity", "group": {}, "undetermined": "one answer"}],
        "stamped": True, "doubts": ["weights do not matter"], "not": "It is not a cause.",
    },
    "curve": {"series": [{"name": "a", "points": [[0, 0], [1, 1]]}], **AXES},
    "scatter": {"points": [{"x": 0.1, "y": 0.2, "label": "nurse"}], **AXES},
    "signed_bars": {"bars": [{"label": "age", "value": -1.0, "interval": [-1.2, -0.8]}]},
    "sentences": {"head": ["Source", "P"], "rows": [["ő egy orvos", 0.25], ["x", None]]},
    "pairs": {"pairs": [{"before": {"text": "he"}, "after": {"image": PIXEL}, "note": "flips"}]},
    "highlighted_text": {"tokens": [{"text": "bad", "weight": 1.0}, {"text": "ok", "weight": 0}]},
    "statement": {"tone": "flag", "words": "Something was found."},
    "heat_picture": {"image": PIXEL, "heat": PIXEL, "regions": [{"label": "left", "value": 1.0}]},
    "facts": {"facts": [{"question": "Is it small?", "answer": "Two numbers."}]},
    "side_by_side": {
        "answer": "1", "probability": 0.75, "agreement": 0.5, "disagree": False,
        "methods": [{"title": "LIME", "kind": "signed_bars",
                     "bars": [{"label": "age", "value": -1.0, "interval": [-1.2, -0.8]}]}],
    },
    "heat_map": {"values": [[0.0, 1.0], [-1.0, 0.5]]},
}  # fmt: skip


@pytest.fixture
def view(report):
    return View(report)


def shown(view, kind, content):
    exhibit = {"kind": kind, "title": "A title", "content": content, "probe": "a.b", "step": 0}
    return draw(view, exhibit, "name")


def test_every_kind_has_a_sample_here():
    assert set(SAMPLES) == kinds()


@pytest.mark.parametrize("kind", sorted(SAMPLES))
def test_every_kind_is_drawn(view, kind):
    parts = shown(view, kind, SAMPLES[kind])
    assert parts
    assert kind == "statement" or not [part for part in parts if isinstance(part, Banner)]


@pytest.mark.parametrize("kind", sorted(SAMPLES))
def test_content_that_does_not_fit_is_said_and_breaks_nothing(view, kind):
    (part,) = shown(view, kind, {"nonsense": 1})
    assert isinstance(part, Banner)
    assert "could not be drawn" in part.head


def test_a_kind_nobody_draws_is_named(view):
    (part,) = shown(view, "hologram", {})
    assert isinstance(part, Banner)
    assert "hologram" in part.words


def test_a_missing_group_is_called_unknown(view):
    (part,) = shown(view, "groups", SAMPLES["groups"])
    assert isinstance(part, Tabled)
    assert part.table.rows[1] == ("unknown", "30", "30.0\N{NO-BREAK SPACE}%", "")


def test_small_cells_of_strata_are_dashed(view):
    content = {**SAMPLES["strata"], "strata": [{"stratum": "B", "favourable": [9, 60],
               "n": [10, 100]}]}  # fmt: skip
    (part,) = shown(view, "strata", content)
    assert isinstance(part, Heat)
    small, large = part.rows[0][1]
    assert (small.shade, large.shade) == (0, 4)


def test_a_doubtful_explanation_is_stamped(view):
    (part,) = shown(view, "reliability", SAMPLES["reliability"])
    assert isinstance(part, Card)
    assert (part.stamp, part.trusted) == ("Do not rely on this", False)


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


def test_a_heat_map_has_a_scale_from_against_to_for(view):
    (part,) = shown(view, "heat_picture", {**SAMPLES["heat_picture"], "largest": 0.125})
    assert isinstance(part, Figures)
    assert "−0.125 against" in part.figures[0].svg
    assert "for +0.125" in part.figures[0].svg


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "https://example.org/x.png", "data:image/svg+xml;base64,AAAA",
     "data:text/html,x", "data:image/png;base64," + "A" * 100_000],
)  # fmt: skip
def test_only_a_small_picture_in_the_page_itself_is_shown(view, address):
    (part,) = shown(view, "pairs", {"pairs": [{"before": {"image": address}, "after": {}}]})
    assert isinstance(part, Pairs)
    assert part.pairs[0][0].image == ""


def test_long_tables_end_in_a_count(view):
    rows = [["x"]] * 1000
    _, part = shown(view, "sentences", {"head": ["Source"], "rows": rows, "left_out": 50})
    assert len(part.table.rows) == 200
    assert "850 more rows" in part.table.caption


def test_strong_words_are_marked_darker_and_weak_ones_not(view):
    tokens = [{"text": t, "weight": w} for t, w in (("a", 1), ("b", -0.3), ("c", 0.01))]
    (part,) = shown(view, "highlighted_text", {"tokens": tokens})
    assert isinstance(part, Highlighted)
    assert [w.shade for w in part.words if w.text.strip()] == ["f2", "a1", ""]


def test_a_grid_is_limited_however_large_it_comes(view):
    (part,) = shown(view, "heat_map", {"values": [[(i * j) % 7 - 3 for i in range(500)]
                                                  for j in range(500)]})  # fmt: skip
    assert isinstance(part, Figures)
    assert len(part.figures[0].svg) < 120_000


def test_a_doubted_explanation_keeps_its_picture_and_gets_the_warning(view):
    content = {**SAMPLES["signed_bars"], "stamped": True, "doubts": ["another seed differs"]}
    figures, warning = shown(view, "signed_bars", content)
    assert isinstance(figures, Figures)
    assert warning.head == "Do not rely on this."
    assert "another seed differs." in warning.words


def test_a_heat_picture_takes_no_address_from_outside(view):
    content = {**SAMPLES["heat_picture"], "image": "https://example.org/x.png"}
    (part,) = shown(view, "heat_picture", content)
    assert isinstance(part, Banner)


def test_a_second_opinion_on_cuts_is_told_with_n(view):
    group = {"group": {"sex": "m"}, "n": 70, "selection_rate": 0.5, "false_positive_rate": 0.4,
             "false_negative_rate": 0.25}  # fmt: skip
    cut = {**group, "cuts": [{"cut": 0.51, "share": 0.8}, {"cut": 0.53, "share": 0.2}]}
    opinion = {
        "library": "fairlearn 0.15.0", "n": 100, "cut": 0.5, "accuracy": 0.71,
        "furthest_from_ours": 0.0, "groups": [group],
        "optimised": [{"constraint": "demographic_parity", "accuracy": 0.68, "groups": [cut]}],
    }  # fmt: skip
    _, folded = shown(view, "thresholds", {**SAMPLES["thresholds"], "second_opinion": opinion})
    words, table = folded.parts
    said = words.words.replace("\N{NO-BREAK SPACE}", " ")
    assert "counts the same rates as we do at the cut 0.500, n 100" in said
    assert "selects every group alike would be right in 68.0 % of the rows" in said
    assert "where one cut is in 71.0 %, n 100" in said
    assert [row[2].replace("\N{NO-BREAK SPACE}", " ") for row in table.table.rows] == [
        "0.500", "0.510 (80.0 %), 0.530 (20.0 %)",
    ]  # fmt: skip
    assert all(row[-1] == "70" for row in table.table.rows)
    cut["cuts"] = [{"cut": 0.51, "share": 0.7}]
    _, folded = shown(view, "thresholds", {**SAMPLES["thresholds"], "second_opinion": opinion})
    assert folded.parts[1].table.rows[1][2].replace("\N{NO-BREAK SPACE}", " ") == (
        "0.510 (70.0 %), by lot (30.0 %)"
    )
    other = {**opinion, "furthest_from_ours": 0.02, "optimised": []}
    _, folded = shown(view, "thresholds", {**SAMPLES["thresholds"], "second_opinion": other})
    said = folded.parts[0].words.replace("\N{NO-BREAK SPACE}", " ")
    assert "counts other rates at the cut 0.500: up to 2.0 points from ours, n 100" in said
    assert "Rows are weighted" in said


def test_what_a_statement_leaves_out_is_named_under_a_line():
    rows = [["Persian", "او استاد است.", "He is a professor."]]
    unmatched = {"head": ["Language", "Source", "Translation"], "rows": rows, "left_out": 0}
    content = {"tone": "flag", "words": "She and he go with it.", "unmatched": unmatched}
    said, table = draw(View({}), {"kind": "statement", "title": "x", "content": content}, "e")
    assert isinstance(said, Banner)
    assert table.summary == "1 sentence about no word of the lists."
    assert table.table.rows == (("Persian", "او استاد است.", "He is a professor."),)
    content["unmatched"] = {**unmatched, "left_out": 1400}
    _, table = draw(View({}), {"kind": "statement", "title": "x", "content": content}, "e")
    assert table.summary == "1,401 sentences about no word of the lists. The first 1 of them."
