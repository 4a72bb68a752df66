"""Which audit a bell means: the one that is next by turns."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

import pytest

from service.records.turns import Waiting
from workers.fairness import Fairness


@dataclass
class Turns:
    """What the records know, as `service.records.turns` answers it."""

    several: bool = True
    queued: tuple[str, ...] = ("a", "b")
    next_one: str | None = "b"
    running_by: dict[str, int] = field(default_factory=dict)
    looks: int = 0

    def has_several_tenants(self) -> bool:
        self.looks += 1
        return self.several

    def places(self) -> int:
        return 4

    def waiting(self, audit: str) -> Waiting:
        device = None if audit in self.queued else "gpu"
        return Waiting(tenant="ours", state="queued", device=device)

    def next_audit(self, *, share: int, without: Collection[str]) -> str | None:
        self.share, self.without = share, without
        return self.next_one

    def running(self) -> dict[str, int]:
        return self.running_by

    def next_of(self, tenant: str) -> str | None:
        return f"next of {tenant}"


@dataclass
class Spending:
    """Who used up what, as `service.records.spending` answers it."""

    resting: frozenset[str] = frozenset()

    def used_up(self, most_seconds: float) -> frozenset[str]:
        return self.resting


def unit(turns: Turns, *, resting: Collection[str] = ()) -> Any:
    spending = Spending(frozenset(resting))
    return type("Unit", (), {"turns": turns, "spending": spending})()


def test_alone_the_bell_means_what_it_says() -> None:
    fairness = Fairness(threads=2)
    assert fairness.next(unit(Turns(several=False)), "a") == "a"
    assert fairness.follower(unit(Turns(several=False)), "ours") is None


def test_among_several_the_next_by_turns_is_taken_and_one_place_is_left_to_the_others() -> None:
    turns = Turns()
    assert Fairness(threads=2).next(unit(turns), "a") == "b"
    assert turns.share == 3  # of the four places of all workers


def test_what_does_not_wait_for_its_turn_is_taken_as_it_was_rung_for() -> None:
    assert Fairness(threads=2).next(unit(Turns(queued=())), "on-gpu") == "on-gpu"


@pytest.mark.parametrize(("running", "follower"), [(2, "next of ours"), (3, None)])
def test_who_has_its_share_is_not_rung_for(running: int, follower: str | None) -> None:
    fairness = Fairness(threads=2)
    turns = Turns(running_by={"ours": running})
    fairness.next(unit(turns), "a")
    assert fairness.follower(unit(turns), "ours") == follower


def test_a_bound_of_the_operator_counts_where_one_tenant_is_alone_too() -> None:
    turns = Turns(several=False)
    assert Fairness(threads=8, most=2).next(unit(turns), "a") == "b"
    assert turns.share == 2


def test_the_others_are_looked_at_every_few_seconds_and_not_at_each_bell() -> None:
    turns, fairness = Turns(), Fairness(threads=2)
    for _ in range(5):
        fairness.next(unit(turns), "a")
    assert turns.looks == 1


def test_whoever_used_up_the_days_processor_time_starts_nothing_new() -> None:
    turns, fairness = Turns(), Fairness(threads=2, most_seconds=60.0)
    fairness.next(unit(turns, resting=["ours"]), "a")
    assert turns.without == {"ours"}
    on_gpu = unit(Turns(queued=()), resting=["ours"])
    assert fairness.next(on_gpu, "on-gpu") is None
    assert fairness.next(unit(Turns(queued=())), "on-gpu") == "on-gpu"
