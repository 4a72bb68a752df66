"""The smallest change of one row that turns its answer: all changes asked, the cheapest first.

Changes of one column, of two, and so on are listed by cost and asked in that order, so the first
that turns the answer is the smallest of those listed. A greedy walk before it bounds the cost
beyond which nothing needs to be listed, and finds what a short budget would not reach.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import inf
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

# Change-sets asked at once, growing: most answers turn early or not at all.
FIRST, LARGEST = 64, 1024
# Pairs of a shorter set and one more change that are laid side by side at most.
MOST_SIDE_BY_SIDE = 4_000_000

Sets = NDArray[np.intp]  # shape (sets, columns changed): places of actions, -1 for none
# Of sets of actions: whether each turns the answer, and how near it comes (None: not known).
Ask = Callable[[Sets], tuple[NDArray[np.bool_], NDArray[np.float64] | None]]


class Actions(Protocol):
    """The single changes of one row.

    column: shape (actions,), which column each changes. cost: shape (actions,).
    """

    @property
    def column(self) -> NDArray[np.intp]:
        """Shape (actions,)."""
        ...

    @property
    def cost(self) -> NDArray[np.float64]:
        """Shape (actions,)."""
        ...


@dataclass(frozen=True, slots=True)
class Smallest:
    """cost: of the smallest change that turns the answer; infinite where none was found.

    actions: its places. queries: rows asked. complete: whether every cheaper change was asked.
    """

    cost: float
    actions: tuple[int, ...]
    queries: int
    complete: bool


def smallest_change(
    actions: Actions, ask: Ask, *, most_columns: int, most_queries: int
) -> Smallest:
    """The cheapest set of actions, each of another column, that turns the answer.

    ask: see `Ask`. most_columns: changed at once. most_queries: rows asked; where they do not
    reach, `complete` is false.
    """
    if not len(actions.column):
        return Smallest(inf, (), 0, True)
    best, bound, spent = _greedy(actions, ask, most_columns, most_queries)
    sets, costs, listed_to = _listed(actions, most_columns, most_queries, bound)
    start, size = 0, FIRST
    while start < len(sets):
        batch = sets[start : start + min(size, most_queries - spent)]
        if not len(batch):
            return Smallest(bound, best, spent, False)
        turned, _ = ask(batch)
        spent += len(batch)
        if turned.any():
            first = start + int(turned.argmax())
            return Smallest(
                float(costs[first]), _plain(sets[first]), spent, costs[first] <= listed_to
            )
        start, size = start + len(batch), min(2 * size, LARGEST)
    return Smallest(bound, best, spent, bound <= listed_to)


def _greedy(
    actions: Actions, ask: Ask, most_columns: int, most_queries: int
) -> tuple[tuple[int, ...], float, int]:
    """The set that is reached by the best single change, then the best beside it, and so on."""
    reached: tuple[int, ...] = ()
    spent = 0
    for _ in range(most_columns):
        free = np.flatnonzero(~np.isin(actions.column, actions.column[list(reached)]))
        if not len(free) or spent + len(free) > most_queries // 2:
            break
        sets = np.column_stack([np.tile(reached, (len(free), 1)).astype(np.intp), free])
        turned, near = ask(sets)
        spent += len(free)
        if turned.any():
            costs = actions.cost[sets].sum(axis=1)
            cheapest = int(np.where(turned, costs, inf).argmin())
            return _plain(sets[cheapest]), float(costs[cheapest]), spent
        if near is None:
            break
        reached = _plain(sets[int(near.argmax())])
    return (), inf, spent


def _listed(
    actions: Actions, most_columns: int, most: int, bound: float
) -> tuple[Sets, NDArray[np.float64], float]:
    """Sets cheaper than the bound, the cheapest first, and up to which cost all are among them."""
    listed_to = inf
    sets: Sets = np.arange(len(actions.column))[:, None]
    costs = actions.cost.copy()
    sets, costs, listed_to = _cheapest(sets, costs, most, bound, listed_to)
    every, all_costs = [_padded(sets, most_columns)], [costs]
    for _ in range(1, most_columns):
        keep = max(1, MOST_SIDE_BY_SIDE // len(actions.column))
        if len(sets) > keep:
            listed_to = min(listed_to, float(costs[keep]))
            sets, costs = sets[:keep], costs[:keep]
        # Columns in rising order, so that each set is made once.
        later = actions.column[None, :] > actions.column[sets].max(axis=1)[:, None]
        sums = costs[:, None] + actions.cost[None, :]
        first, last = np.nonzero(later & (sums < bound))
        if not len(first):
            break
        sets = np.column_stack([sets[first], last])
        sets, costs, listed_to = _cheapest(sets, sums[first, last], most, bound, listed_to)
        every.append(_padded(sets, most_columns))
        all_costs.append(costs)
    joined, joined_costs = np.concatenate(every), np.concatenate(all_costs)
    order = np.argsort(joined_costs, kind="stable")
    return joined[order], joined_costs[order], listed_to


def _cheapest(
    sets: Sets, costs: NDArray[np.float64], most: int, bound: float, listed_to: float
) -> tuple[Sets, NDArray[np.float64], float]:
    inside = np.flatnonzero(costs < bound)
    order = inside[np.argsort(costs[inside], kind="stable")]
    if len(order) > most:
        listed_to = min(listed_to, float(costs[order[most]]))
    return sets[order[:most]], costs[order[:most]], listed_to


def _padded(sets: Sets, width: int) -> Sets:
    return np.pad(sets, ((0, 0), (0, width - sets.shape[1])), constant_values=-1)


def _plain(actions: Sets) -> tuple[int, ...]:
    return tuple(int(action) for action in actions if action >= 0)
