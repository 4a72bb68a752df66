import numpy as np

from audits.probing.subject import Subject
from audits.robustness.corrupting import corrupted
from audits.robustness.corruption_exhibits import shown
from audits.statistics.shares import Stated
from tests import askable
from tests.audits.robustness.test_corrupting import table


def test_one_curve_from_the_rows_as_they_are_and_one_row_a_kind():
    model = askable.LinearTable({"x0": 1.0})
    subject = Subject(table(), model)
    found = corrupted(subject, 40, ["missing_cells", "rounding"])
    curve, pairs = shown(subject, found, Stated(0.95, 5))
    lines = {one["name"]: one["points"] for one in curve.content["series"]}
    assert list(lines) == ["missing cells", "rounding"]
    assert lines["rounding"] == [[float(at), 1.0] for at in range(6)]
    lost = found.right["missing_cells"].mean(axis=1)
    np.testing.assert_allclose([y for _, y in lines["missing cells"]], [1.0, *lost])
    assert curve.content["note"].startswith("Missing cells costs most: of 40 rows 100 of 100")
    assert [pair["after"]["text"] for pair in pairs.content["pairs"]] == ["x0: missing"]
