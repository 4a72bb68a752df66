"""Who is counted, and who is the reference."""

from audits.report.components import Tabled
from tests.audits.report.exhibits.samples import SAMPLES, plain, shown


def test_a_missing_group_is_called_unknown(view):
    (part,) = shown(view, "groups", SAMPLES["groups"])
    assert isinstance(part, Tabled)
    assert part.table.rows[1] == ("unknown", "30", "30.0\N{NO-BREAK SPACE}%", "")


def test_the_reference_says_why_it_is_one(view):
    (part,) = shown(view, "groups", SAMPLES["groups"])
    assert [plain(cell) for cell in part.table.rows[0]] == [
        "m", "70", "70.0 %", "reference: most rows",
    ]  # fmt: skip
    unexplained = {**SAMPLES["groups"], "why": None}
    (part,) = shown(view, "groups", unexplained)
    assert part.table.rows[0][-1] == "reference"


def test_the_largest_groups_come_first_and_the_rest_is_counted(view):
    many = [{"group": {"sex": str(n)}, "rows": n} for n in range(1, 34)]
    (part,) = shown(view, "groups", {"groups": many})
    assert [row[0] for row in part.table.rows] == [str(n) for n in range(33, 3, -1)]
    assert part.table.caption == "3 smaller groups stand in the JSON report."
