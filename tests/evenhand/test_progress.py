import io

from evenhand.progress import Progress


class Screen(io.StringIO):
    def isatty(self):
        return True


class Clock:
    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


def test_a_log_gets_a_line_a_stage_and_then_every_five_seconds():
    stream, clock = io.StringIO(), Clock()
    with Progress(stream=stream, clock=clock) as progress:
        for percent in range(0, 100):
            clock.now += 0.2
            progress.update({"stage": "measuring", "percent": percent, "step": 1, "of": 11})
        progress.update({"stage": "judging", "percent": 99})
        progress.update({"stage": "done", "percent": 100})
    lines = stream.getvalue().splitlines()
    assert 5 <= len(lines) <= 8
    assert "\x1b" not in stream.getvalue()
    assert "1 of 11" in lines[0]


def test_a_terminal_redraws_one_bar_and_its_note():
    stream, clock = Screen(), Clock()
    with Progress(stream=stream, clock=clock) as progress:
        for percent in (10, 58):
            clock.now += 10
            progress.update({"stage": "confounds.dependence", "percent": percent, "step": 7,
                             "of": 11, "note": "580 of 1,000 permutations"})  # fmt: skip
    found = stream.getvalue()
    assert "█" in found
    assert "58 %" in found
    assert "confounds.dependence: 580 of 1,000 permutations" in found
    assert "about 0:09 left" in found  # 48 % took 10 s, so 42 % take 8.75 s
    assert found.endswith("\n")


def test_quiet_is_quiet():
    stream = io.StringIO()
    with Progress(quiet=True, stream=stream) as progress:
        progress.update({"stage": "measuring", "percent": 50})
    assert stream.getvalue() == ""


def test_a_stage_cannot_steer_the_terminal():
    stream = Screen()
    with Progress(stream=stream, clock=Clock()) as progress:
        progress.update({"stage": "a.b", "percent": 5, "note": "\x1b[2J\nboo"})
    assert "\x1b[2J" not in stream.getvalue()


def test_a_line_of_its_own_leaves_no_half_of_the_bar():
    for stream in (io.StringIO(), Screen()):
        clock = Clock()
        with Progress(stream=stream, clock=clock) as progress:
            progress.update({"stage": "inspecting", "percent": 0})
            progress.tell("")
            progress.tell("about 180,000 questions")
            progress.update({"stage": "judging", "percent": 99})
        said = stream.getvalue()
        assert said.count("about 180,000 questions\n") == 1
        assert said.index("inspecting") < said.index("about 180,000") < said.index("judging")
        if stream.isatty():  # where the bar stood, and where its note did
            assert "\x1b[1A\r\x1b[2K  about 180,000 questions\n\x1b[2K" in said


def test_a_line_of_its_own_is_not_written_where_all_is_quiet():
    stream = io.StringIO()
    Progress(quiet=True, stream=stream).tell("about 180,000 questions")
    assert stream.getvalue() == ""
