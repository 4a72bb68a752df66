"""What is changed, in whom, and what stands beside it: donors and controls by hand."""

import numpy as np
import pytest

from audits.confounds.interventions import declared, usual
from audits.data.dataset import Categories, Column, Dataset, Numbers, Texts
from audits.specification.roles import Role


def rng(purpose):
    return np.random.default_rng(len(purpose))


def people(**columns):
    rows = 40
    return Dataset((
        Column("y", Role.LABEL, Categories.of(["no", "yes"] * (rows // 2)), positive="yes"),
        Column("x", Role.FEATURE, Numbers(np.arange(rows, dtype=float))),
        *(Column(name, Role.NUISANCE, values) for name, values in columns.items()),
    ))  # fmt: skip


def only(data, reads):
    (intervention,) = declared(data, reads, rng)
    return intervention


def test_a_nuisance_that_is_read_gets_another_row_s_value_of_the_same_label():
    # Of either label half the rows are of either site.
    data = people(site=Categories.of(["a", "a", "b", "b"] * 10))
    one = only(data, ("x", "site"))
    assert (one.declared, one.column, len(one.rows)) == (True, "site", 40)
    before, after = one.before.fed_values("site"), one.after.fed_values("site")
    assert (before.codes != after.codes).all()  # of two sites it is the other one
    np.testing.assert_array_equal(one.before["x"].numbers, one.after["x"].numbers)
    assert one.control is None  # nothing but the nuisance was changed


def test_within_a_label_there_may_be_nothing_to_exchange_it_with():
    data = people(site=Categories.of(["a", "b"] * 20))  # the label says the site
    assert "one value only" in only(data, ("site",)).why_not


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        (Categories.of(["a"] * 40), "it is constant"),
        (Numbers(np.full(40, np.nan)), "every value is missing"),
        (Texts.of(["words"] * 40), "neither a number nor a category"),
    ],
)
def test_what_cannot_be_exchanged_says_why(values, reason):
    assert reason in only(people(site=values), ("x",)).why_not
    assert reason in only(people(site=values), ("x", "site")).why_not


def test_a_nuisance_that_shows_nowhere_is_not_changed():
    data = people(site=Categories.of(["a", "a", "b", "b"] * 10))
    assert "reads neither it, nor pictures or texts" in only(data, ("x",)).why_not


def test_words_of_a_nuisance_are_exchanged_and_those_of_its_own_value_are_the_control():
    sites = ["ward", "ward", "clinic", "clinic"] * 10
    texts = [f"seen at the {site} on day {row % 7}" for row, site in enumerate(sites)]
    data = Dataset((
        Column("y", Role.LABEL, Categories.of(["no", "yes"] * 20), positive="yes"),
        Column("note", Role.FEATURE, Texts.of(texts)),
        Column("site", Role.NUISANCE, Categories.of(sites)),
    ))  # fmt: skip
    one = only(data, ("note",))
    assert one.why_not is None
    other = {"ward": "clinic", "clinic": "ward"}
    for row, after, control in zip(
        one.rows, one.after.fed_values("note").values,
        one.control.fed_values("note").values, strict=True,
    ):  # fmt: skip
        assert sorted(after.split()) == sorted(
            texts[row].replace(sites[row], other[sites[row]]).split()
        )
        assert sorted(control.split()) == sorted(texts[row].split())


def test_usual_changes_that_touch_hardly_any_text_are_left_out():
    data = Dataset((Column("note", Role.FEATURE, Texts.of(["plain lower case words"] * 30)),))
    for one in usual(data, ("note",), rng):
        assert not one.declared
        changed = np.sum(one.after.fed_values("note").values != data.fed_values("note").values)
        assert changed * 20 > 30
    assert list(usual(people(), ("x",), rng)) == []
