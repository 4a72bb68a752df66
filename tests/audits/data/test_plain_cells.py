"""Markup goes, what it marks stays."""

import pytest

from audits.data.plain_cells import plain_cell


@pytest.mark.parametrize(
    ("cell", "plain"),
    [
        ("\\textbf{93.1}$_{\\pm 0.4}$", "93.1 ± 0.4"),
        ("\\textcolor{red}{\\underline{Ours}}$^\\dagger$", "Ours"),
        ("**bold** and *italic*", "bold and italic"),
        ("T-NAML \\cite{wong2018}", "T-NAML"),
        ("SST\\_2 \\& more", "SST_2 & more"),
        ("2 * 3", "2 * 3"),
        ("plain words", "plain words"),
    ],
)
def test_a_cell_says_what_is_read(cell, plain):
    assert plain_cell(cell) == plain
