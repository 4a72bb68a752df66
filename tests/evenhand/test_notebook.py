"""Progress in a notebook's cell, and in the terminal where no kernel runs."""

import sys
from types import SimpleNamespace

import pytest

from evenhand import notebook
from evenhand.progress import Progress


class Display:
    """IPython's display module, as far as a cell is drawn with it."""

    def __init__(self):
        self.shown = []

    def HTML(self, text):  # noqa: N802 (IPython's own name)
        return text

    def display(self, first, *, display_id):
        assert display_id is True
        self.shown.append(first)
        return SimpleNamespace(update=self.shown.append)


@pytest.fixture
def display(monkeypatch):
    display = Display()
    shell = SimpleNamespace(get_ipython=lambda: SimpleNamespace(kernel=object()))
    monkeypatch.setitem(sys.modules, "IPython", shell)
    monkeypatch.setitem(sys.modules, "IPython.display", display)
    monkeypatch.setattr(notebook, "SECONDS_BETWEEN_DRAWS", 0.0)
    return display


def test_the_bar_says_where_the_audit_stands_and_is_gone_in_the_end(display):
    with notebook.progress_bar(quiet=False) as bar:
        bar.tell("about 3 <minutes>")
        bar.update({"stage": "measuring", "percent": 40.4})
    first, drawn, last = display.shown
    assert (first, last) == ("", "")
    assert 'value="40"' in drawn
    assert "measuring · about 3 &lt;minutes&gt;" in drawn


def test_a_bar_is_never_over_full_and_is_drawn_only_so_often(display, monkeypatch):
    monkeypatch.setattr(notebook, "SECONDS_BETWEEN_DRAWS", 3600.0)
    with notebook.progress_bar(quiet=False) as bar:
        bar._drawn = -7200.0  # as if the last one were two hours old
        bar.update({"stage": "measuring", "percent": 140})
        bar.update({"stage": "measuring", "percent": 50})
    assert [text for text in display.shown if "progress" in text] == [display.shown[1]]
    assert 'value="100"' in display.shown[1]


def test_the_cell_is_cleared_where_the_audit_breaks(display):
    with pytest.raises(KeyboardInterrupt), notebook.progress_bar(quiet=False):
        raise KeyboardInterrupt
    assert display.shown[-1] == ""


@pytest.mark.parametrize("kernel", [None, "no shell"])
def test_a_shell_without_a_kernel_is_a_terminal(display, monkeypatch, kernel):
    shell = None if kernel else SimpleNamespace(kernel=None)
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: shell))
    with notebook.progress_bar(quiet=True) as bar:
        assert isinstance(bar, Progress)
    with notebook.progress_bar(quiet=False) as bar:
        assert isinstance(bar, Progress)
    assert display.shown == []


def test_who_wants_no_progress_gets_none_in_a_cell(display):
    with notebook.progress_bar(quiet=True) as bar:
        bar.update({"stage": "measuring", "percent": 1})
    assert display.shown == []
