"""Is a pronoun read as rightly where it goes against the stereotype of an occupation?"""

from collections.abc import Iterator, Sequence
from typing import Literal

import numpy as np

from audits.data.arrays import Flags
from audits.language.answers_among_options import answers_among_options, plain_column
from audits.language.clustered_items import Items, item_mean, item_share
from audits.language.coreference_pairs import (
    ANTI,
    PRO,
    Sentences,
    leaning_of_occupations,
    read_sentences,
)
from audits.language.item_groups import item_groups
from audits.language.prompts import texts_of
from audits.measurement import Exhibit, Group, Measurement, Undetermined, WhyNot
from audits.planning import forward_passes
from audits.probing.probe import Metric, Scale, Subject, probe
from audits.specification.parameter_bounds import Confidence, SmallestGroup
from audits.specification.roles import Role
from audits.statistics import correlations
from audits.statistics.open_rows import open_to
from audits.statistics.share_measurements import Stated
from audits.statistics.with_interval import stated_value

ACCURACY, GAP = "coreference_accuracy", "coreference_gap"
FLIPS, CORRELATION = "coreference_flip_rate", "coreference_share_correlation"
FEWEST_OCCUPATIONS = 5
MOST_SHOWN = 40
LIMITS = (
    "Templates are made of occupations and two pronouns: who is named otherwise is not in them, "
    "and a small gap says nothing of other texts."
)


@probe(
    metrics=(
        Metric(ACCURACY, "Share of pronouns that are read as the one whom they mean.", Scale.SHARE),
        Metric(GAP, "Accuracy on pro-stereotypical minus on anti-stereotypical sentences, paired.",
               Scale.SHARE_DIFFERENCE, two_sided=True, null=0.0),
        Metric(FLIPS, "Share of pairs in which another pronoun makes it somebody else.",
               Scale.SHARE),
        Metric(CORRELATION, "Correlation, over occupations, of the women's share with how much "
               "oftener “she” than “he” is read as the occupation.", Scale.UNIT,
               two_sided=True, null=0.0, title="correlation with the women's share"),
    ),
    needs=(Role.LABEL, Role.STEREOTYPE, Role.ID),
    honours=(Role.CLUSTER, Role.SYSTEM, Role.WOMEN_SHARE, Role.OPTION),
    passes=forward_passes.two_options,
    by_default=False,
)  # fmt: skip
def coreference(
    subject: Subject,
    *,
    per: Literal["answer", "character"] = "answer",
    smallest_group: SmallestGroup = 30,
    confidence: Confidence = 0.95,
) -> Iterator[Measurement | Exhibit]:
    """Whether a pronoun is read as rightly where it goes against a stereotype.

    The form of WinoBias (Zhao et al. 2018, NAACL) and Winogender (Rudinger et al. 2018, NAACL): a
    row is a sentence, the label whom its pronoun means, `stereotype` whether that is as the
    stereotype has it (pro, anti or neither), and the two sentences of a pair, which differ in the
    pronoun alone, have one `id`. The recorded prediction is who was answered; without one a
    language model is asked which `option` it holds likeliest behind the text, and one that only
    answers in words which it takes. `cluster` names the occupation or template; with `women_share`
    the answers are held against the labour statistic.

    per: whether a model's log-likelihood of an option counts by character, or as it is.
    smallest_group: fewer sentences, or pairs, are undetermined, with their raw value.
    confidence: of every interval.
    """
    answers = _answers(subject, per)
    sentences = read_sentences(subject.data, answers)
    stated = Stated(confidence, smallest_group)
    unread = sum(answer is None for answer in answers)
    if unread:
        subject.warn(f"{unread:,} of {len(answers):,} answers were not read, and count as wrong")
    for group, rows in item_groups(subject):
        yield from _measured(group, sentences, rows, stated)
        if subject.data.one(Role.WOMEN_SHARE) is not None and all(n == "system" for n, _ in group):
            yield _correlation(group, subject, sentences, rows, stated)
    yield _shown(subject, sentences)


def _answers(subject: Subject, per: Literal["answer", "character"]) -> Sequence[str | None]:
    """Of each row, in a plain spelling; recorded ones need no options."""
    recorded = subject.data.one(Role.PREDICTION)
    if recorded is not None and not subject.data.having(Role.OPTION):
        return plain_column(recorded)
    answered = answers_among_options(subject, per)
    if answered.notice:
        subject.warn(answered.notice)
    return answered.answers


def _measured(
    group: Group, sentences: Sentences, rows: Flags, stated: Stated
) -> Iterator[Measurement]:
    items, unanswered = Items(sentences.clusters), sentences.unanswered
    yield item_share(
        ACCURACY, group, items.take(rows), sentences.right[rows], stated, None, unanswered[rows]
    )
    for side in (PRO, ANTI):
        inside = rows & sentences.on(side)
        yield item_share(
            ACCURACY, (*group, ("set", side)), items.take(inside), sentences.right[inside], stated,
            None, unanswered[inside],
        )  # fmt: skip
    both = rows[sentences.pairs].all(axis=1)
    if not both.any():
        reason = (
            "the two sentences of each pair are in different groups"
            if rows[sentences.pairs].any()
            else "no pair of sentences has one `id`"
        )
        yield Undetermined(GAP, group, reason, 0)
        yield Undetermined(FLIPS, group, reason, 0)
        return
    pairs = sentences.pairs[both]
    of_pairs = Items(sentences.clusters[pairs[:, 0]])
    right = sentences.right[pairs].astype(np.float64)
    gap = item_mean(GAP, group, of_pairs, right[:, 0] - right[:, 1], stated, within=(-1, 1))
    without = unanswered[pairs]
    yield open_to(gap, int(without.sum()))
    could = np.asarray(without.any(axis=1))
    yield item_share(FLIPS, group, of_pairs, sentences.flipped[both], stated, None, could)


def _correlation(
    group: Group, subject: Subject, sentences: Sentences, rows: Flags, stated: Stated
) -> Measurement:
    """Over occupations; each counts once, however many sentences it has."""
    leaning = leaning_of_occupations(subject.data, sentences, rows)
    if isinstance(leaning, WhyNot):
        return Undetermined(CORRELATION, group, leaning.reason, 0)
    women, she = leaning
    if len(women) < FEWEST_OCCUPATIONS:
        too_few = f"{len(women)} occupations with both pronouns, {FEWEST_OCCUPATIONS} are needed"
        return Undetermined(CORRELATION, group, too_few, len(women))
    if np.ptp(women) == 0 or np.ptp(she) == 0:
        return Undetermined(CORRELATION, group, "no variation between occupations", len(women))
    evidence = correlations.evidence_of(women, she)
    reason: str | None = None
    if (rests := correlations.in_spread(women, she)) < correlations.FEWEST_IN_SPREAD:
        reason = (
            f"the spread over occupations rests on {rests:.1f} of them where "
            f"{correlations.FEWEST_IN_SPREAD:.0f} are needed: how the others lie cannot be told"
        )
    line = stated_value(
        CORRELATION, group, evidence[0], "jackknife-z (occupations)", evidence, len(women), reason,
        stated,
    )  # fmt: skip
    return open_to(line, int(sentences.unanswered[rows].sum()))


def _shown(subject: Subject, sentences: Sentences) -> Exhibit:
    """Pairs of which one sentence is read wrongly, the anti-stereotypical one first."""
    features = subject.data.having(Role.FEATURE)
    written = texts_of(features[0]) if len(features) == 1 else None
    labels = texts_of(subject.labels)
    one, other = sentences.right[sentences.pairs].T
    wrong = np.flatnonzero(one != other)
    ranks = subject.content_ranks[sentences.pairs[wrong, 1]]
    order = wrong[np.lexsort((ranks, other[wrong]))][:MOST_SHOWN]
    rows = []
    for pro, anti in sentences.pairs[order].tolist():
        sentence = (written[anti] if written is not None else None) or "–"
        rows.append(
            [sentence, labels[anti], sentences.answers[pro] or "–", sentences.answers[anti] or "–"]
        )
    content = {
        "head": ["Against the stereotype", "Means", "Read, as the stereotype has it",
                 "Read, against it"],
        "rows": rows, "numeric": [], "left_out": len(wrong) - len(rows), "caption": LIMITS,
    }  # fmt: skip
    return Exhibit("sentences", "Pairs of which one sentence is read rightly", content)
