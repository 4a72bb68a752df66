import pytest

from audits.planning.label_set_guesses import guess_label_set
from audits.specification.profiles import ColumnProfile, DatasetProfile
from audits.specification.roles import Kind


def column(name, values, kind=Kind.CATEGORY):
    return ColumnProfile(name, kind, None, len(values), 0, tuple(values))


def dataset(*columns):
    return DatasetProfile("csv", 100, columns, "0" * 64)


LISTS = ["sport;trade", "sport", "news", "[]", '["news", "trade"]']


def test_two_columns_of_lists_are_labels_and_answers():
    guess = guess_label_set(dataset(column("topics", LISTS), column("predicted", LISTS[:3])))
    assert (guess.labels, guess.label, guess.prediction) == (
        ("news", "sport", "trade"), "topics", "predicted",
    )  # fmt: skip


def test_columns_of_two_values_pair_by_their_names():
    names = ("sex", "news", "sport", "pred_news", "sport_prediction", "other")
    guess = guess_label_set(dataset(*(column(name, ["0", "1"]) for name in names)))
    assert guess.labels == ("news", "sport")
    assert guess.answers == ("pred_news", "sport_prediction")
    assert guess.columns == {"news", "sport", "pred_news", "sport_prediction"}


@pytest.mark.parametrize(
    "columns",
    [
        # One question alone.
        (column("news", ["0", "1"]), column("pred_news", ["0", "1"])),
        # Sentences, of which one has a semicolon.
        (column("text", ["a man; a plan", "none", "nothing", "more", "less", "some"], Kind.TEXT),
         column("predicted", ["a man; a plan", "none", "nothing", "more", "less", "some"])),
        # Nobody says which of the two was answered.
        (column("topics", LISTS), column("tags", LISTS)),
        # Of other labels.
        (column("topics", LISTS), column("predicted", ["a;b", "c", "d;e"])),
        (column("topics", ["[a", "b;c"]), column("predicted", LISTS)),
    ],
)  # fmt: skip
def test_what_is_none_is_taken_for_none(columns):
    assert guess_label_set(dataset(*columns)) is None
