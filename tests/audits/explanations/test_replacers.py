"""What a model reads decides what an absent unit is replaced by."""

from audits.explanations.replacers import replacer_for
from audits.explanations.replacing_columns import ColumnReplacer
from audits.explanations.replacing_windows import WindowReplacer
from audits.explanations.replacing_words import WordReplacer
from audits.explanations.subject_to_explain import ExplanationTask
from tests.askable import BrightCorner, LinearTable, LinearText, album, people, spots, texts
from tests.subjects import Subject

OPTIONS = {"samples": 30, "conditional": True, "window": 4, "step": 2}


def test_columns_words_or_windows():
    table = replacer_for(ExplanationTask(Subject(people(), LinearTable({"x0": 1.0}))), **OPTIONS)
    assert isinstance(table, ColumnReplacer)
    assert (table.samples, table.conditional, table.table.names) == (30, True, ("x0",))
    picture = replacer_for(ExplanationTask(Subject(album(spots()), BrightCorner())), **OPTIONS)
    assert isinstance(picture, WindowReplacer)
    assert (picture.side, picture.step, len(picture.pictures)) == (4, 2, 12)


def test_texts_lend_words_and_know_which_block_lent_them():
    sentences = ["a bad film", "a good film", None, "the end", "a day"]
    task = ExplanationTask(Subject(texts(sentences), LinearText({"bad": -1.0})))
    words = replacer_for(task, **OPTIONS, explained=(1, 3))
    assert isinstance(words, WordReplacer)
    known = {text for text in sentences if text is not None}
    assert (set(words.corpus), len(words.corpus)) == (known, 4)
    by_text = dict(zip(words.corpus, words.blocks, strict=True))
    assert (by_text["a good film"], by_text["the end"]) == (0, 1)  # explained: a block each
    assert {by_text["a bad film"], by_text["a day"]} == {0, 1}  # the others are dealt
    assert set(replacer_for(task, **OPTIONS).blocks) == {-1}  # nobody asks for an error
