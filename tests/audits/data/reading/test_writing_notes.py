from types import SimpleNamespace

from audits.data.reading.writing_notes import turned, written
from audits.specification.document import ColumnSpec


def column(name, **spec):
    return SimpleNamespace(name=name, spec=ColumnSpec(**spec))


def test_columns_that_are_spelt_alike_share_a_sentence():
    notes = list(
        written(
            [
                column("a", decimal=",", thousands="."),
                column("b"),
                column("c", decimal=",", thousands="."),
                column("d", unit="kg"),
            ]
        )
    )
    assert notes == [
        "the numbers of columns 'a', 'c' are read with decimal commas and thousands parted by '.'",
        "the numbers of column 'd' are read with the unit 'kg'",
    ]


def test_cells_whose_minus_is_elsewhere_are_counted():
    assert list(turned("a", {"450-": 2, "(3)": 1})) == [
        "3 cells of column 'a', such as '450-', are read as below 0"
    ]
    assert not list(turned("a", {}))
