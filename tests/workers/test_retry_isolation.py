"""Second attempts go one at a time."""

from dataclasses import dataclass

from workers.retry_isolation import RetryIsolation


@dataclass
class Claim:
    attempt: int


def test_a_second_attempt_keeps_others_of_its_kind_out_until_it_is_over() -> None:
    retries = RetryIsolation()
    asked: list[bool] = []

    def taking(found: Claim | None):
        def take(again: bool) -> Claim | None:
            asked.append(again)
            return found

        return take

    first = retries.claim(taking(Claim(attempt=1)))
    second = retries.claim(taking(Claim(attempt=2)))
    nothing = retries.claim(taking(None))
    assert (asked, nothing) == ([True, True, False], None)
    assert first is not None
    retries.release(first)  # a first attempt has no say in it
    retries.claim(taking(None))
    assert second is not None
    retries.release(second)
    retries.claim(taking(None))
    assert asked == [True, True, False, False, True]
