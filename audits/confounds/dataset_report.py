"""What a dataset offers, in sentences and tables."""

from collections.abc import Iterator, Sequence

from audits.confounds.cross_validated_skill import Skill
from audits.confounds.dependence_report import statement
from audits.confounds.leakage import CERTAIN, TOO_GOOD, Leak, drift
from audits.confounds.nuisance_skill import NuisanceSkill
from audits.confounds.predictive_words import Marker
from audits.confounds.split_scopes import names
from audits.confounds.variables import Variable
from audits.data.dataset import Dataset
from audits.measurement import Estimate, Exhibit, Measurement
from audits.probing.advice import Bound
from audits.specification.roles import Role
from audits.statistics.tests import benjamini_hochberg

MOST_NAMED = 3


def percent(value: float) -> str:
    """`95.0 %`."""
    return f"{100 * value:.1f} %"


def bracket(estimate: Estimate) -> str:
    """`[94.3 % to 95.6 %]`."""
    low, high = estimate.interval.lower, estimate.interval.upper
    return f"[{100 * low:.1f} to {100 * high:.1f}]"


def predictive_nuisances(
    skills: Sequence[NuisanceSkill], full: Skill | None, gain: Bound
) -> Iterator[Exhibit]:
    """Whether a nuisance alone predicts the label where a model would learn.

    gain: over always giving the same answer, from where on it does.
    """
    first = [item for item in skills if item.scope.fitted is None and item.skill is not None]
    adjusted = benjamini_hochberg([item.skill.p_value for item in first if item.skill])
    strong = [
        (item, item.skill, item.alone)
        for item, p in zip(first, adjusted, strict=True)
        if item.skill is not None
        and isinstance(item.alone, Estimate)
        and _counts(item.skill, p, gain)
    ]
    strong.sort(key=lambda pair: pair[1].value - pair[1].chance, reverse=True)
    beside = "" if full is None else f" All features together: {percent(full.value)}."
    if strong:
        named = "; ".join(
            f"{item.nuisance} {percent(skill.value)} {bracket(alone)}, n {skill.rows:,}"
            for item, skill, alone in strong[:MOST_NAMED]
        )
        chance = strong[0][1]
        measure = "Right" if chance.explained is None else "Variance explained"
        usual = (
            f"Always giving the same answer: {percent(chance.chance)}."
            if chance.explained is None
            else "Knowing nothing explains none."
        )
        more = len(strong) - MOST_NAMED
        yield statement(
            "flag",
            f"{names([pair[0].nuisance for pair in strong[:MOST_NAMED]])} alone "
            f"predict{'s' if len(strong) == 1 else ''} the label.",
            f"{measure} on rows not fitted to: {named}{f'; and {more} more' if more > 0 else ''}. "
            f"{usual}{beside} A model may be right for that reason.",
        )
    elif first:
        yield statement(
            "clear",
            "No nuisance alone predicts the label.",
            f"{len(first)} looked at, each against always giving the same answer.{beside}",
        )


def _counts(skill: Skill, p_value: float, gain: Bound) -> bool:
    if skill.explained is not None:
        return gain.exceeded(skill.explained - 2 * skill.error)
    return gain.exceeded(skill.value - skill.chance, p_value)


def split_apart(skills: Sequence[NuisanceSkill], change: Bound) -> Iterator[Exhibit]:
    """Nuisances that go with the label in training and not elsewhere, or the reverse.

    change: of Cramér's V, from where on it is said.
    """
    training = {
        item.nuisance: item.association
        for item in skills
        if item.scope.fitted is None and isinstance(item.association, Estimate)
    }
    for item in skills:
        here = item.association
        before = training.get(item.nuisance)
        if item.scope.fitted is None or before is None or not isinstance(here, Estimate):
            continue
        if change.exceeded(abs(before.value - here.value)):
            yield statement(
                "flag" if before.value > here.value else "note",
                f"{item.nuisance} goes with the label differently in {item.scope.split!r}.",
                f"Cramér's V {before.value:.3f} where a model is trained, {here.value:.3f} in "
                f"{item.scope.split!r}. The rule learned from it is right "
                f"{percent(item.skill.value) if item.skill else 'unknown'} of the time there.",
            )


def skills_table(skills: Sequence[NuisanceSkill]) -> Exhibit:
    """Every nuisance and split, strongest first."""
    rows: list[list[object]] = []
    for item in sorted(skills, key=_strength, reverse=True):
        v, alone = item.association, item.alone
        if not isinstance(v, Estimate) or not isinstance(alone, Estimate) or item.skill is None:
            reason = getattr(v, "reason", getattr(alone, "reason", ""))
            rows.append([item.nuisance, item.scope.split, None, reason, None, None, None, None, ""])
            continue
        rows.append(
            [
                item.nuisance,
                item.scope.split,
                v.value,
                f"{v.interval.lower:.3f} to {v.interval.upper:.3f}",
                percent(item.skill.value),
                f"{100 * alone.interval.lower:.1f} to {100 * alone.interval.upper:.1f}",
                percent(item.skill.chance),
                item.skill.rows,
                item.smallest,
            ]
        )
    return Exhibit(
        "sentences",
        "What the nuisances say about the label",
        {
            "head": [
                "Nuisance",
                "Split",
                "Cramér's V",
                "Interval",
                "Right alone",
                "Interval, %",
                "Same answer always",
                "n",
                "Smallest cell",
            ],
            "rows": rows,
            "numeric": [2, 4, 6, 7],
            "caption": "Label x nuisance. A rule for another split is fitted on the training one.",
        },
    )


def _strength(item: NuisanceSkill) -> float:
    return item.association.value if isinstance(item.association, Estimate) else -1.0


def leaking(leaks: Sequence[Leak], looked_at: int) -> Iterator[Exhibit]:
    """Columns that give the label away, or that none of those looked at does."""
    if leaks:
        named = "; ".join(
            f"{leak.column}: {percent(leak.value)} (n {leak.rows:,})" for leak in leaks
        )
        yield statement(
            "flag",
            f"{names([leak.column for leak in leaks])} all but equals the label.",
            f"Right alone: {named}. If it is not known before the answer, it leaks the label.",
        )
    elif looked_at:
        yield statement(
            "clear",
            "No column all but equals the label.",
            f"{looked_at} looked at, each alone: none is right in {percent(TOO_GOOD)} of the rows.",
        )


def drifts(data: Dataset, label: Variable) -> Iterator[Exhibit]:
    """That the label changes along the file, where it does; rows of a count have no order."""
    moved = drift(label) if data.one(Role.COUNT) is None else None
    if moved is not None and moved[1] < CERTAIN:
        yield drifting(*moved)


def drifting(v: float, p_value: float) -> Exhibit:
    """The label changes along the file."""
    return statement(
        "note",
        "The label changes along the file.",
        f"Cramér's V of label and tenths of the rows {v:.3f}, p {p_value:.1g}. Splitting without "
        "shuffling would make another dataset of each part.",
    )


def copies_across_splits(measurements: Sequence[Measurement], copied: Bound) -> Iterator[Exhibit]:
    """Copies across splits. copied: the share of a split from where on they are said."""
    for item in measurements:
        if isinstance(item, Estimate) and copied.exceeded(item.interval.lower):
            split = dict(item.group)["split"]
            yield statement(
                "flag",
                f"{percent(item.value)} of {split!r} was seen in training.",
                f"Copies or near copies of training rows: {percent(item.value)} {bracket(item)}, "
                f"n {item.sample_size:,}. Scores there flatter a model that remembers.",
            )


def marking(column: str, markers: Sequence[Marker]) -> Exhibit:
    """Words that give the label away."""
    return Exhibit(
        "sentences",
        f"Words of {column!r} that say most about the label",
        {
            "head": ["Word", "Speaks for", "Texts with it", "Share with it", "Share without it"],
            "rows": [
                [m.word, m.level, m.rows, percent(m.with_it), percent(m.without_it)]
                for m in markers
            ],
            "numeric": [2, 3, 4],
            "caption": "Chosen one after the other by a sparse model. A source, a signature or a "
            "layout among them is a nuisance; a word of the subject is not.",
        },
    )
