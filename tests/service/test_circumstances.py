"""Where a request comes from is known to its own thread alone, and to nobody afterwards."""

import threading

from service.circumstances import begin, circumstances, end


def test_what_is_known_of_a_request_is_forgotten_with_it() -> None:
    begin("192.0.2.1", "abc")
    assert circumstances() == {"address": "192.0.2.1", "request_id": "abc"}
    end()
    assert circumstances() == {}


def test_another_thread_answers_another_request() -> None:
    seen: list[object] = []
    begin("192.0.2.1", "abc")
    try:
        thread = threading.Thread(target=lambda: seen.append(circumstances()))
        thread.start()
        thread.join()
    finally:
        end()
    assert seen == [{}]
