"""What is read of this machine."""

import os
import time

from audits.probing import machine
from audits.probing.machine import Machine


def test_the_clock_goes_on_and_work_takes_processor_time():
    here = Machine()
    wall, processor = here.wall_seconds(), here.processor_seconds()
    while time.process_time() - processor < 0.02:
        pass
    assert here.wall_seconds() - wall >= 0.02
    assert here.processor_seconds() - processor >= 0.02


def test_the_peak_holds_what_was_held_at_once():
    here = Machine()
    before = here.peak_bytes()
    held = b"x" * (before + 50_000_000)
    assert here.peak_bytes() >= len(held)


def test_it_is_described():
    told = Machine().description()
    assert int(told["cores"]) == len(os.sched_getaffinity(0))
    assert told["memory"].endswith(" GB")
    assert told["processor"]


def test_a_kernel_that_names_no_processor_leaves_the_architecture(tmp_path, monkeypatch):
    monkeypatch.setattr(machine, "_CPU_INFO", tmp_path / "none")
    assert Machine().description()["processor"] == os.uname().machine
    (tmp_path / "named").write_text("processor\t: 0\nmodel name\t: Steady 1000 @ 2 GHz\n")
    monkeypatch.setattr(machine, "_CPU_INFO", tmp_path / "named")
    assert Machine().description()["processor"] == "Steady 1000 @ 2 GHz"
