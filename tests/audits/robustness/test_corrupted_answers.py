import numpy as np
import pytest

from audits.data.dataset import Categories, Column, Dataset, Texts
from audits.errors import NotApplicable
from audits.perturbations import picture_corruptions, text_corruptions
from audits.robustness.corrupted_answers import SEVERITIES, Corruptible, answers
from audits.specification.roles import Role
from tests.askable import LinearTable, people
from tests.pixel_models import gallery, linear


def rng(purpose):
    return np.random.default_rng([*purpose.encode()])


def test_corruptions_are_those_of_what_the_model_reads():
    assert Corruptible.of(gallery(), ("picture",), rng).names == tuple(
        picture_corruptions.CORRUPTIONS
    )
    texts = Dataset((Column("t", Role.FEATURE, Texts.of(["a good film"])),))
    assert Corruptible.of(texts, ("t",), rng).names == tuple(text_corruptions.CORRUPTIONS)
    names = Corruptible.of(people(), ("x0", "sex"), rng).names
    assert set(names) >= {"missing cells", "stale values"}


def test_a_categorical_table_has_no_units_and_no_digits():
    data = Dataset((Column("job", Role.FEATURE, Categories.of(["a", "b", "c"])),))
    assert Corruptible.of(data, ("job",), rng).names == ("missing cells", "stale values")


def test_each_picture_is_drawn_alike_whoever_stands_beside_it():
    data = gallery(rows=8)
    changed = Corruptible.of(data, ("picture",), rng).change("gaussian noise", 2)
    whole = changed.features(("picture",), slice(None))["picture"]
    (alone,) = changed.features(("picture",), np.array([5]))["picture"]
    np.testing.assert_array_equal(whole[5], alone)


def test_right_answers_of_each_severity_and_row():
    data, model = gallery(rows=20), linear()
    labels = model.classify(data.features(("picture",), slice(None))).codes
    told = []
    corruptible = Corruptible.of(data, ("picture",), rng)
    (found,) = answers(model, corruptible, ("brightness",), labels, told.append)
    for severity, right in zip(SEVERITIES, found.right, strict=True):
        changed = corruptible.change("brightness", severity).features(("picture",), slice(None))
        np.testing.assert_array_equal(right, model.classify(changed).codes == labels)
    assert told[-1] == 1


def test_a_model_that_reads_nothing_of_these_is_refused():
    with pytest.raises(NotApplicable, match="reads neither"):
        Corruptible.of(people(), (), rng)


def test_the_whole_table_is_asked_with_the_cells_that_went_wrong():
    data, model = people(), LinearTable({"x0": 1.0, "x1": -1.0})
    changed = Corruptible.of(data, model.reads, rng).change("wrong units", 5)
    fed = changed.features(("x0",), slice(None))["x0"]
    own = data["x0"].values.values
    hit = fed != own
    np.testing.assert_allclose(fed[hit], 2.54 * own[hit])
    assert 0.4 < hit.mean() < 0.6
