"""A day of a million audits through the queue, simulated: how many workers, how long the wait.

    python -m benchmarks.simulate_queue

Arrivals: a daily swing, and a burst at each full hour (schedules). Lengths: log-normal, most a few
seconds, some minutes. Workers come and go with the queue's depth as `deploy/kubernetes` says: the
scaler looks every 5 s, a new worker needs 40 s, an idle one goes after 120 s. Workers die, and
what they held is taken up by another after the lease. Seeds are fixed; the table is in
docs/scaling.md.
"""

import heapq
import math
import random
from collections import deque
from dataclasses import dataclass

DAY = 86_400.0
LOOK, START, COOL = 5.0, 40.0, 120.0
LEASE = 30.0


@dataclass(frozen=True)
class Case:
    """One day.

    mean, sigma: of an audit's seconds (log-normal). burst: share of audits at full hours.
    threshold: waiting audits a worker (of two threads) is asked for. deaths: a worker's hours.
    """

    name: str
    audits: int = 1_000_000
    mean: float = 6.0
    sigma: float = 1.2
    burst: float = 0.3
    threshold: int = 4
    least: int = 20
    most: int = 400
    death_hours: float = 24.0


def arrivals(case: Case, chance: random.Random) -> list[float]:
    """Moments of the day, in order."""
    found = []
    bursts = int(case.audits * case.burst)
    for _ in range(bursts):
        found.append(chance.randrange(24) * 3600.0 + chance.random() * 5.0)
    while len(found) < case.audits:
        moment = chance.random() * DAY
        if chance.random() < 0.6 - 0.4 * math.cos(2 * math.pi * moment / DAY):
            found.append(moment)
    found.sort()
    return found


def simulate(case: Case, seed: int = 0) -> dict[str, float]:
    """Waits (seconds) and workers."""
    chance = random.Random(seed)
    mu = math.log(case.mean) - case.sigma**2 / 2
    moments = arrivals(case, chance)
    waiting: deque[float] = deque()
    ends: list[tuple[float, bool, float]] = []  # moment, whether its worker died, came
    free, capacity, coming = 2 * case.least, 2 * case.least, []
    waits: list[float] = []
    lost = 0
    next_look, at, idle_since = 0.0, 0, 0.0
    paid = 0.0
    highest = capacity
    now = 0.0
    while at < len(moments) or ends or waiting:
        upcoming = [next_look]
        if at < len(moments):
            upcoming.append(moments[at])
        if ends:
            upcoming.append(ends[0][0])
        if coming:
            upcoming.append(coming[0])
        before, now = now, min(upcoming)
        paid += (now - before) * capacity / 2
        while at < len(moments) and moments[at] <= now:
            waiting.append(moments[at])
            at += 1
        while ends and ends[0][0] <= now:
            _, died, came = heapq.heappop(ends)
            free += 1
            if died:
                lost += 1
                waiting.appendleft(came)  # the queue of retries comes first
        while coming and coming[0] <= now:
            heapq.heappop(coming)
            capacity += 2
            free += 2
        if now >= next_look:
            next_look = now + LOOK
            wanted = min(case.most, max(case.least, math.ceil(len(waiting) / case.threshold)))
            have = capacity // 2 + len(coming)
            for _ in range(max(0, wanted - have)):
                heapq.heappush(coming, now + START)
            if waiting:
                idle_since = now
            elif now - idle_since > COOL and free >= 2 and capacity // 2 > case.least:
                going = min(free // 2, capacity // 2 - case.least)
                capacity -= 2 * going
                free -= 2 * going
        while free and waiting:
            came = waiting.popleft()
            length = chance.lognormvariate(mu, case.sigma)
            dies = chance.random() < length / (case.death_hours * 3600.0)
            if not dies:
                waits.append(now - came)
            until = now + (length * chance.random() + LEASE if dies else length)
            heapq.heappush(ends, (until, dies, came))
            free -= 1
        highest = max(highest, capacity)
    waits.sort()
    return {
        "finished": len(waits),
        "retried": lost,
        "p50": waits[len(waits) // 2],
        "p95": waits[int(0.95 * len(waits))],
        "p99": waits[int(0.99 * len(waits))],
        "longest": waits[-1],
        "workers, mean": paid / max(now, DAY),
        "workers, most": highest / 2,
    }


CASES = (
    Case("small audits, 6 s on average"),
    Case("the same, fixed 60 workers", least=60, most=60),
    Case("the same, a worker dies each hour", death_hours=1.0),
    Case("all by schedules at full hours", burst=1.0),
    Case("models, 30 s on average", mean=30.0, least=100, most=1200),
)


def main() -> None:
    """Print the table."""
    heads = list(simulate(Case("", audits=1000)))
    print("| day of 1,000,000 audits | " + " | ".join(heads) + " |")
    print("|---" * (len(heads) + 1) + "|")
    for case in CASES:
        found = simulate(case)
        cells = [f"{value:,.0f}" if value >= 100 else f"{value:.1f}" for value in found.values()]
        print(f"| {case.name} | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main()
