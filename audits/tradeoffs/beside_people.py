"""The model and each of some people on the same items: how often right, and how much more often.

People are clusters: what one of them answers about many items is not so many people's. The items
are shared, so that both could have been others (`audits.statistics.crossed`).
"""

from dataclasses import dataclass

import numpy as np

from audits.data.arrays import Flags, Floats, Rows
from audits.data.cluster_likeness import likeness
from audits.data.clusters import Clustered
from audits.data.reading.coded_missing import is_code
from audits.errors import NotApplicable
from audits.measurement import Group, Measurement, Undetermined
from audits.probing.class_probabilities import codes_among
from audits.probing.subject import Subject
from audits.specification.missing_words import quoted
from audits.specification.suggestions import listed
from audits.statistics import unseen_people
from audits.statistics.crossed import median_evidence
from audits.statistics.paired_gap_measurements import paired_gap
from audits.statistics.share_measurements import rate
from audits.statistics.shares import Share, Stated, too_few
from audits.statistics.with_interval import stated_value
from audits.tradeoffs.people import People
from audits.tradeoffs.words_of_people import refuse_words_of_ones_own


@dataclass(frozen=True, eq=False)
class Right:
    """Whether somebody was right: items, rising, and flags, each of shape (answers,)."""

    items: Rows
    right: Flags


@dataclass(frozen=True, eq=False)
class Beside:
    """Who was right about which item.

    people: whose answers. by_people: shape (answers,), whether each answer is the label. by_model:
    shape (items,).
    """

    people: People
    by_people: Flags
    by_model: Flags

    def of_items(self, selected: Flags) -> "Beside":
        """Of these items alone. selected: shape (items,)."""
        answers = selected[self.people.item]
        return Beside(
            self.people.of_items(selected), self.by_people[answers], self.by_model[selected]
        )

    def right(self, person: int) -> Right:
        """A person's items, and whether the answer was the label."""
        of = self.people.answers_of(person)
        return Right(self.people.item[of], self.by_people[of])

    @property
    def model(self) -> Right:
        """The model's, of every item."""
        return Right(np.arange(len(self.by_model)), self.by_model)

    @property
    def asked(self) -> Floats:
        """How many people answered about each item, shape (items,)."""
        return np.bincount(self.people.item, minlength=len(self.by_model)).astype(np.float64)

    @property
    def by_item(self) -> Floats:
        """Share of the people who were right about each item, shape (items,); NaN of none."""
        right = np.bincount(self.people.item, self.by_people, minlength=len(self.by_model))
        with np.errstate(invalid="ignore"):
            return np.asarray(right / self.asked)


def beside_people(subject: Subject, people: People) -> Beside:
    """Who was right about the items that have a label and an answer of the model.

    Raises `NotApplicable` where people's answers are never a label, or a person's are in other
    words.
    """
    label, answers = subject.labels.categories, subject.predictions
    classes = tuple(sorted({*label.levels, *answers.levels, *people.classes}))
    truth = codes_among(label, classes)[people.rows]
    answered = codes_among(answers, classes)[people.rows]
    known = (truth >= 0) & (answered >= 0)
    judges = people.of_items(known)
    names = [name for name in people.classes if name not in label.levels]
    if len(names) == len(people.classes):
        raise NotApplicable(
            f"what people answered is never a label: they said {', '.join(names[:8])}; labels are "
            f"{', '.join(label.levels[:8])}",
            "give a `map` on the columns of answers, or on the label",
        )
    coded = [name for name in names if is_code(name)]
    if coded:
        raise NotApplicable(
            f"people's answer {listed(map(repr, coded))} is no label's value, and is how it is "
            "often written that nobody answered",
            f"say `missing: [{', '.join(map(quoted, coded))}]` on the columns of answers",
        )
    refuse_words_of_ones_own(subject.data, judges, {*label.levels, *answers.levels})
    for name in names:
        subject.warn(f"people's answer {name!r} is no label's value, so it counts as wrong")
    codes = np.array([classes.index(name) for name in people.classes], dtype=np.intp)
    truth, answered = truth[known], answered[known]
    return Beside(judges, codes[judges.code] == truth[judges.item], truth == answered)


def people_share(beside: Beside) -> Share:
    """How often people are right, over all of their answers, as precise as people and items allow.

    The two design effects add up: an answer is one of its person's and one of its item's.
    """
    right, people = beside.by_people, beside.people
    answers = len(right)
    if not answers:
        return Share(0.0, 0.0, 0, 0.0, 0)
    over_people = likeness(_clustered(people.person, right), np.array([False, True]))
    over_items = likeness(_clustered(people.item, right), np.array([False, True]))
    worth = 1 / over_people.effective + 1 / over_items.effective - 1 / answers
    effective = min(over_people.effective, over_items.effective, 1 / worth if worth > 0 else np.inf)
    return Share(
        float(right.sum()), float(answers), answers, float(effective), over_people.clusters,
        alike=over_people.alike, degrees_of_freedom=over_people.degrees_of_freedom,
        lacked_clusters=over_people.lacked,
    )  # fmt: skip


def _clustered(cluster: Rows, right: Flags) -> Clustered:
    """Answers by cluster, in two cells: wrong and right."""
    keys, amounts = np.unique(cluster * 2 + right, return_counts=True)
    return Clustered(keys // 2, keys % 2, amounts.astype(np.float64))


def people_accuracy(metric: str, group: Group, beside: Beside, stated: Stated) -> Measurement:
    """How often people are right, with people and items as clusters."""
    share = people_share(beside)
    if not share.possible or share.alike is None:
        return rate(metric, group, share, stated)
    return stated_value(
        metric, group, share.value, f"{unseen_people.SHARE} ({share.clusters} people)",
        (*share.evidence, share.alike), share.rows,
        share.undetermined_reason(stated.smallest_group), stated,
    )  # fmt: skip


def person_accuracy(metric: str, group: Group, right: Right, stated: Stated) -> Measurement:
    """How often one person is right."""
    items = len(right.items)
    return rate(metric, group, Share(int(right.right.sum()), items, items), stated)


def gain_over(
    metric: str, group: Group, beside: Beside, person: int, stated: Stated
) -> Measurement:
    """How much more often the model is right than one person, on the items of that person."""
    own = beside.right(person)
    return paired_gap(
        metric, group, beside.by_model[own.items], own.right, stated, "of the same items"
    )


def gain_over_median(metric: str, group: Group, beside: Beside, stated: Stated) -> Measurement:
    """How much more often the model is right than the median person.

    Of each person who answered enough items the difference on these; of the differences the
    median, with exact limits over people and the error that the items have in common.
    """
    people = beside.people
    fewest = max(2, min(stated.smallest_group, len(beside.by_model)))
    enough = np.flatnonzero(people.answered >= fewest)
    differences = []
    for person in enough.tolist():
        own = beside.right(person)
        differences.append(float(beside.by_model[own.items].mean() - own.right.mean()))
    asked = np.flatnonzero(beside.asked > 0)
    items = len(asked)
    if not differences or items < 2:
        most = int(people.answered.max(initial=0))
        why = f"no person answered enough: {too_few(most, stated.smallest_group)}"
        return Undetermined(metric, group, why, items)
    by_item = beside.by_model[asked] - beside.by_item[asked]
    error = float(by_item.std(ddof=1) / np.sqrt(items))
    evidence = median_evidence(np.array(differences), error, items)
    reason: str | None = None
    if items < stated.smallest_group:
        reason = too_few(items, stated.smallest_group)
    elif len(differences) < (needed := people_needed(stated.confidence)):
        reason = (
            f"{len(differences)} people where {needed} are needed to say where the median person is"
        )
    method = f"crossed-median (items and {len(differences)} people)"
    return stated_value(
        metric, group, float(np.median(differences)), method, evidence, items, reason, stated
    )


def people_needed(confidence: float) -> int:
    """The fewest people whose least and greatest hold the median so surely: 6 of .95."""
    return int(np.ceil(1 - np.log2(1 - confidence) - 1e-9))
