import numpy as np

from audits.models.tables.answer import Answer
from audits.models.tables.columns import Columns
from audits.models.tables.model import Native, open_table, profile_table
from audits.specification.document import ModelSpec

VALUES = {"a": np.array([0.25, 0.75, np.nan])}


def native(answer, ask=lambda matrix: matrix[:, 0], **columns):
    return Native("xgboost", Columns(("a",), 1, **columns), answer, ask, "a library 1.0")


def test_one_probability_is_that_of_the_second_class():
    model = open_table(native(Answer("probabilities")), ModelSpec(threshold=0.8), "ab")
    found = model.classify(VALUES)
    np.testing.assert_array_equal(found.probabilities[:2], [[0.75, 0.25], [0.25, 0.75]])
    assert found.codes.tolist() == [0, 0, -1]  # by the threshold, and NaN is no answer
    assert dict(model.reading)["answer"] == "probabilities"
    assert model.fingerprint == "ab"


def test_labels_alone_have_no_probabilities():
    model = open_table(
        native(Answer("labels"), lambda m: np.array([0, 1, np.nan])), ModelSpec(), ""
    )
    found = model.classify(VALUES)
    assert found.codes.tolist() == [0, 1, -1]
    assert found.probabilities is None
    bare = open_table(native(Answer("probabilities")), ModelSpec(output="label"), "")
    assert bare.classify(VALUES).probabilities is None
    assert not profile_table(bare.native, ModelSpec(output="label"), "").probabilities


def test_a_row_with_a_strange_word_has_no_answer_whatever_the_library_says():
    asked = native(Answer("number"), lambda m: np.ones(len(m)), words={0: ("x",)})
    model = open_table(asked, ModelSpec(), "")
    np.testing.assert_array_equal(
        model.regress({"a": np.array(["x", "y"], dtype=object)}), [1, np.nan]
    )
    assert model.vocabularies == {"a": {"x"}}


def test_the_profile_is_of_the_model_that_is_opened():
    profile = profile_table(native(Answer("number", is_share=True)), ModelSpec(), "ab")
    assert (profile.task, profile.alternatives) == ("classification", ("regression",))
    assert profile_table(native(Answer("number")), ModelSpec(), "").capabilities == ("Regressor",)


def test_which_columns_are_words_is_left_open_where_the_file_does_not_say_it():
    free = open_table(native(Answer("number"), is_free=True), ModelSpec(), "")
    assert free.reads_as_words is None
    assert open_table(native(Answer("number")), ModelSpec(), "").reads_as_words == ()
