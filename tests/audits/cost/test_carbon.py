"""Energy, carbon dioxide and everyday things, against published rows."""

import pytest

from audits.cost.carbon import (
    EQUIVALENTS,
    POUND,
    PUE,
    chosen_grid,
    equivalents,
    grids,
    source,
    training_kwh,
)
from audits.errors import NotApplicable

# Strubell, Ganesh & McCallum 2019, table 3: watts, hours, kWh with PUE, pounds of CO2e.
ROWS = [
    ("T2T base", 1415.78, 12, 27, 26), ("T2T big", 1515.43, 84, 201, 192),
    ("ELMo", 517.66, 336, 275, 262), ("NAS", 1515.43, 274120, 656347, 626155),
]  # fmt: skip


@pytest.mark.parametrize(("name", "watts", "hours", "kwh", "pounds"), ROWS)
def test_the_published_trainings(name, watts, hours, kwh, pounds):
    energy = training_kwh(watts, hours, PUE)
    assert round(energy) == kwh
    assert round(energy * chosen_grid("us-2018", None).grams / 1000 / POUND) == pounds


def test_one_flight_is_one_flight():
    """1,984 pounds of one passenger there and back; a year of a life is 11,023."""
    told = equivalents(1984 * POUND)
    assert told.startswith("1 flights from New York to San Francisco and back")
    assert f"{1984 / 11023:.3g} years of a human life" in told
    assert len(EQUIVALENTS) == 3


def test_a_stated_intensity_comes_before_a_grid():
    assert chosen_grid("france", 12.0).grams == 12
    assert chosen_grid("france", None).grams == 56
    assert "france, 2023" in chosen_grid("france", None).words
    assert chosen_grid(None, None) is None


def test_an_unknown_grid_is_refused_with_those_that_are_known():
    with pytest.raises(NotApplicable, match="atlantis") as refused:
        chosen_grid("atlantis", None)
    assert "finland" in refused.value.remedy
    assert "grams_per_kwh" in refused.value.remedy


def test_every_grid_has_a_year_and_all_have_a_source():
    assert all(0 < grid.grams < 1000 for grid in grids().values())
    assert "Ember" in source()
    assert "2023" in source()
