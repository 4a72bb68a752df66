"""A count is believed for a while that grows with what it costs."""

from service.row_counting import BELIEVED, RowCounts


class Table:
    """Counts in `seconds` of the clock; says how often it was asked."""

    def __init__(self, seconds: float) -> None:
        self.seconds, self.now, self.asked, self.number = seconds, 100.0, 0, 7

    def rows(self, tenant: str) -> int:
        self.asked += 1
        self.now += self.seconds
        return self.number


def test_a_count_is_believed_for_twenty_times_as_long_as_it_took() -> None:
    table = Table(seconds=0.5)
    counts = RowCounts(clock=lambda: table.now)
    assert counts.of(table, "ten_a") == 7
    table.number = 8
    table.now += 0.5 * BELIEVED - 0.01
    assert (counts.of(table, "ten_a"), table.asked) == (7, 1)
    table.now += 0.02
    assert (counts.of(table, "ten_a"), table.asked) == (8, 2)


def test_each_organisation_is_counted_for_itself() -> None:
    table = Table(seconds=1.0)
    counts = RowCounts(clock=lambda: table.now)
    counts.of(table, "ten_a")
    table.number = 9
    assert (counts.of(table, "ten_b"), counts.of(table, "ten_a")) == (9, 7)


def test_what_this_process_writes_is_added_until_the_next_count() -> None:
    table = Table(seconds=0.5)
    counts = RowCounts(clock=lambda: table.now)
    counts.add("ten_a", 100)  # nobody has asked yet
    assert counts.of(table, "ten_a") == 7
    counts.add("ten_a", 3)
    assert counts.of(table, "ten_a") == 10
    table.number = 11
    table.now += 0.5 * BELIEVED + 0.01
    assert counts.of(table, "ten_a") == 11
