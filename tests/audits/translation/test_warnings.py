"""What went wrong with translations, in sentences that name one."""

from dataclasses import replace

import numpy as np

from audits.translation.clustered_sample import Sample
from audits.translation.gender_states import Reading, State
from audits.translation.scored_sentences import Sentences
from audits.translation.stereotype_directions import UNSAID
from audits.translation.warnings import warn_of_frames, warn_of_unreadable


def sentences(*rows, **attributes):
    sources, outputs, readings = zip(*rows, strict=True)
    count, nothing = len(rows), np.full(len(rows), np.nan)
    return Sentences(
        sources, outputs, readings, ["fi"] * count, ["a"] * count, attributes, sources, nothing,
        nothing, [UNSAID] * count, [None] * count, Sample(np.ones(count, dtype=np.int64)),
    )  # fmt: skip


def warned(*rows, **attributes):
    said = []
    warn_of_unreadable(sentences(*rows, **attributes), said.append)
    return said


FINE = ("Hän.", "She.", Reading(State.SHE))


def test_each_kind_is_told_once_with_an_example():
    rows = [
        FINE,
        ("Yksi.", "", Reading(State.EMPTY)),
        ("", None, Reading(State.EMPTY)),
        ("Kaksi.", "Kaksi.", Reading(State.UNTRANSLATED)),
        ("Kolme.", "man of a man", Reading(State.NONE, flags=("repeats itself",))),
    ]
    assert warned(*rows) == [
        "2 of 5 translations gave an empty output; the first is “Yksi.” (fi a)",
        "1 of 5 translations were left untranslated or in another language; the first is "
        "“Kaksi.” gave “Kaksi.” (fi a)",
        "1 of 5 translations do not end: the output repeats itself; the first is “Kolme.” gave "
        "“man of a man” (fi a)",
    ]


def test_a_source_that_is_not_known_is_named_by_its_row_and_a_long_one_is_cut():
    assert "“row 2”" in warned(FINE, ("", "", Reading(State.EMPTY)))[0]
    assert "x" * 80 + "…" in warned(("x" * 90, "", Reading(State.EMPTY)))[0]


def test_good_translations_are_not_warned_of():
    assert warned(FINE, FINE) == []


def test_sentences_without_an_answer_are_counted_by_group():
    """Of twenty sentences about women none is answered, of twenty about men all are."""
    rows = [("Yksi.", None, Reading(State.UNANSWERED))] * 20 + [FINE] * 20
    many, apart = warned(*rows, about=["women"] * 20 + ["men"] * 20)
    assert many.startswith("20 of 40 translations have no answer; the first is “Yksi.” (fi a);")
    assert "none passes by them" in many
    # Fisher's exact test of 20 of 20 against 0 of 20, both tails: 2 / C(40, 20)
    assert "women 20 of 20, 100.0 % (exact p 1.5e-11)" in apart
    (only,) = warned(*rows, about=["women", "men"] * 20)
    assert "20 of 40" in only


def test_an_apology_is_told_of():
    sorry = ("Yksi.", "I'm sorry, I can't translate.", Reading(State.DECLINED))
    assert warned(FINE, sorry)[0].startswith("1 of 2 translations are an apology or a refusal")


def test_words_and_templates_that_were_found_are_told():
    said = []
    codes = np.arange(12)
    sample = Sample(np.ones(12, dtype=np.int64), clusters=(codes // 2, codes % 2))
    warn_of_frames(replace(sentences(*([FINE] * 12)), sample=sample), said.append)
    assert said[0].startswith("the sentences are made of 6 words and 2 templates")
    assert "role cluster" in said[0]


def test_that_nothing_was_looked_for_is_told_and_a_short_table_is_not():
    many = [(f"Hän oli hyvä {number} vuotta sitten.", "She.", FINE[2]) for number in range(20_000)]
    said = []
    warn_of_frames(sentences(*many), said.append)
    assert "too many to look for words and templates" in said[0]
    short = []
    warn_of_frames(sentences(FINE), short.append)
    assert (len(said), short) == (1, [])
