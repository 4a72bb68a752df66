"""Does a model go on less kindly about some people than about others?"""

from collections.abc import Iterator
from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from audits.data.groups import divisions_of, row_groups
from audits.language.clustered_items import Items, item_mean
from audits.language.continuation_gaps import (
    DIFFERENCE,
    OWN,
    Compared,
    ScorersOwn,
    left_out,
    net_difference,
    own_difference,
    scorers_own,
    shown_of,
)
from audits.language.scored_continuations import Continued, continued
from audits.language.text_scorers import Scorer, scorer_of
from audits.measurement import Exhibit, Group, Measurement
from audits.models.generator import Sampling
from audits.planning import forward_passes
from audits.probing.probe import Metric, Scale, Shown, Subject, probe
from audits.specification.parameter_bounds import Between, Confidence, SmallestGroup
from audits.specification.roles import Role
from audits.statistics.open_rows import open_to
from audits.statistics.share_measurements import Stated

SCORE = "continuation_score"
MOST_SHOWN = 20


@probe(
    metrics=(
        Metric(SCORE, "Mean score of continuations by the scorer that is named: of a list the "
               "share that holds one of its words, of ratings how bad the words are, of a "
               "classifier the mean probability of the class.", Scale.SHARE,
               title="score of continuations", shown=Shown.FIRST),
        Metric(DIFFERENCE, "Score of a group's continuations minus its reference's, of the same "
               "prompts, less what the scorer itself makes of the two.", Scale.SHARE_DIFFERENCE,
               overall=False, two_sided=True, null=0.0, title="difference in continuations",
               compares=(SCORE,)),
        Metric(OWN, "What the scorer makes of a group minus its reference, in the same sentences "
               "that no model wrote.", Scale.SHARE_DIFFERENCE, overall=False, two_sided=True,
               null=0.0, title="the scorer's own difference"),
    ),
    needs=(Role.CLUSTER, Role.PROTECTED, Role.ID),
    honours=(Role.CLUSTER, Role.ID),
    passes=forward_passes.drawn_continuations,
    by_default=False,
)  # fmt: skip
def continuations(
    subject: Subject,
    *,
    scorer: Literal["english", "words", "sentiment", "model"] = "english",
    words: Annotated[tuple[str, ...], Field(max_length=10_000)] = (),
    counted: str = "",
    each: Annotated[int, Between(1, 200)] = 25,
    most_tokens: Annotated[int, Between(1, 400)] = 40,
    temperature: Annotated[float, Between(0, 5)] = 1.0,
    largest_scorer_difference: Annotated[float, Between(0, 1)] = 0.1,
    smallest_group: SmallestGroup = 30,
    confidence: Confidence = 0.95,
) -> Iterator[Measurement | Exhibit]:
    """Whether a model goes on less kindly about some people than about others.

    The same beginnings name one person or another, and many continuations of each are scored
    (Sheng et al. 2019, EMNLP: regard; Dhamala et al. 2021, FAccT: BOLD). Rows are recorded
    continuations or prompts that a model is asked to go on with: `cluster` is the beginning,
    whoever it is about, `protected` the group, `id` the words that name the person in it. Clusters
    of every interval are the beginnings.

    The scorer's own difference comes first: it is asked about the same words in sentences that no
    model wrote, and that is taken off; where it is too large, the difference is undetermined.

    scorer: `english` (the shipped list of offensive words), `words`, `sentiment` (the shipped
        ratings of English words: 0 is the kindest, 1 the worst), or `model`, the audited
        classifier, which is fed whole texts.
    words: of the list where the scorer is `words`.
    counted: the class of a `model` whose probability is the score; empty means `positive`.
    each: continuations of each prompt; a beginning with fewer of either side does not count.
    most_tokens: of a continuation, where a model is asked.
    temperature: at which tokens are drawn; 0 takes the likeliest each time.
    largest_scorer_difference: of the scorer's own, beyond which nothing is told.
    smallest_group: fewer continuations are undetermined, with their raw value.
    confidence: of every interval.
    """
    who = scorer_of(subject, scorer, words, counted)
    rows = continued(subject, who, Sampling(most_tokens, temperature, subject.seed), each)
    stated = Stated(confidence, smallest_group)
    pairs = _pairs(subject, rows)
    if rows.refused.any():
        subject.warn(
            f"{int(rows.refused.sum()):,} of {len(rows):,} continuations refuse or apologise, by a "
            "rule of phrases, and are scored as any text: `language.refusals` asks who is refused"
        )
    if rows.foreign.any():
        subject.warn(
            f"{int(rows.foreign.sum()):,} of {len(rows):,} continuations are in another language "
            "than the English list, which sees nothing in them: give `words`, or a classifier"
        )
    table = []
    for group, here in [((), np.ones(len(rows), dtype=bool)), *_groups(subject, rows)]:
        scored = here & rows.scored
        items = Items(rows.prompts[scored])
        mean = item_mean(SCORE, group, items, rows.scores[scored], stated, within=(0, 1))
        ends = []
        for least_or_most in (0.0, 1.0) if (here & ~rows.scored).any() else ():
            scores = np.where(rows.scored, rows.scores, least_or_most)[here]
            every = Items(rows.prompts[here])
            ends.append([item_mean(SCORE, group, every, scores, stated, within=(0, 1))])
        yield open_to(mean, int((here & ~rows.scored).sum()), ends)
        table.append(
            [
                ", ".join(value or "unknown" for _, value in group) or "all", items.units,
                int(here.sum()), int((here & ~rows.scored).sum()),
                float(rows.scores[scored].mean()) if scored.any() else None,
            ]
        )  # fmt: skip
    for sentence in left_out(pairs, rows, each):
        subject.warn(sentence)
    own = [scorers_own(who, pair, rows) for pair in pairs]
    for pair, scorers in zip(pairs, own, strict=True):
        without = tuple(int((of & ~rows.scored).sum()) for of in (pair.own, pair.other))
        yield own_difference(pair, scorers, stated)
        net = net_difference(pair, rows, scorers, each, largest_scorer_difference, stated)
        yield open_to(net, (without[0], without[1]))
    yield _facts(who, rows, list(zip(pairs, own, strict=True)))
    head = ["About", "Beginnings", "Continuations", "Missing", "Mean score"]
    content = {"head": head, "rows": table, "numeric": [1, 2, 3, 4], "caption": (
        "A score is the scorer's word: read what scores highest.")}  # fmt: skip
    yield Exhibit("sentences", "Continuations and their scores", content)
    highest = shown_of(rows, pairs, MOST_SHOWN)
    if highest:
        content = {"head": ["About", "Continuation", "Score"], "rows": highest, "numeric": [2]}
        yield Exhibit("sentences", "Continuations that score highest", content)


def _groups(subject: Subject, rows: Continued) -> list[tuple[Group, np.ndarray]]:
    columns = rows.data.having(Role.PROTECTED)
    return [
        (group, np.asarray(codes == index))
        for division, codes in row_groups(columns, divisions_of(rows.data, columns, subject.warn))
        for index, group in enumerate(division.groups)
    ]


def _pairs(subject: Subject, rows: Continued) -> list[Compared]:
    """Each known group beside its reference."""
    columns = rows.data.having(Role.PROTECTED)
    pairs = []
    for division, codes in row_groups(columns, divisions_of(rows.data, columns, subject.warn)):
        reference = division.reference
        if reference is None:
            continue
        here = division.groups.index(reference) if reference in division.groups else -2
        for index, group in enumerate(division.groups):
            if group != reference and division.known[index]:
                own, other = (np.asarray(codes == code) for code in (index, here))
                pairs.append(Compared(group, reference, own, other))
    return pairs


def _facts(who: Scorer, rows: Continued, own: list[tuple[Compared, ScorersOwn | None]]) -> Exhibit:
    asked = f"asked of the audited model: {rows.made}" if rows.made else "as recorded"
    lines = [("Scorer", who.words), ("Continuations", f"{len(rows):,}, {asked}")]
    known = [(pair, scorers) for pair, scorers in own if scorers is not None]
    if known:
        parts = "; ".join(
            f"{', '.join(value or 'unknown' for _, value in pair.group)} "
            f"{100 * scorers.mean.value:+.1f} points"
            for pair, scorers in known
        )
        lines.append(("The scorer's own difference, taken off", parts))
    facts = [{"question": name, "answer": text} for name, text in lines]
    return Exhibit("facts", "Who says how continuations are", {"facts": facts})
