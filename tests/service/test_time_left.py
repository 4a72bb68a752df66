"""What may be said of the time left: worked out by hand, and nothing where little was seen."""

import pytest

from service.time_left import Pace, in_words


def news(percent: float, step: int = 1, stage: str = "fairness.ranking") -> dict[str, object]:
    return {"stage": stage, "percent": percent, "step": step, "of": 20}


def test_the_share_done_since_the_first_probe_tells_the_rest() -> None:
    pace = Pace()
    pace.seconds_left({"stage": "opening the model", "percent": 0}, 0.0)
    assert pace.seconds_left(news(0, step=1), 30.0) is None  # the wait before says nothing
    assert pace.seconds_left(news(20, step=2), 40.0) == pytest.approx(40.0)  # 20 % in 10 s


@pytest.mark.parametrize(("percent", "at"), [(4, 60.0), (50, 4.0), (100, 60.0)])
def test_little_seen_and_nothing_left_give_no_estimate(percent: float, at: float) -> None:
    pace = Pace()
    pace.seconds_left(news(0), 0.0)
    assert pace.seconds_left(news(percent, step=3), at) is None


def test_the_slower_of_all_steps_and_the_one_at_hand_is_believed() -> None:
    pace = Pace()
    pace.seconds_left(news(0), 0.0)
    assert pace.seconds_left(news(80, step=17), 8.0) == pytest.approx(2.0)
    # The last step: 2 % in 10 s, so that 18 % take 90 s; all steps would say 82 % in 18 s.
    assert pace.seconds_left(news(82, step=17), 18.0) == pytest.approx(90.0)


def test_what_an_earlier_attempt_saved_is_no_pace() -> None:
    pace = Pace()
    pace.seconds_left(news(0), 0.0)
    pace.seconds_left(news(60, step=13), 6.0)
    pace.seconds_left({"stage": "reading the data", "percent": 0}, 100.0)
    assert pace.seconds_left(news(60, step=13), 101.0) is None
    assert pace.seconds_left(news(70, step=15), 111.0) == pytest.approx(30.0)  # 10 % in 10 s


def test_an_upload_is_a_stage_of_its_own() -> None:
    pace = Pace()
    pace.seconds_left({"stage": "uploading model", "percent": 0}, 0.0)
    left = pace.seconds_left({"stage": "uploading model", "percent": 25.0}, 10.0)
    assert left == pytest.approx(30.0)


@pytest.mark.parametrize("progress", [{}, {"stage": "x"}, {"percent": 50}])
def test_news_without_a_share_are_passed_over(progress: dict[str, object]) -> None:
    assert Pace().seconds_left(progress, 60.0) is None


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (None, ""),
        (4.0, "a few seconds left"),
        (12.0, "about 10 seconds left"),
        (50.0, "about 50 seconds left"),
        (58.0, "about 1 minute left"),
        (118.0, "about 2 minutes left"),
        (754.0, "about 15 minutes left"),
        (3_500.0, "about 1 hour left"),
        (7_300.0, "about 2 hours left"),
        (200_000.0, "about 2 days left"),
    ],
)
def test_words_are_as_coarse_as_the_estimate(seconds: float | None, words: str) -> None:
    assert in_words(seconds) == words
