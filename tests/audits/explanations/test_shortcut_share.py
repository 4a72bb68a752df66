"""The share of an answer's support that lies on nuisances, where it is known by hand."""

import numpy as np
import pytest

from audits.data.dataset import Categories, Column, Dataset, Images, Numbers
from audits.errors import NotApplicable
from audits.explanations.shortcut_share import ALL, BACKGROUND, Shortcuts
from audits.explanations.subject_to_explain import ExplanationTask
from audits.specification.roles import Role
from tests.askable import Album, BrightCorner, LinearTable, LinearText, album, people, texts
from tests.subjects import Subject


def shortcuts(data, model, *tokens, samples=60):
    return Shortcuts(ExplanationTask(Subject(data, model)), tokens, samples)


def shares(found, row, method="prediction_difference"):
    return found.by_method([row])[method](row).shares


def with_nuisance(data, name, values):
    return Dataset((*data.columns, Column(name, Role.NUISANCE, values)))


def branches(weight, other):
    data = people(rows=80, columns=2)
    branch = np.random.default_rng(1).normal(size=len(data))
    model = LinearTable({"x0": other, "branch": weight})
    return shortcuts(with_nuisance(data, "branch", Numbers(branch)), model)


def some_row(found):
    """A row with support for its answer on some column."""
    return int(np.argmax(np.abs(found.task.answers[:, 1] - 0.5)))


@pytest.mark.parametrize("method", ["lime", "prediction_difference"])
@pytest.mark.parametrize(("weight", "other", "share"), [(3.0, 0.0, 1.0), (0.0, 3.0, 0.0)])
def test_all_or_none_of_the_support_lies_on_the_only_column_that_counts(
    method, weight, other, share
):
    found = branches(weight, other)
    assert found.nuisances == ("branch",)
    assert shares(found, some_row(found), method) == pytest.approx(
        {"branch": share, ALL: share}, abs=1e-6
    )


def test_of_a_table_only_nuisances_that_are_read_are_looked_at():
    with pytest.raises(NotApplicable, match="reads no column with the role nuisance"):
        _ = shortcuts(
            with_nuisance(people(columns=2), "branch", Numbers(np.ones(300))),
            LinearTable({"x0": 1.0}),
        ).nuisances


SENTENCES = ["a good film", "good and kind", "kind words", "a film"] * 5


def test_words_that_should_not_matter_count_once_whoever_names_them():
    source = Categories.of(["good", "good", None, "film"] * 5)
    data = with_nuisance(texts(SENTENCES), "source", source)
    found = shortcuts(data, LinearText({"good": 2.0}), "Good", samples=100)
    assert found.nuisances == ("tokens", "source")
    row = shares(found, 0)
    assert row == pytest.approx({"tokens": 1.0, "source": 1.0, ALL: 1.0}, abs=1e-6)


def test_a_row_without_the_words_has_no_share_and_one_without_support_is_refused():
    found = shortcuts(texts(SENTENCES), LinearText({"good": 2.0, "kind": 2.0}), "good")
    assert found.nuisances == ("tokens",)
    assert shares(found, 2) == pytest.approx({"tokens": 0.0, ALL: 0.0}, abs=1e-6)
    with pytest.raises(NotApplicable, match="no unit speaks for the answer to row 3"):
        shares(found, 3, "lime")


def test_of_texts_somebody_must_say_which_words():
    with pytest.raises(NotApplicable, match="nothing says which words should not matter"):
        _ = shortcuts(texts(SENTENCES), LinearText({"good": 2.0})).nuisances


def squares(bright, *, side=16):
    """Grey pictures of which every second has a bright square there, and masks of the square."""
    pictures, masks = [], []
    for number in range(8):
        picture = np.full((side, side, 3), 90, np.uint8)
        mask = np.zeros((side, side, 3), np.uint8)
        rows, columns = bright
        if number % 2:
            picture[rows, columns] = 250
        mask[4:12, 4:12] = 255
        pictures.append(picture)
        masks.append(mask)
    names = np.array([str(number) for number in range(8)], dtype=object)
    column = Column("object", Role.MASK, Images(names, Album(dict(zip(names, masks, strict=True)))))
    return Dataset((*album(pictures).columns, column))


def test_a_network_that_looks_at_the_background_has_all_of_its_support_there():
    # The bright corner is outside the mask of the object but for its middle.
    data = squares((slice(0, 4), slice(0, 8)))
    found = shortcuts(data, BrightCorner(gain=20.0), samples=40)
    assert found.nuisances == (BACKGROUND,)
    share = shares(found, 1)
    assert share[ALL] == share[BACKGROUND]
    assert share[BACKGROUND] > 0.9


def test_a_picture_that_is_all_background_is_refused():
    data = squares((slice(0, 4), slice(0, 8)))
    empty = {str(number): np.zeros((16, 16, 3), np.uint8) for number in range(8)}
    names = np.array(list(empty), dtype=object)
    column = Column("object", Role.MASK, Images(names, Album(empty)))
    found = shortcuts(Dataset((data.columns[0], column)), BrightCorner(gain=20.0), samples=40)
    with pytest.raises(NotApplicable, match="row 1 shows no object on a background"):
        shares(found, 1)
