"""No table in which nothing is misread is doubted, and each that is misread is told so.

A fast form of benchmarks/simulate_alarms.py, whose table stands in docs/data_quality.md. What is
told is found by running audits, so that a new notice joins by itself: it may be told of no innocent
table.
"""

import os

import pytest

from benchmarks.faulty_tables import FAULTS
from benchmarks.innocent_tables import KINDS
from benchmarks.simulate_alarms import HEADER, Alarms, Found, drawn, rows
from benchmarks.told_in_an_audit import doubts, question

DRAWS = 20 if os.environ.get("EVENHAND_LONG") else 1
# Told in a few of a hundred tables that have a brand called so: docs/data_quality.md.
RARE = {"data.reading.totals.totals"}


@pytest.mark.parametrize("name", KINDS)
def test_an_innocent_table_is_not_doubted(tmp_path, name):
    told = [
        (maker, sentence)
        for table in drawn(name, KINDS[name], DRAWS, seed=23)
        for maker, sentence in doubts(table, tmp_path).items()
        if maker not in RARE
    ]
    # Of twenty tables one may be doubted by chance.
    assert len(told) <= DRAWS // 20, told


@pytest.mark.parametrize("name", FAULTS)
def test_a_table_with_a_fault_is_told_so(tmp_path, name):
    (table,) = drawn(name, FAULTS[name], 1, seed=23)
    told = doubts(table, tmp_path)
    assert told
    for maker, sentence in told.items():
        assert question(maker)
        assert sentence[0] != " "
        assert sentence[-1] != "."


def test_the_page_has_the_notice_first_that_is_told_falsely_most_often():
    """By hand: Wilson's limits of 1 in 4 are 4.6 and 69.9 %, of 0 in 4 they are 0 and 49.0 %."""
    (name,) = [name for name in KINDS if name.startswith("grades")]
    (table,) = drawn(name, KINDS[name], 1, seed=0)
    alarms = Alarms()
    for makers in ({}, {}, {}, {"data.reading.totals.totals": "of no use"}):
        alarms.add(table, makers, "kind")
    other = Found({"a fault": 9}, {"grades"})
    written = [*rows(alarms, {"data.reading.beside_labels._copied": other})]
    assert written[0] == HEADER
    assert written[2].endswith("|  | 1 of 4 | 4.6 to 69.9 % | kind (1 of 4) |")
    assert written[3:] == ["| a fault | 9 of 10 | 0 of 4 | 0.0 to 49.0 % |  |"]
