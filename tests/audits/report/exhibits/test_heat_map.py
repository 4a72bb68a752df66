"""Amounts on a grid."""

import re

from audits.report.components import Figures, Heat
from tests.audits.report.exhibits.samples import one_figure, plain, shown


def test_a_grid_is_limited_however_large_it_comes(view):
    (part,) = shown(view, "heat_map", {"values": [[(i * j) % 7 - 3 for i in range(500)]
                                                  for j in range(500)]})  # fmt: skip
    assert isinstance(part, Figures)
    assert len(part.figures[0].svg) < 120_000


def test_named_cells_are_shaded_from_the_least_to_the_most(view):
    cells = [[{"value": 0.2, "n": 100}, {"value": 0.6, "n": 100, "interval": [0.5, 0.7]}],
             [{"value": 0.4, "n": 100}, None]]  # fmt: skip
    content = {"rows": ["a", "b"], "columns": ["c", "d"], "cells": cells}
    (heat,) = shown(view, "heat_map", content)
    assert isinstance(heat, Heat)
    (_, (least, most)), (_, (middle, absent)) = heat.rows
    assert (least.shade, middle.shade, most.shade, absent) == (1, 3, 5, None)
    assert (plain(most.value), most.interval, most.sample_size) == (
        "60.0 %", "[50.0 to 70.0]", "100",
    )  # fmt: skip


def test_a_cell_of_few_rows_has_no_shade_and_stretches_no_scale(view):
    cells = [[{"value": 1.0, "n": 29}, {"value": 0.1, "n": 30}, {"value": 0.2, "n": 30}]]
    content = {"rows": ["a"], "columns": ["x", "y", "z"], "cells": cells}
    (heat,) = shown(view, "heat_map", content)
    assert [cell.shade for cell in heat.rows[0][1]] == [0, 1, 5]


def test_a_run_of_equal_shade_is_one_rectangle_in_the_ink_of_its_sign(view):
    figure = one_figure(view, "heat_map", {"values": [[1.0, 1.0, 0.0], [-0.5, -0.5, -0.5]]})
    assert re.findall(r'class="g([fa]\d)" d="([^"]*)"', figure.svg) == [
        ("a2", "M0.0 117.3h352.0v117.3h-352.0z"),
        ("f4", "M0.0 0.0h234.7v117.3h-234.7z"),
    ]
    assert figure.table.rows[0] == ("0", "0", "1.00")
