"""Lists of codes with a comma between them are asked about, and numbers with decimals are not."""

import itertools

import numpy as np
import pytest

from audits.data.reading import profile_dataset
from audits.planning.numbers_or_lists import number_or_list
from audits.specification.document import ColumnSpec


def profile(folder, cells):
    path = folder / "t.tsv"
    path.write_text("id\ty\n" + "\n".join(f"e{at}\t{cell}" for at, cell in enumerate(cells)) + "\n")
    return profile_dataset(path).columns[1]


def codes(rows=900, labels=14):
    """As GoEmotions writes them: most rows have one of its ids, some have two, in order."""
    rng = np.random.default_rng(3)
    two = list(itertools.combinations(range(labels), 2))[:25]
    pairs = [",".join(map(str, two[at])) for at in rng.integers(0, len(two), rows // 4)]
    return [*map(str, rng.integers(0, labels, rows)), *pairs]


@pytest.mark.parametrize("role", ["label", "prediction"])
def test_two_codes_are_asked_about_with_both_ways_out(tmp_path, role):
    problem = number_or_list("y", ColumnSpec(role=role), profile(tmp_path, codes()))
    assert problem.code == "number_or_list"
    assert "may be one number or the two labels" in problem.reason
    assert '`decimal: ","`' in problem.remedy
    assert "`label_set`" in problem.remedy


@pytest.mark.parametrize(
    "said", [{"decimal": ","}, {"map": {"1": "a"}}, {"role": "feature"}, {"thousands": ","}]
)
def test_whoever_says_what_they_are_is_not_asked(tmp_path, said):
    spec = ColumnSpec(**{"role": "label", **said})
    assert number_or_list("y", spec, profile(tmp_path, codes())) is None


@pytest.mark.parametrize(
    "cells",
    [
        [
            f"{tenth // 10},{tenth % 10}" if tenth % 10 else f"{tenth // 10}"
            for tenth in range(10, 101)
        ]
        * 9,
        [f"{half / 2:g}".replace(".", ",") for half in range(2, 11)] * 90,
        [f"{cents / 100:.2f}".replace(".", ",") for cents in range(100, 999, 7)] * 3,
        [str(one) for one in range(20)] * 9,
    ],
    ids=["tenths", "halves", "cents", "whole"],
)
def test_numbers_with_decimals_are_numbers(tmp_path, cells):
    assert number_or_list("y", ColumnSpec(role="label"), profile(tmp_path, cells)) is None
