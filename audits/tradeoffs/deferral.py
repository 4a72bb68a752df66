"""A model that answers where it is sure and leaves the rest to people: is the team better?

How much it leaves is chosen on one half of the items and judged on the other (Mozannar & Sontag
2020, ICML, "Consistent estimators for learning to defer to an expert", for what the team is; a
choice that is judged on the rows it was made on flatters itself). A person who is asked is any of
those who answered: right with the share of them who were.
"""

from dataclasses import dataclass

import numpy as np

from audits.data.arrays import Flags, Floats
from audits.measurement import Group, Measurement, Undetermined
from audits.statistics.crossed import joined
from audits.statistics.shares import Stated, too_few
from audits.statistics.with_interval import stated_value
from audits.tradeoffs.beside_people import Beside

MODEL, PEOPLE = "the model", "the people"


@dataclass(frozen=True, eq=False)
class Deferral:
    """What was chosen on the first half, and how the second fares with it.

    beside: who was right, of all items. judged: shape (items,), of the second half. answered: shape
    (items,), whether the model answers. alone: who was better alone on the first half. coverage:
    share of the first half that the model answers.
    """

    beside: Beside
    judged: Flags
    answered: Flags
    alone: str
    coverage: float

    @property
    def gained(self) -> Floats:
        """How much more often right the team is than the better alone, shape (items,)."""
        model, people = self.beside.by_model.astype(np.float64), self.beside.by_item
        team = np.where(self.answered, model, people)
        return np.asarray(team - (model if self.alone == MODEL else people))


def choose_deferral(
    beside: Beside, sure: Floats | None, rng: np.random.Generator
) -> Deferral | None:
    """How much to leave, by the half that does not judge; None where the model says not how sure
    it is, or there are too few items.

    sure: shape (items,), NaN where unknown: such items, and those that nobody answered, neither
    choose nor judge. Items must stand in an order that the file does not decide.
    """
    if sure is None:
        return None
    usable = np.flatnonzero(np.isfinite(sure) & (beside.asked > 0))
    if len(usable) < 4:
        return None
    halves = rng.permutation(usable)
    first = np.sort(halves[len(usable) // 2 :])
    judged = np.zeros(len(sure), dtype=bool)
    judged[halves[: len(usable) // 2]] = True
    coverage, team = team_curve(beside.by_model[first], beside.by_item[first], sure[first])
    best = int(np.flatnonzero(team == team.max())[-1])  # of equal ones the one that asks fewer
    count = round(float(coverage[best]) * len(first))
    from_on = np.inf if count == 0 else float(np.sort(sure[first])[::-1][count - 1])
    alone = MODEL if team[-1] >= team[0] else PEOPLE
    return Deferral(beside, judged, sure >= from_on, alone, float(coverage[best]))


def team_curve(by_model: Flags, by_people: Floats, sure: Floats) -> tuple[Floats, Floats]:
    """Coverage, and how often the team is right at each, from people alone to the model alone.

    by_model, by_people, sure: shape (items,). Both returned have the shape (different values of
    sure + 1,): items that are equally sure are answered together.
    """
    order = np.argsort(-sure, kind="stable")
    more = np.cumsum(by_model[order] - by_people[order])
    ends = np.flatnonzero(np.append(np.diff(sure[order]) != 0, True))
    right = (by_people.sum() + np.concatenate([[0.0], more[ends]])) / len(sure)
    return np.concatenate([[0.0], (ends + 1) / len(sure)]), np.asarray(right)


def gain(metric: str, group: Group, deferral: Deferral, of: Flags, stated: Stated) -> Measurement:
    """How much more often the team is right on these items of the half that judges.

    of: shape (items,). Over items and over people, whose variances are added.
    """
    judging = deferral.judged & of
    items = int(judging.sum())
    if items < 2:
        return Undetermined(metric, group, too_few(items, stated.smallest_group), items)
    values = deferral.gained[judging]
    value = float(values.mean())
    people, over_people = _over_people(deferral, judging)
    error = joined(float(values.var(ddof=1)) / items, items, over_people, people)
    reason = too_few(items, stated.smallest_group) if items < stated.smallest_group else None
    note = f"items and {people} people, chosen on the other half"
    if error.error <= 0:
        return Undetermined(
            metric, group,
            reason or f"{deferral.alone} alone did best on the half that chose: nothing is handed "
            "over", items,
        )  # fmt: skip
    evidence = (value, error.error, error.degrees_of_freedom, -1.0, 1.0)
    return stated_value(
        metric, group, value, f"bounded-student_t ({note})", evidence, items, reason, stated
    )


def _over_people(deferral: Deferral, judging: Flags) -> tuple[int, float]:
    """How many people answered, and the variance of the mean gain over them.

    Each person moves it by how far the answers lie from those of all who answered the same items;
    where both sides ask people, or neither does, nobody moves it.
    """
    beside = deferral.beside
    people = beside.people
    asked = (~deferral.answered).astype(np.float64) - (deferral.alone == PEOPLE)
    answers = judging[people.item]
    item = people.item[answers]
    away = (beside.by_people[answers] - beside.by_item[item]) / beside.asked[item]
    sums = np.bincount(people.person[answers], asked[item] * away, minlength=len(people.names))
    who = np.unique(people.person[answers])
    number = len(who)
    if number < 2:
        return number, 0.0
    return number, float(sums[who] @ sums[who]) / int(judging.sum()) ** 2 * number / (number - 1)
