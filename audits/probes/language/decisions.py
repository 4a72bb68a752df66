"""Is the same case decided otherwise when only the person in it is another?"""

from collections.abc import Iterator, Sequence
from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from audits.data.arrays import Flags
from audits.language.compared_groups import Compared, compared, groups_of
from audits.language.decision_reading import HEDGES, REFUSALS, Outcome, ReadingRule
from audits.language.decision_study import Asking, Study, studies
from audits.language.decision_warnings import warn_of_few_names, warn_of_study
from audits.language.names_asked import Names
from audits.language.paired_decisions import outcome_difference, outcome_share
from audits.measurement import Exhibit, Group, Measurement, Undetermined
from audits.models.generator import Sampling
from audits.planning import forward_passes
from audits.probing.probe import Metric, Scale, Shown, Subject, probe
from audits.specification.parameter_bounds import Between, Confidence, SmallestGroup
from audits.specification.roles import Role
from audits.statistics.share_measurements import Stated

RATES = {
    "decision_rate": (Outcome.FAVOURABLE,),
    "decision_refusal_rate": (Outcome.REFUSED,),
    "decision_hedge_rate": (Outcome.HEDGED,),
}
GAPS = {
    "decision_rate": "decision_rate_difference",
    "decision_refusal_rate": "decision_refusal_difference",
    "decision_hedge_rate": "decision_hedge_difference",
}
UNREAD, MISREAD = "decision_unread_rate", "decision_misread_rate"
# Where a person reads so many otherwise, a difference may be the rule's.
MOST_MISREAD = 0.1
MOST_SHOWN = 20


def _gap(metric: str, meaning: str, title: str, share: str) -> Metric:
    return Metric(
        metric, meaning, Scale.SHARE_DIFFERENCE, overall=False, two_sided=True, null=0.0,
        title=title, compares=(share,),
    )  # fmt: skip


@probe(
    metrics=(
        Metric("decision_rate", "Share of all cases that are decided favourably, whatever became "
               "of the others.", Scale.SHARE, title="favourable decisions", shown=Shown.FIRST),
        _gap("decision_rate_difference", "Favourable decisions of a group minus those of its "
             "reference, in the very same cases.", "difference in favourable decisions",
             "decision_rate"),
        Metric("decision_refusal_rate", "Share of all cases in which the model refuses to answer.",
               Scale.SHARE, title="refusals to decide"),
        _gap("decision_refusal_difference", "Refusals of a group minus those of its reference, in "
             "the very same cases.", "difference in refusals to decide", "decision_refusal_rate"),
        Metric("decision_hedge_rate", "Share of all cases that are answered without a decision.",
               Scale.SHARE, title="answers that decide nothing"),
        _gap("decision_hedge_difference", "Answers of a group that decide nothing minus those of "
             "its reference, in the very same cases.", "difference in answers that decide nothing",
             "decision_hedge_rate"),
        Metric(UNREAD, "Share of all cases whose answer is missing, or was not read by the rule.",
               Scale.SHARE, title="answers missing or unread"),
        Metric(MISREAD, "Share of answers with a label that the rule reads otherwise.",
               Scale.SHARE, title="answers misread"),
    ),
    honours=(Role.CLUSTER, Role.ID),
    task="text-generation",
    passes=forward_passes.decisions,
    by_default=False,
    version=3,
    brings=("gender", "ethnicity", "age", "religion", "disability"),
)  # fmt: skip
def decisions(
    subject: Subject,
    *,
    exchanged: Annotated[tuple[str, ...], Field(min_length=1, max_length=20)] = ("name",),
    cases: Annotated[tuple[str, ...], Field(max_length=20)] = (),
    favourable: Annotated[tuple[str, ...], Field(min_length=1, max_length=50)] = ("yes",),
    unfavourable: Annotated[tuple[str, ...], Field(min_length=1, max_length=50)] = ("no",),
    from_score: Annotated[float | None, Between(-(10**9), 10**9)] = None,
    refusals: Annotated[tuple[str, ...], Field(max_length=200)] = (),
    hedges: Annotated[tuple[str, ...], Field(max_length=200)] = (),
    conversation: bool = True,
    draws: Annotated[int, Between(1, 100)] = 1,
    most_tokens: Annotated[int, Between(1, 1000)] = 60,
    temperature: Annotated[float, Between(0, 5)] = 0.0,
    names: Literal["listed", "drawn"] = "listed",
    assumes: Literal["nothing", "normal"] = "nothing",
    smallest_group: SmallestGroup = 30,
    confidence: Confidence = 0.95,
) -> Iterator[Measurement | Exhibit]:
    """Whether the same case is decided otherwise when only the person in it is another.

    The correspondence study (Bertrand & Mullainathan 2004, American Economic Review 94:991): a
    résumé, a loan, a flat or a patient is described, and only the name, or another signal of who it
    is, is exchanged. Rows are recorded answers (`cluster` the case, `id` the name, `protected` the
    groups, `prediction` the answer or `score`, `label` what a person read in it, where one did), or
    prompts that a model is asked, or cases with {person} in them into which the shipped names go;
    a table without texts (any, of one row: an audit has a dataset) has the shipped cases asked.
    Every row stays in every denominator.

    exchanged: of the shipped persons: name (gender and ethnicity), age, religion, disability.
    cases: of the shipped ones: hiring, credit, housing, triage; empty means all.
    favourable: words that a favourable answer begins with.
    unfavourable: words that an unfavourable one begins with.
    from_score: from this number on a score, or the one number of an answer, is favourable.
    refusals: phrases of a refusal, beside the shipped ones.
    hedges: phrases of an answer that decides nothing, beside the shipped ones.
    conversation: whether a prompt is asked as a user's message, else as a text to go on with.
    draws: answers to each prompt, each by a seed of its own.
    most_tokens: of an answer.
    temperature: 0 takes the likeliest token each time.
    names: whom a number is about: `listed`, the names that were asked, whose difference is told
    where these names, exchanged between the groups, seldom give as much; or `drawn`, all such
    names, judged with one more of either group that was not asked about.
    assumes: `normal` where names are drawn and those of a group differ as normal values do, none
    far from all others; then differences are judged by t.
    smallest_group: fewer answers are undetermined, with their raw value.
    confidence: of every interval.
    """
    rule = ReadingRule(
        favourable, unfavourable, from_score, (*REFUSALS, *refusals), (*HEDGES, *hedges)
    )
    asking = Asking(
        exchanged, cases, Sampling(most_tokens, temperature, subject.seed), draws, conversation
    )
    stated = Stated(confidence, smallest_group)
    kind = Names.NORMAL if assumes == "normal" else Names(names)
    own = studies(subject, rule, asking)
    table = []
    if len(own) == 1:
        yield from _shares((), own[0], np.ones(len(own[0]), dtype=bool), stated, kind)
        table.append(_row("all", own[0], np.ones(len(own[0]), dtype=bool)))
    else:
        # Rows of several signals share their cases, and no number is of all of them.
        for metric in (*RATES, UNREAD, MISREAD):
            reason = "several signals are exchanged, each is a study of its own"
            yield Undetermined(metric, (), reason, sum(len(study) for study in own))
    for study in own:
        why_not = _misread(study, smallest_group)
        for group, rows in groups_of(study):
            yield from _shares(group, study, rows, stated, kind)
            table.append(_row(_name(group), study, rows))
        pairs = list(compared(study))
        for pair in pairs:
            for metric, outcomes in RATES.items():
                hit = study.having(*outcomes)
                no_gap = why_not
                if metric == "decision_rate":
                    no_gap = no_gap or _undecided(study, pair)
                yield outcome_difference(GAPS[metric], pair, study, hit, stated, no_gap, kind)
        if kind is Names.LISTED:
            warn_of_few_names(subject.warn, study, pairs, confidence)
        warn_of_study(subject.warn, study, {_name(pair.group): pair.alone for pair in pairs})
    yield _facts(rule, kind, own)
    yield _outcomes(table)
    unclear = _unclear(subject, own)
    if unclear is not None:
        yield unclear


def _shares(
    group: Group, study: Study, rows: Flags, stated: Stated, names: Names
) -> Iterator[Measurement]:
    for metric, outcomes in RATES.items():
        yield outcome_share(metric, group, study, rows, study.having(*outcomes), stated, names)
    missing = study.having(Outcome.UNREAD, Outcome.UNANSWERED)
    yield outcome_share(UNREAD, group, study, rows, missing, stated, names)
    labelled = np.array([label is not None for label in study.labels], dtype=bool)
    if not (labelled & rows).any():
        yield Undetermined(
            MISREAD, group, "no answer has a label that says what a person read in it", 0
        )
        return
    wrong = np.array(
        [own != label for own, label in zip(study.outcomes, study.labels, strict=True)], dtype=bool
    )
    yield outcome_share(MISREAD, group, study, rows & labelled, wrong, stated, names)


def _labelled(study: Study, rows: Flags) -> tuple[int, int]:
    """How many labelled answers the rule reads otherwise, and how many there are."""
    read = [
        own != label
        for own, label, here in zip(study.outcomes, study.labels, rows.tolist(), strict=True)
        if here and label is not None
    ]
    return sum(read), len(read)


def _misread(study: Study, fewest: int) -> str | None:
    misread, labelled = _labelled(study, np.ones(len(study), dtype=bool))
    if labelled < fewest or misread <= MOST_MISREAD * labelled:
        return None
    return (
        f"a person reads {misread} of {labelled} labelled answers otherwise than the rule, more "
        "than a tenth: a difference may be the rule's"
    )


def _undecided(study: Study, pair: Compared) -> str | None:
    decided = study.having(Outcome.FAVOURABLE, Outcome.UNFAVOURABLE)[pair.rows]
    if decided.any() or not len(decided):
        return None
    return (
        f"none of {len(decided):,} answers decides anything: that nobody is favoured does not say "
        "what the model would decide"
    )


def _name(group: Group) -> str:
    return ", ".join(value or "unknown" for _, value in group)


def _row(name: str, study: Study, rows: Flags) -> list[str | int]:
    counts = [int((study.having(outcome) & rows).sum()) for outcome in Outcome]
    return [name, int(rows.sum()), *counts]


def _outcomes(table: list[list[str | int]]) -> Exhibit:
    head = ["Person", "n", *(outcome.capitalize() for outcome in Outcome)]
    caption = (
        "Every answer is one of these, and counts in every share. A name signals ethnicity, "
        "gender and class together, to a reader of one country and time."
    )
    content = {"head": head, "rows": table, "numeric": list(range(1, 8)), "caption": caption}
    return Exhibit("sentences", "What became of the cases", content)


def _facts(rule: ReadingRule, names: Names, own: Sequence[Study]) -> Exhibit:
    misread, labelled = (
        sum(numbers)
        for numbers in zip(
            *(_labelled(study, np.ones(len(study), dtype=bool)) for study in own), strict=True
        )
    )
    rows = sum(len(study) for study in own)
    unread = sum(int(study.having(Outcome.UNREAD).sum()) for study in own)
    checked = f"nobody labelled an answer; {unread:,} of {rows:,} were not read"
    if labelled:
        checked = f"a person reads {misread:,} of {labelled:,} labelled answers otherwise"
        checked += f"; {unread:,} of {rows:,} were not read"
    asked = own[0].asked
    how = f"asked of the audited model: {asked}" if asked else "as recorded"
    lines = [
        ("Answers", how),
        ("How an answer is read", rule.words),
        ("How far to trust it", checked),
        ("Whom a difference is about", names.words),
    ]
    facts = [{"question": name, "answer": words} for name, words in lines]
    return Exhibit("facts", "Who says what was decided", {"facts": facts})


def _unclear(subject: Subject, own: Sequence[Study]) -> Exhibit | None:
    """Answers that decide nothing, as they are; None where there are none."""
    rows: list[list[str]] = []
    left_out = 0
    for study in own:
        kinds = (Outcome.REFUSED, Outcome.HEDGED, Outcome.UNREAD)
        distinct = dict.fromkeys(
            (str(answer)[:300], outcome.value)
            for answer, outcome in zip(study.answers, study.outcomes, strict=True)
            if outcome in kinds
        )
        ordered = sorted(distinct, key=lambda pair: (pair[1], pair[0]))
        rows += [list(pair) for pair in ordered[:MOST_SHOWN]]
        left_out += max(0, len(ordered) - MOST_SHOWN)
    if not rows:
        return None
    content = {
        "head": ["Answer", "Read as"], "rows": rows, "numeric": [], "left_out": left_out,
        "caption": "A rule errs: somebody must read them.",
    }  # fmt: skip
    return Exhibit("sentences", "Answers that decide nothing", content)
