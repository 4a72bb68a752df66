"""What the attacks found, as measurements: areas, advantages, and who is found for certain."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from audits.data.arrays import Flags
from audits.measurement import Group, Measurement, Undetermined
from audits.privacy.membership_attacks import Attacks
from audits.privacy.membership_scores import Attack
from audits.statistics.auc import areas
from audits.statistics.bounded_means import bounded
from audits.statistics.found_at_a_rate import METHOD as FOUND_AT_A_RATE
from audits.statistics.found_at_a_rate import evidence_of
from audits.statistics.ranked_scores import ranked
from audits.statistics.share_measurements import Pair, Share, Stated, gap
from audits.statistics.shares import too_few
from audits.statistics.with_interval import stated_value

# At a rate of false positives, so many non-members times its inverse must choose the threshold.
CERTAIN = 10


@dataclass(frozen=True, eq=False)
class Judged:
    """The attacks on the judged half."""

    attacks: Attacks
    stated: Stated

    @cached_property
    def _called(self) -> dict[tuple[Attack, float], Flags]:
        """Who is called a member at a rate of false positives, as far as somebody asked."""
        return {}

    @cached_property
    def _finding_most(self) -> dict[float, Attack]:
        return {}

    def overall(self, rates: Sequence[float]) -> Iterator[Measurement]:
        """Every attack by its name, on all judged rows."""
        members = self.attacks.members
        everyone = np.ones(len(members.member), dtype=bool)
        for attack in self.attacks.scores:
            named: Group = (("attack", attack),)
            yield self._area(attack, named, everyone)
            yield self._advantage(attack, named, everyone)
            for share in rates:
                yield self._true_positive_rate(attack, named, share, everyone)

    def rows(self, group: Group, rows: Flags, rates: Sequence[float]) -> Iterator[Measurement]:
        """The strongest attack on some rows, who of them is found at each rate of false positives,
        and how much better the model is on its own.

        rows: shape (rows,), of both sides. rates: shares of all rows that the model never saw, by
        which one threshold is chosen for everyone.
        """
        members, strongest = self.attacks.members, self.attacks.strongest
        yield self._area(strongest, group, rows)
        yield self._advantage(strongest, group, rows)
        pair = Pair(
            _share(members.right, members.member & rows),
            _share(members.right, ~members.member & rows),
        )
        yield _between("generalisation_gap", group, pair, self.stated)
        for share in rates:
            if share not in self._finding_most:
                self._finding_most[share] = self.attacks.strongest_at(share)
            yield self._true_positive_rate(self._finding_most[share], group, share, rows)

    def _area(self, attack: Attack, group: Group, rows: Flags) -> Measurement:
        """DeLong, DeLong & Clarke-Pearson 1988, Biometrics 44:837."""
        metric, members = "membership_auc", self.attacks.members
        used = self.attacks.counted(attack) & rows
        scores = ranked(self.attacks.scores[attack][used], members.member[used])
        undetermined_reason = self._few(scores.rows_positive, scores.rows_negative)
        if not scores.both:
            return Undetermined(
                metric, group, undetermined_reason or "one side has no rows", scores.rows
            )
        both = areas(scores)
        evidence = bounded(both.roc, both.roc_error**2, min(both.positives, both.negatives), 0.0)
        method = f"gaffke (the {attack} attack) (delong)"
        return stated_value(
            metric, group, both.roc, method, evidence, scores.rows, undetermined_reason, self.stated
        )

    def _advantage(self, attack: Attack, group: Group, rows: Flags) -> Measurement:
        """Yeom et al. 2018: true positives minus false ones."""
        members = self.attacks.members
        called, used = self.attacks.called(attack), self.attacks.counted(attack) & rows
        pair = Pair(_share(called, members.member & used), _share(called, ~members.member & used))
        return _noted(_between("membership_advantage", group, pair, self.stated), attack)

    def _true_positive_rate(
        self, attack: Attack, group: Group, share: float, rows: Flags
    ) -> Measurement:
        """Carlini et al. 2022 (S&P): an average hides the few who are found for certain.

        The limits know that the threshold was chosen by a sample (`found_at_a_rate`).
        """
        metric, members = "membership_tpr", self.attacks.members
        group = (*group, ("fpr", f"{share:g}"))
        counted = self.attacks.counted(attack) & members.member & rows
        of_counted = _share(self._at(attack, share), counted)
        choosing = self.attacks.choosing(attack) & ~members.member
        chose = int(choosing.sum())
        if chose * share < CERTAIN * (1 - 1e-9):
            lacking_rows = (
                f"{chose:,} rows that the model never saw choose the threshold, where "
                f"{round(CERTAIN / share):,} are needed: at a rate of {share:g} that is "
                f"{chose * share:.1f} rows"
            )
            return Undetermined(metric, group, lacking_rows, of_counted.rows)
        reason = of_counted.undetermined_reason(self.stated.smallest_group)
        if not of_counted.possible:
            return Undetermined(metric, group, reason or "no row is counted", 0)
        scores = self.attacks.scores[attack]
        evidence = evidence_of(scores[counted], scores[choosing], share)
        method = f"{FOUND_AT_A_RATE} (the {attack} attack)"
        return stated_value(
            metric, group, of_counted.value, method, evidence, of_counted.rows, reason, self.stated
        )

    def _at(self, attack: Attack, share: float) -> Flags:
        """Called members where so large a share of the others is, shape (rows,)."""
        if (attack, share) not in self._called:
            self._called[attack, share] = self.attacks.called_at(attack, share)
        return self._called[attack, share]

    def _few(self, members: int, others: int) -> str | None:
        least = self.stated.smallest_group
        if members < least:
            return f"{too_few(members, least)} that the model was trained on"
        if others < least:
            return f"{too_few(others, least)} that the model never saw"
        return None


def _between(metric: str, group: Group, pair: Pair, stated: Stated) -> Measurement:
    """Training rows minus the others: two sides of one group, and no reference group."""
    return replace(gap(metric, group, (), pair, stated), reference=None)


def _share(hits: Flags, rows: Flags) -> Share:
    total = int(rows.sum())
    return Share(int((hits & rows).sum()), total, total)


def _noted(measured: Measurement, attack: Attack) -> Measurement:
    """The attack stands in the method's bracket, where a finding's words are taken from."""
    if isinstance(measured, Undetermined):
        return measured
    return replace(measured, method=f"{measured.method} (the {attack} attack)")
