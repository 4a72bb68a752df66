import numpy as np
import pytest

from audits.data import tallies
from audits.data.dataset import Categories, Column, Dataset, Numbers
from audits.data.tallies import count_cells
from audits.errors import Refused
from audits.specification.roles import Role

ROWS = 3000


def columns(seed=0, missing=True):
    rng = np.random.default_rng(seed)
    low = -1 if missing else 0
    return {
        "sex": Categories(rng.integers(low, 2, ROWS).astype(np.int8), ("f", "m")),
        "race": Categories(rng.integers(low, 5, ROWS).astype(np.int16), tuple("abcde")),
        "y": Categories(rng.integers(low, 2, ROWS).astype(np.int32), ("0", "1")),
    }


def table(crossed, **more):
    tally = [Column(name, Role.PROTECTED, values) for name, values in crossed.items()]
    for name, values in more.items():
        role = Role.COUNT if name == "times" else Role.WEIGHT
        tally.append(Column(name, role, Numbers(values)))
    return Dataset(tuple(tally))


def by_hand(crossed, names, amount):
    found = {}
    for row in range(ROWS):
        key = tuple(int(crossed[name].codes[row]) + 1 for name in names)
        found[key] = found.get(key, 0) + amount[row]
    return found


def test_cells_are_what_counting_row_by_row_gives():
    crossed = columns()
    cells = count_cells(table(crossed), crossed)
    slots, tally = cells.groups(("sex", "race"), ("y",))
    expected = by_hand(crossed, ("sex", "race", "y"), np.ones(ROWS))
    for at, (sex, race) in enumerate(slots.tolist()):
        for label in range(3):
            assert tally.rows[at, label] == expected.get((sex, race, label), 0)
    assert tally.weights is None


def test_counts_and_weights_are_added_up():
    crossed = columns(1)
    rng = np.random.default_rng(1)
    times, weights = rng.integers(0, 4, ROWS).astype(float), rng.random(ROWS)
    data = table(crossed, times=times, weights=weights)
    slots, tally = count_cells(data, crossed).groups(("race",), ())
    for name, amount in (
        ("rows", times),
        ("weights", times * weights),
        ("squares", times * weights**2),
    ):
        expected = by_hand(crossed, ("race",), amount)
        found = getattr(tally, name)
        assert found.tolist() == pytest.approx([expected[tuple(slot)] for slot in slots.tolist()])


def test_many_possible_cells_are_counted_the_same_way(monkeypatch):
    crossed = columns(2)
    dense = count_cells(table(crossed), crossed)
    monkeypatch.setattr(tallies, "DENSE", 1)
    sparse = count_cells(table(crossed), crossed)
    np.testing.assert_array_equal(dense.slots, sparse.slots)
    np.testing.assert_array_equal(dense.tally.rows, sparse.tally.rows)


def test_blocks_do_not_change_the_counts(monkeypatch):
    crossed = columns(3)
    whole = count_cells(table(crossed), crossed)
    monkeypatch.setattr(tallies, "BLOCK", 7)
    np.testing.assert_array_equal(whole.tally.rows, count_cells(table(crossed), crossed).tally.rows)


@pytest.mark.parametrize("value", [np.nan, -1.0, 0.5])
def test_a_count_that_is_no_amount_is_refused_by_name(value):
    crossed = columns(4)
    times = np.ones(ROWS)
    times[5] = value
    with pytest.raises(Refused, match="times"):
        count_cells(table(crossed, times=times), crossed)


def test_too_many_values_to_cross_are_refused():
    wide = Categories(np.zeros(3, np.int32), tuple(map(str, range(100_000))))
    crossed = {str(at): wide for at in range(4)}
    with pytest.raises(Refused, match="too many values"):
        count_cells(table(crossed), crossed)
