"""Pages that go through everything once."""

import pytest

from tests.service.records.conftest import Home


@pytest.mark.parametrize("limit", [1, 2, 3, 5, 6])
def test_every_row_stands_on_one_page_newest_first(home: Home, limit: int) -> None:
    made = [home.audit(f"audit {at}") for at in range(5)]
    seen: list[str] = []
    cursor, pages = None, 0
    while True:
        page = home.read(lambda unit, c=cursor: unit.audits.page(cursor=c, limit=limit))
        seen += [row.id for row in page.rows]
        pages += 1
        if page.cursor is None:
            break
        cursor = page.cursor
    assert seen == made[::-1]
    assert pages == -(-5 // limit)


def test_what_is_added_meanwhile_moves_nothing(home: Home) -> None:
    made = [home.audit(f"audit {at}") for at in range(4)]
    first = home.read(lambda unit: unit.audits.page(limit=2))
    home.audit("new")
    second = home.read(lambda unit: unit.audits.page(cursor=first.cursor, limit=2))
    assert [row.id for row in (*first.rows, *second.rows)] == made[::-1]
