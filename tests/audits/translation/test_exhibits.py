"""What a reader of translations looks at: counts, order, P(she) and shares, by hand."""

from math import log

import numpy as np
import pytest

from audits.translation.clustered_sample import Sample
from audits.translation.exhibits import (
    MOST_SENTENCES,
    by_category,
    he_and_she,
    occupations,
    reader_error,
    sentence_table,
)
from audits.translation.gender_states import Reading, Signal, State
from audits.translation.scored_sentences import Sentences
from audits.translation.stereotype_directions import Direction, Leaning


def sentences(states, **given):
    count = len(states)
    values = {
        "sources": [f"s{row}" for row in range(count)],
        "outputs": [f"t{row}" for row in range(count)],
        "readings": [Reading(state) for state in states],
        "languages": ["fi"] * count, "systems": [None] * count, "attributes": {},
        "words": [f"s{row}" for row in range(count)], "women": np.full(count, np.nan),
        "scores": np.full(count, np.nan),
        "leanings": [Leaning(Direction.NEITHER, "", "")] * count, "references": [None] * count,
        "sample": Sample(np.ones(count, np.int64)), **given,
    }  # fmt: skip
    return Sentences(**values)


def test_each_language_has_a_line_in_which_every_sentence_counts_as_often_as_it_stands():
    states = [State.SHE, State.HE, State.HE, State.EMPTY]
    readings = [Reading(state) for state in states]
    readings[0] = Reading(State.SHE, signal=Signal.NOUN)
    exhibit = he_and_she(
        sentences(states, readings=readings, sample=Sample(np.array([2, 1, 1, 5])))
    )
    (row,) = exhibit.content["rows"]
    line = dict(zip(exhibit.content["head"], row, strict=True))
    assert (line["Translations"], line["Sentences"]) == ("Finnish", 9)
    assert (line["she"], line["he"], line["empty"], line["by a noun"]) == (2, 2, 5, 2)
    # Wilson's interval of 2 of 4 at 95 %, with z = 1.96: .5 +- .35.
    assert line["She among he and she"] == "50.0 % [15.0 to 85.0], n 4"


def test_of_no_he_and_no_she_there_is_no_share():
    (row,) = he_and_she(sentences([State.NONE])).content["rows"]
    assert row[-1] == "–"


def test_the_sentences_come_with_their_reading_and_where_it_is_known_with_the_odds():
    made = sentences(
        [State.SHE, State.NONE], scores=np.array([0.75, np.nan]), outputs=["She.", None]
    )
    exhibit = sentence_table(made, ("One note.", "Another."))
    assert exhibit.content["head"] == [
        "Source", "Translation", "Read as", "Notes", "P(she)", "Log-odds",
    ]  # fmt: skip
    (first, second) = exhibit.content["rows"]
    assert first[:4] == ["s0", "She.", "she", ""]
    assert first[4:] == [0.75, pytest.approx(log(3))]
    assert second == ["s1", "", "none", "", None, None]
    assert (exhibit.content["caption"], exhibit.content["left_out"]) == ("One note. Another.", 0)


def test_a_certain_score_has_finite_odds():
    (row,) = sentence_table(sentences([State.SHE], scores=np.array([1.0]))).content["rows"]
    assert row[5] == pytest.approx(log((1 - 1e-12) / 1e-12), rel=1e-4)


def test_several_systems_are_told_apart_and_unresolved_flags_come_first_where_rows_are_left_out():
    states = [State.IT] * MOST_SENTENCES + [State.MIXED, State.SHE]
    readings = [Reading(state) for state in states]
    readings[-2] = Reading(State.MIXED, flags=("both",))
    made = sentences(states, readings=readings, systems=["old"] * MOST_SENTENCES + ["new", "new"])
    exhibit = sentence_table(made)
    assert exhibit.content["head"][0] == "Where"
    assert exhibit.content["left_out"] == 2
    assert [row[0] for row in exhibit.content["rows"][-2:]] == ["Finnish, new"] * 2
    assert [row[3] for row in exhibit.content["rows"][-2:]] == ["mixed", "she"]


def test_occupations_are_points_over_their_templates():
    made = sentences(
        [State.SHE, State.HE, State.HE, State.NONE], words=["nurse", "nurse", "smith", "smith"],
        women=np.array([0.9, 0.9, 0.05, 0.05]),
    )  # fmt: skip
    (exhibit,) = occupations(made)
    assert exhibit.content["points"] == [
        {"x": pytest.approx(0.9), "y": 0.5, "label": "nurse", "series": 0},
        {"x": pytest.approx(0.05), "y": 0.0, "label": "smith", "series": 0},
    ]
    assert exhibit.content["note"] == (
        "2 occupations; P(she) by the share of “she” among he and she."
    )
    assert list(occupations(sentences([State.SHE]))) == []


def test_shares_by_category_are_of_all_translations():
    made = sentences(
        [State.SHE, State.NONE, State.HE, State.HE], attributes={"set": ["a", "a", "b", "b"]}
    )
    (exhibit,) = by_category(made, 0.95)
    values = {bar["label"]: (bar["value"], bar["sample_size"]) for bar in exhibit.content["bars"]}
    assert values == {"Finnish, a": (0.5, 2), "Finnish, b": (0.0, 2)}
    # The exact bound on none of two: 1 - .025^(1/2) = .842.
    none = next(bar for bar in exhibit.content["bars"] if bar["value"] == 0)
    assert none["interval"][0] == 0.0
    assert list(by_category(sentences([State.SHE]), 0.95)) == []


def test_the_reader_s_error_is_of_sentences_that_were_labelled_by_hand():
    exhibit = reader_error()
    assert exhibit.content["head"] == ["Source", "Sentence", "By hand", "By the reader"]
    assert all(by_hand != read for _, _, by_hand, read in exhibit.content["rows"])
    assert exhibit.content["caption"].startswith("On ")
    assert f"put {len(exhibit.content['rows'])} into another part" in exhibit.content["caption"]
