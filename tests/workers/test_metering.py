"""What children use is counted for the work they were started for, and for no other."""

import threading

from workers.metering import count, metered


def test_it_adds_up_and_what_was_booked_is_taken_off() -> None:
    with metered() as meter:
        count(1.5)
        count(0.25)
        assert meter.cpu_seconds == 1.75
        meter.booked(1.5)
        assert meter.cpu_seconds == 0.25
        count(1.0)
    assert meter.cpu_seconds == 1.25
    count(9.0)  # nobody's work
    assert meter.cpu_seconds == 1.25


def test_two_threads_have_a_meter_each() -> None:
    totals: dict[float, float] = {}
    both = threading.Barrier(2)

    def work(seconds: float) -> None:
        with metered() as meter:
            both.wait(10)
            count(seconds)
            both.wait(10)
            totals[seconds] = meter.cpu_seconds

    threads = [threading.Thread(target=work, args=(seconds,)) for seconds in (1.0, 2.0)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert totals == {1.0: 1.0, 2.0: 2.0}
