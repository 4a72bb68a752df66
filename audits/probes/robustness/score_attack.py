"""Attacks that see probabilities alone: they need no gradients, so no masking hides from them."""

from collections.abc import Iterator
from typing import Annotated

from audits.measurement import Exhibit, Measurement
from audits.models import Classifier
from audits.planning import forward_passes
from audits.probing.probe import Subject, probe
from audits.robustness.asking import asker_of
from audits.robustness.measuring import Names
from audits.robustness.query_report import ByQuestions
from audits.robustness.square_attack import square_attack
from audits.robustness.threat import threat_of
from audits.specification.parameter_bounds import (
    Between,
    Confidence,
    MostQueries,
    Rows,
    SmallestGroup,
)
from audits.specification.roles import Kind, Role
from audits.statistics.shares import Stated

SQUARE = ByQuestions(
    "square",
    "the Square attack",
    Names(
        "score_attack_accuracy", "score_attack_success_rate", "score_attack_accuracy_difference",
        "score_attack_clean_accuracy",
        quoted=30,
    ),
    "score_attack_queries",
    "the probability of each class",
    square_attack,
)  # fmt: skip


@probe(
    metrics=SQUARE.metrics(),
    needs=(Role.LABEL,),
    label=Kind.CATEGORY,
    model=Classifier,
    task="image-classification",
    passes=forward_passes.query_attack,
    sampled=({"attacked_rows": 100}, {"attacked_rows": 50}),
    by_default=False,
)
def score_attack(
    subject: Subject,
    *,
    epsilon: Annotated[float, Between(0, 1)] | None = None,
    queries: Annotated[int, Between(2, 100_000)] = 1_000,
    attacked_rows: Rows = 200,
    most_queries: MostQueries | None = None,
    smallest_group: SmallestGroup = 30,
    confidence: Confidence = 0.95,
) -> Iterator[Measurement | Exhibit]:
    """How many answers stand when squares of changed pixels are tried at random, by probabilities.

    The Square attack (Andriushchenko et al. 2020) in linf, against the true label, with the number
    of questions that each row took.

    epsilon: the size of a change, in shares of a pixel's range; left out, 8/255.
    queries: questions a row at most; rows that are turned are not asked again.
    attacked_rows: at most so many labelled rows; a picture that stands twice counts once.
    most_queries: questions in all; fewer rows where they do not reach.
    smallest_group: a rate of fewer rows is undetermined, with its raw value.
    confidence: of every interval.
    """
    threat = threat_of("linf", epsilon, "scores", queries=queries)
    stated = Stated(confidence, smallest_group)
    rows = SQUARE.rows_paid_for(subject, attacked_rows, queries, most_queries)
    yield from SQUARE.report(subject, asker_of(subject), threat, rows, stated)
