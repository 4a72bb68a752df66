"""What costs something and anybody may ask for."""

from service.remembered import Remembered


def test_a_value_is_believed_for_ten_times_as_long_as_it_took() -> None:
    now, counts = 100.0, 0

    def count() -> bytes:
        nonlocal now, counts
        now += took
        counts += 1
        return f"count {counts}".encode()

    remembered = Remembered(lambda: now)
    took = 0.2
    assert remembered.of(count) == b"count 1"  # at 100.2, until 102.2
    now = 102.1
    assert remembered.of(count) == b"count 1"
    now = 102.3
    took = 60.0
    assert remembered.of(count) == b"count 2"  # at 162.3, and no longer than five seconds
    now = 167.2
    assert remembered.of(count) == b"count 2"
    now = 167.4
    assert remembered.of(count) == b"count 3"
