"""The largest gap that each audit measured."""

from tests.service.records.conftest import Home


def measured(home: Home, *numbers: tuple[str, float | None]) -> str:
    audit = home.audit()
    claim = home.claim(audit)
    entries = [
        {"probe": "p", "metric": name, "group": {"sex": str(place)}, "sample_size": [40, 60],
         **({"undetermined": "too few"} if value is None
            else {"value": value, "interval": [value - 0.1, value + 0.1]})}
        for place, (name, value) in enumerate(numbers)
    ]  # fmt: skip
    step = {"step": 0, "probe": "p", "status": "ran", "reason": None, "measurements": entries}
    home.everyone(lambda unit: unit.claims.save_step(claim, step, {}))
    return audit


def test_the_largest_in_size_counts_with_its_sign_its_group_and_its_interval(home: Home) -> None:
    one = measured(home, ("gap", 0.1), ("gap", -0.3), ("gap", None), ("rate", 0.9))
    two = measured(home, ("rate", 0.9))
    found = home.read(lambda unit: unit.audits.worst_gaps([one, two], {"gap"}))
    assert set(found) == {one}
    gap = found[one]
    assert (gap.metric, gap.value, gap.group, gap.sample_size) == (
        "gap", -0.3, {"sex": "1"}, [40, 60],
    )  # fmt: skip
    assert gap.interval == (-0.4, -0.19999999999999998)
    assert home.read(lambda unit: unit.audits.worst_gaps([one], {"gap"}), home.theirs) == {}
