"""Codes of questionnaires among the numbers of a column."""

import numpy as np
import pytest

from audits.data.dataset import Categories, Numbers, Texts
from audits.data.reading import read_dataset
from audits.data.reading.coded_missing import coded_missing
from audits.specification.document import ColumnSpec
from audits.specification.roles import Kind, Role


@pytest.mark.parametrize(
    ("values", "codes"),
    [
        ([0.1, 0.9, 0.5, 0.4, 0.3, 0.6, 0.7, 99], {"99": 1}),
        ([0.1, 0.9, 0.5, 0.4, 0.3, 0.6, 0.7, -9], {"-9": 1}),
        ([0.1, 0.9, 0.5, 0.4, 0.3, 0.6, 0.7, 0.8, 97, -99, np.nan], {"97": 1, "-99": 1}),
        ([18, 95, 40, 41, 42, 43, 44, 45, 46, 999, 998], {"999": 1, "998": 1}),
        ([18, 95, 40, 41, 42, 43, 44, 45, 46, 99], {}),  # a person may be so old
        ([*range(10)], {}),  # digits
        ([0.1, 0.9, 99, 99, 99], {}),  # no rare value
        ([0.1, 0.9, 0.5, 0.4, 0.3, 0.6, 0.7, 42], {}),  # no such code
        ([5, 5, 5, 5, 5, 5, 999], {}),  # nothing says how far the others lie apart
        ([*[0, 1, 2, 3] * 10, -1, -1, -1], {"-1": 3}),  # as pandas' `cat.codes` has it
        ([*[0, 1, 2, 3] * 10, -1], {}),
        ([*[0, 1, 3, 4] * 10, -1, -1, -1], {}),  # numbers, of which one is below 0
        ([*[0, 1] * 10, -1, -1, -1], {}),  # a third class
        ([*list(range(11)) * 3, -1, -1, -1], {"-1": 3}),  # 0 to 10, of which 7 to 9 are codes too
        ([*list(range(1, 11)) * 3, -1, -1, -1], {"-1": 3}),  # a judge's grades from 1 to 10
        ([*[1, 2, 4.5, 9, 10] * 6, -1, -1, -1], {"-1": 3}),
        ([*range(18, 91), -1, -1, -1], {"-1": 3}),  # ages
        ([*np.linspace(0, 900, 60), -1, -1, -1], {"-1": 3}),  # amounts
        ([*np.linspace(-3, 900, 60), -1, -1, -1], {}),
        ([*list(range(1, 11)) * 3, -1], {}),
        ([999, 999], {}),
        ([], {}),
    ],
)
def test_a_code_lies_farther_off_than_the_others_lie_apart(values, codes):
    assert coded_missing(Numbers(np.array(values, dtype=float))) == codes


@pytest.mark.parametrize(
    ("levels", "codes"),
    [
        ("0011001101", {}),
        (["0", "1"] * 6 + ["-9"], {"-9": 1}),
        (["0", "1"] * 6 + ["-1"], {}),  # as far off as the others: a third class
        (["1", "2"] * 6 + ["9"], {"9": 1}),
        (["f", "m"] * 6 + ["9"], {"9": 1}),  # ISO 5218's code of what is not known
        (["female", "male"] * 30 + ["-9", "-9", "-8"], {"-9": 2, "-8": 1}),
        (["f", "m"] * 6 + ["3"], {}),  # no such code
        (["f", "m", "99"] * 6, {}),  # no rare value
        (["f", "m", "x"] * 6 + ["1", "2", "9"], {}),  # codes and words of one list
        (["1", "2", "3", "4", "5"] * 6 + ["9"], {}),  # stars
    ],
)
def test_of_classes_all_must_be_numbers(levels, codes):
    assert coded_missing(Categories.of(list(levels))) == codes


def test_texts_have_none():
    assert coded_missing(Texts(np.array(["99"], dtype=object))) == {}


def test_what_a_rule_may_rest_on_is_told_with_the_key_that_helps(tmp_path):
    """The key makes the rows missing, and then nothing is told."""
    path = tmp_path / "t.csv"
    path.write_text("y,s,x\n" + "0,.2,-9\n1,.8,3\n" * 20 + "-9,99,4\n")
    specs = {
        "y": ColumnSpec(role=Role.LABEL, kind=Kind.CATEGORY),
        "s": ColumnSpec(role=Role.SCORE, kind=Kind.NUMBER),
        "x": ColumnSpec(role=Role.FEATURE, kind=Kind.NUMBER),
    }
    label, score = read_dataset(path, specs).notes
    assert "-9 (1 row) stands beyond every other value in column 'y'" in label
    assert 'say `missing: ["99"]` on the column' in score
    specs["y"] = ColumnSpec(role=Role.LABEL, kind=Kind.CATEGORY, missing=["-9"])
    specs["s"] = ColumnSpec(role=Role.SCORE, kind=Kind.NUMBER, missing=["99"])
    data = read_dataset(path, specs)
    assert not any("far from" in note for note in data.notes)
    assert np.isnan(data["s"].numbers[-1])


def test_the_longest_tail_of_counts_is_no_code_once():
    """Of small counts with a long tail hardly any table has a 7, 8 or 9 that lies alone so."""
    rng = np.random.default_rng(5)
    told = 0
    for _ in range(400):
        rate = np.exp(rng.normal(-0.5, 0.8, 120)) * rng.gamma(1, 1, 120)
        told += bool(coded_missing(Numbers(rng.poisson(rate).astype(float))))
    assert told <= 4
    assert coded_missing(Numbers(np.array([0.0, 1, 2, 3] * 20 + [9] * 4))) == {"9": 4}
    assert coded_missing(Numbers(np.array([0.0, 1, 2, 3] * 20 + [99]))) == {"99": 1}
