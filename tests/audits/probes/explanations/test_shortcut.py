"""The husky test, offline: a network that looks at the ground is found out."""

import warnings

import numpy as np
import pytest

from audits.data.dataset import Categories, Column, Dataset, Numbers, Texts
from audits.errors import NotApplicable
from audits.measurement import Undetermined
from audits.running.catalog import catalog
from audits.specification.roles import Role
from tests.askable import LinearTable, LinearText, people
from tests.subjects import Subject


def shares(subject, **parameters):
    found = list(catalog()["explanations.shortcut"](subject, **parameters))
    return {m.group: m for m in found}


@pytest.fixture(scope="module")
def taught():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the optimiser says it stopped early
        from tests.husky import networks

        return networks()


def test_the_network_that_learnt_the_ground_is_found_out(taught):
    husky, _, data = taught
    found = shares(Subject(data, husky))
    for method in ("lime", "prediction_difference"):
        assert found[(("set", method),)].value >= 0.8
    assert found[()].value >= 0.8
    assert found[(("nuisance", "background"),)].interval.lower > 0.7


def test_the_honest_network_is_not_accused(taught):
    _, honest, data = taught
    found = shares(Subject(data, honest))
    for method in ("lime", "prediction_difference"):
        assert found[(("set", method),)].value < 0.2
    assert found[(("nuisance", "background"),)].interval.upper < 0.2


def branches(weight):
    data = people(columns=3)
    branch = np.random.default_rng(1).normal(size=len(data))
    columns = (*data.columns, Column("branch", Role.NUISANCE, Numbers(branch)))
    return Subject(Dataset(columns), LinearTable({"x0": 1.0, "x1": 0.3, "branch": weight}))


def test_a_column_that_should_not_matter_has_its_share():
    leaning = shares(branches(5.0))
    assert leaning[(("nuisance", "branch"),)].value > 0.7
    assert shares(branches(0.0))[(("nuisance", "branch"),)].value < 0.02


def test_words_that_should_not_matter_have_their_share():
    sentences = [f"report {at} from Reuters on markets" for at in range(8)]
    sentences += [f"report {at} on markets and trade" for at in range(8)]
    data = Dataset(
        (
            Column("text", Role.FEATURE, Texts.of(sentences)),
            Column("source", Role.NUISANCE, Categories.of(["Reuters"] * 8 + [None] * 8)),
        )
    )
    subject = Subject(data, LinearText({"Reuters": 3.0, "markets": 0.2}))
    found = shares(subject, tokens=("reuters",), rows=tuple(range(8)))
    assert found[(("nuisance", "tokens"),)].value > 0.85
    assert found[(("nuisance", "source"),)].value > 0.85
    assert found[()].value <= 1.0


def test_nothing_declared_is_not_run_with_its_remedy():
    with pytest.raises(NotApplicable, match="no column with the role nuisance") as caught:
        shares(Subject(people(), LinearTable({"x0": 1.0})))
    assert "nuisance" in caught.value.remedy


def test_one_class_is_undetermined():
    model = LinearTable({"x0": 1.0}, classes=("healthy",))
    assert isinstance(shares(Subject(people(), model))[()], Undetermined)
