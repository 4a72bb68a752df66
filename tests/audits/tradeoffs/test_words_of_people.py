"""People's answers in other words than the label's are refused, with a map that works."""

import re

import numpy as np
import pytest

from audits.data.dataset import Categories, Column, Dataset
from audits.errors import NotApplicable
from audits.probes.tradeoffs.human import human
from audits.specification.parsing import load_yaml
from audits.specification.roles import Role
from audits.tradeoffs.beside_people import beside_people
from audits.tradeoffs.people import people_of
from audits.tradeoffs.words_of_people import refuse_other_spellings
from tests.subjects import Subject

LABELS = ["ok", "toxic", "ok", "toxic", "ok", "ok"] * 6


def table(labels=LABELS, **people):
    """Items with a label, an answer of the model that is always right, and people's answers."""
    columns = [Column(name, Role.ANNOTATION, Categories.of(said)) for name, said in people.items()]
    if labels is not None:
        columns += [
            Column("gold", Role.LABEL, Categories.of(labels), positive="toxic"),
            Column("model", Role.PREDICTION, Categories.of(labels)),
        ]
    return Dataset(tuple(columns))


def said(words, answers=LABELS):
    return [words.get(answer, answer) for answer in answers]


def maps(remedy):
    return [load_yaml(key)["map"] for key in re.findall(r"`(map: {.*?})`", remedy)]


def refused(data):
    with pytest.raises(NotApplicable) as error:
        list(human(Subject(data)))
    return error.value


@pytest.mark.parametrize(
    ("words", "mapped"),
    [
        ({"ok": "OK", "toxic": "TOXIC"}, {"OK": "ok", "TOXIC": "toxic"}),
        ({"toxic": "toxic."}, {"toxic.": "toxic"}),
        ({"toxic": "to\u200bxic"}, {"to\u200bxic": "toxic"}),
    ],
)
def test_another_spelling_than_the_labels_is_refused_with_its_map(words, mapped):
    data = table(ann=said(words), bob=LABELS)
    error = refused(data)
    assert maps(error.remedy) == [mapped]
    assert error.remedy.endswith("on 'ann' where they are the same, or another `map`")
    list(human(Subject(table(ann=said(mapped, said(words)), bob=LABELS))))


def test_true_is_1_in_another_spelling():
    labels = ["1", "0", "0"] * 12
    people = said({"1": "true", "0": "false"}, labels)
    assert maps(refused(table(labels, ann=people)).remedy) == [{"false": "0", "true": "1"}]


def test_each_column_is_named_with_its_own_map():
    data = table(ann=said({"ok": "OK"}), bob=LABELS, cid=said({"toxic": "Toxic"}))
    error = refused(data)
    assert maps(error.remedy) == [{"OK": "ok"}, {"Toxic": "toxic"}]
    assert "on 'ann'" in error.remedy
    assert "on 'cid'" in error.remedy


def test_of_people_alone_the_commonest_spelling_is_kept():
    data = table(None, ann=LABELS, bob=LABELS, cid=said({"ok": "OK", "toxic": "TOXIC"}))
    with pytest.raises(NotApplicable, match="'OK' where others have 'ok'") as error:
        refuse_other_spellings(data)
    assert maps(error.value.remedy) == [{"OK": "ok", "TOXIC": "toxic"}]


def test_labels_that_are_spelled_in_two_ways_themselves_are_others_business():
    labels = ["ok", "OK", "toxic"] * 12
    refuse_other_spellings(table(labels, ann=labels))


def test_a_person_who_answers_in_codes_is_refused_with_either_map():
    """Nobody but people know whether 1 is toxic: both maps are there, neither is chosen."""
    data = table(ann=said({"ok": "0", "toxic": "1"}), bob=LABELS)
    error = refused(data)
    assert error.reason == (
        "most of what ann answered is no label's value (36 of 36 answers): 0, 1; labels are ok, "
        "toxic"
    )
    straight, turned = maps(error.remedy)
    assert (straight, turned) == ({"0": "ok", "1": "toxic"}, {"0": "toxic", "1": "ok"})
    assert "on the column 'ann'" in error.remedy
    for means, share in ((straight, 1.0), (turned, 0.0)):
        mapped = table(ann=said(means, said({"ok": "0", "toxic": "1"})), bob=LABELS)
        found = {m.group: m.value for m in human(Subject(mapped))
                 if getattr(m, "metric", "") == "person_accuracy"}  # fmt: skip
        assert found[("annotator", "ann"),] == share
        assert found[("annotator", "bob"),] == 1.0


def test_in_a_row_for_each_answer_the_column_of_answers_is_named():
    answers = [*said({"ok": "fine", "toxic": "bad"}), *LABELS]
    items = [f"item {row}" for row in range(len(LABELS))] * 2
    data = Dataset(
        (
            Column("item", Role.ID, Categories.of(items)),
            Column("who", Role.ANNOTATOR, Categories.of(["ann"] * 36 + ["bob"] * 36)),
            Column("choice", Role.ANNOTATION, Categories.of(answers)),
            Column("gold", Role.LABEL, Categories.of(LABELS * 2), positive="toxic"),
            Column("model", Role.PREDICTION, Categories.of(LABELS * 2)),
        )
    )
    error = refused(data)
    assert maps(error.remedy)[0] == {"bad": "ok", "fine": "toxic"}
    assert 'on the column \'choice\'; or `missing: ["bad", "fine"]`' in error.remedy


@pytest.mark.parametrize(
    ("unsure", "is_refused"),
    [(19, True), (18, False), (1, False)],  # of 36 answers: more than half, half, and one
)
def test_one_word_that_is_no_label_is_refused_where_most_answers_are_it(unsure, is_refused):
    answers = ["unsure"] * unsure + LABELS[unsure:]
    data = table(ann=answers, bob=LABELS)
    if is_refused:
        remedy = refused(data).remedy
        assert "`map: {\"unsure\": ...}`, on the column 'ann'" in remedy
        assert '`missing: ["unsure"]`' in remedy
        return
    subject = Subject(data)
    both = beside_people(subject, people_of(data, subject.warn))
    assert np.mean(both.right(0).right) == pytest.approx(1 - unsure / 36)
    assert "people's answer 'unsure' is no label's value, so it counts as wrong" in subject.warnings


def test_four_answers_of_a_person_are_too_few_to_be_words_of_ones_own():
    few = ["unsure"] * 4 + [None] * 32
    list(human(Subject(table(ann=few, bob=LABELS))))
    refused(table(ann=["unsure"] * 5 + [None] * 31, bob=LABELS))


def test_a_class_that_the_model_knows_is_a_wrong_answer_and_no_other_word():
    data = table(ann=["mild"] * 36, bob=LABELS)
    model = Column("model", Role.PREDICTION, Categories.of(["mild", *LABELS[1:]]))
    data = Dataset((*(one for one in data if one.name != "model"), model))
    list(human(Subject(data)))
