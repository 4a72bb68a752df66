"""Attacks that see the answered class alone, as anybody can who may ask."""

from collections.abc import Iterator
from typing import Annotated

from audits.measurement import Exhibit, Measurement
from audits.models import Classifier
from audits.planning import forward_passes
from audits.probing.probe import Subject, probe
from audits.robustness.asking import asker_of
from audits.robustness.hop_skip_jump import hop_skip_jump
from audits.robustness.measuring import Names
from audits.robustness.query_report import ByQuestions
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

HOP_SKIP_JUMP = ByQuestions(
    "hop-skip-jump",
    "HopSkipJump",
    Names(
        "decision_attack_accuracy", "decision_attack_success_rate",
        "decision_attack_accuracy_difference", "decision_attack_clean_accuracy",
        quoted=40,
    ),
    "decision_attack_queries",
    "the answered class",
    hop_skip_jump,
)  # fmt: skip


@probe(
    metrics=HOP_SKIP_JUMP.metrics(),
    needs=(Role.LABEL,),
    label=Kind.CATEGORY,
    model=Classifier,
    task="image-classification",
    passes=forward_passes.query_attack,
    sampled=({"attacked_rows": 50}, {"attacked_rows": 30}),
    by_default=False,
)
def decision_attack(
    subject: Subject,
    *,
    epsilon: Annotated[float, Between(0, 1000)] | None = None,
    queries: Annotated[int, Between(2, 100_000)] = 1_000,
    attacked_rows: Rows = 100,
    most_queries: MostQueries | None = None,
    smallest_group: SmallestGroup = 30,
    confidence: Confidence = 0.95,
) -> Iterator[Measurement | Exhibit]:
    """How many answers stand when pictures are walked along the edge between two answers.

    HopSkipJump (Chen, Jordan & Wainwright 2020) in l2, against the true label, with the number of
    questions that each row took.

    epsilon: the size of a change over all pixels, in shares of a pixel's range; left out, 0.5.
    queries: questions a row at most; rows that are turned are not asked again.
    attacked_rows: at most so many labelled rows; a picture that stands twice counts once.
    most_queries: questions in all; fewer rows where they do not reach.
    smallest_group: a rate of fewer rows is undetermined, with its raw value.
    confidence: of every interval.
    """
    threat = threat_of("l2", epsilon, "labels", queries=queries)
    stated = Stated(confidence, smallest_group)
    asker = asker_of(subject)
    rows = HOP_SKIP_JUMP.rows_paid_for(subject, attacked_rows, queries, most_queries)
    yield from HOP_SKIP_JUMP.report(subject, asker, threat, rows, stated)
