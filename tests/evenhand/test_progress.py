import io
import re

from evenhand.progress import Progress


class Screen(io.StringIO):
    def isatty(self):
        return True


def seen(written):
    """The lines that a terminal shows in the end: what the few codes of a redrawn bar do."""
    lines, row, column = [""], 0, 0
    for code, text in re.findall(r"(\x1b\[[?0-9;]*[A-Za-z]|\r|\n)|([^\x1b\r\n]+)", written):
        if text:
            lines[row] = lines[row][:column].ljust(column) + text + lines[row][column + len(text) :]
            column += len(text)
        elif code == "\n":
            row, column = row + 1, 0
            lines += [""] * (row + 1 - len(lines))
        elif code == "\r":
            column = 0
        elif code.endswith("A"):
            row -= int(code[2:-1] or 1)
        elif code == "\x1b[2K":
            lines[row] = ""
        else:
            assert code in ("\x1b[?25l", "\x1b[?25h"), code  # the cursor, hidden and shown
    return [line.rstrip() for line in lines]


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
    first, second, *rest = seen(found)
    assert first.startswith("  measuring   ███")
    assert second == "              confounds.dependence: 580 of 1,000 permutations"
    assert rest == [""]  # the cursor stands on a line of its own
    assert found.endswith("\x1b[?25h")


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
        lines = [line for line in seen(stream.getvalue()) if line]
        if not stream.isatty():
            assert lines.pop(0).startswith("  inspecting")
        assert lines[0] == "  about 180,000 questions"
        assert lines[1].startswith("  judging")
        assert len(lines) == 2


def test_a_line_of_its_own_is_not_written_where_all_is_quiet():
    stream = io.StringIO()
    Progress(quiet=True, stream=stream).tell("about 180,000 questions")
    assert stream.getvalue() == ""


def test_a_long_stage_stands_apart_from_the_bar():
    stream = Screen()
    with Progress(stream=stream, clock=Clock()) as progress:
        progress.update({"stage": "asking thirty rows one by one", "percent": 5})
    assert "  asking thirty rows one by one █" in seen(stream.getvalue())[0]
