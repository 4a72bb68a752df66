"""Is the same question answered alike in whatever words it is asked?"""

from collections.abc import Iterator
from typing import Annotated

import numpy as np
from pydantic import Field

from audits.data.arrays import Flags
from audits.language.clustered_items import Items, item_mean
from audits.language.item_groups import item_groups
from audits.language.refusal_phrases import refusing
from audits.language.worded_questions import Worded, worded_questions
from audits.measurement import Exhibit, Group, Measurement
from audits.models.generator import Sampling
from audits.planning import forward_passes
from audits.probing.probe import Metric, Scale, Shown, Subject, probe
from audits.specification.parameter_bounds import Between, Confidence, SmallestGroup
from audits.specification.roles import Role
from audits.statistics.share_measurements import Stated

AGREEMENT = "wording_agreement"
# Of the answers; more that are missing or unread could be anything.
MOST_UNREAD = 0.2
MOST_SHOWN = 20


@probe(
    metrics=(
        Metric(AGREEMENT, "Share of pairs of answers to the same question in two wordings that are "
               "the same, the mean over questions.", Scale.SHARE, title="agreement of wordings",
               shown=Shown.FIRST),
    ),
    needs=(Role.CLUSTER,),
    honours=(Role.CLUSTER, Role.SYSTEM),
    task="text-generation",
    passes=forward_passes.continuations,
    by_default=False,
)  # fmt: skip
def self_consistency(
    subject: Subject,
    *,
    options: Annotated[tuple[str, ...], Field(max_length=50)] = (),
    wordings: Annotated[int, Between(2, 100)] = 10,
    most_tokens: Annotated[int, Between(1, 1000)] = 60,
    temperature: Annotated[float, Between(0, 5)] = 0.0,
    smallest_group: SmallestGroup = 30,
    confidence: Confidence = 0.95,
) -> Iterator[Measurement | Exhibit]:
    """Whether the same question is answered alike in whatever words it is asked.

    Rows are wordings: `cluster` is the question, `feature` how it is put, `prediction` the recorded
    answer; without one a model that answers in words is asked (Elazar et al. 2021, TACL 9:1012,
    consistency over paraphrases). Of a question the agreement is the share of its pairs of answers
    that are the same; a missing answer is the same as no other. Questions are the units of every
    interval.

    options: words that an answer begins with; empty compares whole answers.
    wordings: fewest of a question that counts.
    most_tokens: of an answer, where a model is asked.
    temperature: 0 takes the likeliest token each time.
    smallest_group: fewer questions are undetermined, with their raw value.
    confidence: of every interval.
    """
    sampling = Sampling(most_tokens, temperature, subject.seed)
    worded = worded_questions(subject, options, sampling)
    stated = Stated(confidence, smallest_group)
    table = []
    for group, rows in item_groups(subject):
        questions, agreements = worded.agreements(rows, wordings)
        yield item_mean(
            AGREEMENT, group, Items(questions), agreements, stated, within=(0, 1),
            why_not=_why_not(worded, rows),
        )  # fmt: skip
        table.append(_row(group, worded, rows, agreements))
    short = worded.agreements(np.ones(len(worded.texts), dtype=bool), wordings)[0]
    asked = len(np.unique(worded.questions))
    if len(short) < asked:
        subject.warn(
            f"{asked - len(short):,} of {asked:,} questions have fewer than {wordings} wordings, "
            "and do not count"
        )
    head = ["Questions", "That count", "Answers", "Unread or missing", "All the same",
            "The same by chance"]  # fmt: skip
    how = f"asked of the audited model: {worded.made}" if worded.made else "as recorded"
    caption = (
        f"Answers {how}. By chance: two answers to whatever questions are the same; a model that "
        "always says the same agrees with itself, too."
    )
    content = {"head": head, "rows": table, "numeric": [1, 2, 3, 4, 5], "caption": caption}
    yield Exhibit("sentences", "Answers to the same question", content)
    parted = _parted(worded, wordings)
    if parted:
        content = {"head": ["Question", "Agreement", "Answers"], "rows": parted, "numeric": [1]}
        yield Exhibit("sentences", "Questions whose answers part most", content)


def _why_not(worded: Worded, rows: Flags) -> str | None:
    rows = rows & worded.counted
    unread, size = int((rows & ~worded.read).sum()), int(rows.sum())
    if unread > MOST_UNREAD * size:
        return f"{unread} of {size} answers are unread or missing, more than a fifth"
    refused = int((rows & refusing(worded.texts)).sum())
    if refused > MOST_UNREAD * size:
        return (
            f"{refused} of {size} answers refuse or apologise, more than a fifth: that they are "
            "the same says nothing of the questions"
        )
    return None


def _row(
    group: Group, worded: Worded, rows: Flags, agreements: np.ndarray
) -> list[str | int | float]:
    name = ", ".join(value or "unknown" for _, value in group) or "all"
    rows = rows & worded.counted
    same = int(np.count_nonzero(agreements == 1))
    unread = int((rows & ~worded.read).sum())
    chance = round(worded.by_chance(rows), 4)
    return [name, len(agreements), int(rows.sum()), unread, same, chance]


def _parted(worded: Worded, wordings: int) -> list[list[str | float]]:
    """Questions of the least agreement, with the answers that they got, each once."""
    every = np.ones(len(worded.texts), dtype=bool)
    questions, agreements = worded.agreements(every, wordings)
    least = sorted(
        (float(agreement), worded.names[question], question)
        for question, agreement in zip(questions.tolist(), agreements.tolist(), strict=True)
        if agreement < 1
    )
    rows: list[list[str | float]] = []
    for agreement, name, question in least[:MOST_SHOWN]:
        here = np.flatnonzero(worded.questions == question).tolist()
        answers = sorted({str(worded.texts[row] or "(none)")[:80] for row in here})
        rows.append([name, round(agreement, 4), "; ".join(answers)])
    return rows
