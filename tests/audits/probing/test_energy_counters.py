"""Counters of energy are files; they begin again, and may not be readable."""

import pytest

from audits.probing.energy_counters import EnergyCounters, readable_counters


def zone(folder, name, microjoules, most=1_000_000):
    made = folder / name
    made.mkdir()
    (made / "energy_uj").write_text(f"{microjoules}\n")
    (made / "max_energy_range_uj").write_text(f"{most}\n")
    return made


def test_packages_are_counted_and_not_what_lies_in_them(tmp_path):
    packages = [zone(tmp_path, f"intel-rapl:{number}", 5) for number in (0, 1)]
    zone(tmp_path, "intel-rapl:0:0", 5)
    (tmp_path / "intel-rapl:2").mkdir()  # one that may not be read
    assert readable_counters(tmp_path) == tuple(packages)
    assert readable_counters(tmp_path / "none") == ()


def test_joules_since_the_first_reading_also_where_a_counter_begins_again(tmp_path):
    first, second = zone(tmp_path, "a", 900_000), zone(tmp_path, "b", 100)
    counters = EnergyCounters((first, second))
    assert counters.joules() == 0
    (first / "energy_uj").write_text("950000")
    (second / "energy_uj").write_text("20100")
    assert counters.joules() == pytest.approx(0.07)
    (first / "energy_uj").write_text("30000")  # 50,000 to the end, and 30,000 more
    assert counters.joules() == pytest.approx(0.15)


def test_what_cannot_be_read_counts_nothing(tmp_path):
    assert EnergyCounters(()).joules() is None
    assert EnergyCounters((tmp_path / "gone",)).joules() is None
