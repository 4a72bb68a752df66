"""A machine that is always free: its clock goes on by a step at each reading, as the test says."""

from itertools import count

from audits.probing.machine import Machine


class SteadyMachine(Machine):
    """Each reading of the wall clock is `step` seconds later than the last, a little more or less.

    The processor works all the time. name: its processor's.
    """

    def __init__(self, step=0.001, *, name="Steady 1000", peak_bytes=50_000_000):
        self.step, self.name, self.peak = step, name, peak_bytes
        self.readings, self.now = count(), 0.0

    def wall_seconds(self):
        self.now += self.step * (1 + (next(self.readings) * 37 % 11) / 1000)
        return self.now

    def processor_seconds(self):
        return self.now

    def energy_joules(self):
        return None

    def gpu_joules(self):
        return None

    def peak_bytes(self):
        return self.peak

    def description(self):
        return {"processor": self.name, "cores": "2", "memory": "8.0 GB", "system": "Test"}
