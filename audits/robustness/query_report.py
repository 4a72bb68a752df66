"""What an attack by questions found, as measurements and exhibits: its probes share it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from audits.measurement import Exhibit, Measurement
from audits.perturbations.norm_balls import Pixels
from audits.probing.probe import Evidence, Metric, Scale
from audits.probing.subject import Subject
from audits.robustness import exhibits
from audits.robustness.asking import Asker
from audits.robustness.attacked_rows import rows_to_attack
from audits.robustness.losses import Labels
from audits.robustness.masking import masked, unless_masked
from audits.robustness.measuring import Names, Outcome, share, smallest
from audits.robustness.query_budget import rows_paid_for
from audits.robustness.query_count import Queried
from audits.robustness.steadiness import NOISE_PICTURES, steadiness
from audits.robustness.threat import Threat
from audits.robustness.what_stands import what_stands
from audits.statistics.shares import Stated

QUANTILES = (0.1, 0.5, 0.9)

# Asker, pixels and labels of the rows answered rightly, epsilon, questions a row, randomness, and
# who is told the share that is done.
Attack = Callable[
    [Asker, Pixels, Labels, float, int, np.random.Generator, Callable[[float], None]], Queried
]


@dataclass(frozen=True)
class ByQuestions:
    """An attack by questions and what it is called. key: as groups name it."""

    key: str
    title: str
    names: Names
    queries_metric: str
    sees: str
    attack: Attack

    def metrics(self) -> tuple[Metric, ...]:
        """The metrics that its probe owns."""
        return (
            *self.names.metrics(self.title),
            Metric(
                self.queries_metric,
                "Questions a row after which this `fraction` of the rows answered rightly before "
                f"was turned by {self.title}, of the numbers that were looked at.",
                Scale.NUMBER,
                overall=False,
                title=f"questions until {self.title} turns an answer",
                evidence=Evidence.ATTACK,
            ),
        )

    def rows_paid_for(
        self, subject: Subject, rows: int, queries: int, most_queries: int | None
    ) -> int:
        """As many of the rows as the budget pays for, of so many questions each."""
        # Beside the attack each row is asked once more, and once as it was turned.
        return rows_paid_for(subject, rows, queries + 2, most_queries, fixed=NOISE_PICTURES)

    def report(
        self, subject: Subject, asker: Asker, threat: Threat, most: int, stated: Stated
    ) -> Iterator[Measurement | Exhibit]:
        """Attack at most so many rows, each with the threat's questions; say what was found."""
        assert threat.queries is not None
        queries = threat.queries
        attacked = rows_to_attack(subject, asker, most)
        right = attacked.rows_to_turn
        signs = steadiness(asker, attacked, subject.rng(f"{self.key} noise"))
        reason = masked(signs)
        asked_before = asker.asked
        queried = self.attack(
            asker, attacked.pixels[right], attacked.labels[right], threat.epsilon, queries,
            subject.rng(self.key), subject.on_progress,
        )  # fmt: skip
        note = f"{self.title} within {threat.bounds}"

        outcome = Outcome(attacked, attacked.standing(queried.turned), note, stated)
        yield from what_stands(self.names, subject, outcome, reason)
        hits = int(outcome.standing.sum())
        one = share(self.names.standing, threat.group(self.key), hits, len(attacked), stated, note)
        yield unless_masked(one, reason)
        tried = queried.by(queries)
        for quantile in QUANTILES:
            yield smallest(
                self.queries_metric, (("fraction", f"{quantile:g}"),), quantile, len(right), tried,
                stated, note, wrap=lambda measured: unless_masked(measured, reason),
            )  # fmt: skip
        line = [
            (by_row, share(self.names.success, (), count, len(right), stated))
            for by_row, count in tried
        ]
        yield exhibits.curve_of(
            f"Answers turned against questions asked ({self.title})", {self.title: line},
            "questions a row", "turned, of those right before", logarithmic=True, masked=reason,
        )  # fmt: skip
        yield exhibits.checks(f"May the failures of {self.title} be believed?", signs)
        yield exhibits.budget(
            f"What {self.title} was given",
            [
                ("Sees", self.sees),
                ("May change", f"every pixel, within {threat.description} of its range"),
                ("Asked", f"{asker.asked - asked_before:,} pictures, at most {queries:,} a row"),
            ],
        )
        by_row = {int(right[index]): pixels for index, pixels in queried.made.items()}
        codes = asker.codes(np.stack(list(by_row.values()))) if by_row else np.zeros(0, dtype=int)
        pairs = exhibits.pictures(
            f"Rows that {self.title} turned within {threat.description}", attacked,
            sorted(by_row), by_row, dict(zip(by_row, codes.tolist(), strict=True)),
            asker.model.classes,
        )  # fmt: skip
        if pairs is not None:
            yield pairs
