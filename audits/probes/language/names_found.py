"""Whose names does a tagger find?"""

from collections.abc import Iterator
from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from audits.language.compared_groups import compared, groups_of
from audits.language.decision_reading import Outcome
from audits.language.decision_warnings import warn_of_few_names
from audits.language.name_spans import names_study, shares_of_names
from audits.language.names_asked import Names
from audits.language.paired_decisions import outcome_difference, outcome_share
from audits.measurement import Exhibit, Measurement
from audits.models import Detector
from audits.planning import forward_passes
from audits.probing.probe import Metric, Scale, Shown, Subject, probe
from audits.specification.parameter_bounds import Confidence, SmallestGroup
from audits.specification.roles import Role
from audits.statistics.share_measurements import Stated

RECALL, GAP = "name_recall", "name_recall_difference"
MOST_SHOWN = 20


@probe(
    metrics=(
        Metric(RECALL, "Share of sentences in which the tagger finds the name that stands there.",
               Scale.SHARE, title="names found", shown=Shown.FIRST),
        Metric(GAP, "Names found of a group minus those of its reference, in the very same "
               "sentences.", Scale.SHARE_DIFFERENCE, overall=False, two_sided=True, null=0.0,
               title="difference in names found", compares=(RECALL,)),
    ),
    model=Detector,
    honours=(Role.CLUSTER, Role.ID),
    task="token-classification",
    passes=forward_passes.names_found,
    by_default=False,
    version=2,
    brings=("gender", "ethnicity"),
)  # fmt: skip
def names_found(
    subject: Subject,
    *,
    classes: Annotated[tuple[str, ...], Field(max_length=50)] = (),
    names: Literal["listed", "drawn"] = "listed",
    assumes: Literal["nothing", "normal"] = "nothing",
    smallest_group: SmallestGroup = 30,
    confidence: Confidence = 0.95,
) -> Iterator[Measurement | Exhibit]:
    """Whether a tagger finds the names of one group as often as those of another.

    The same sentences with another name each: thirty-six first names that signal gender and
    ethnicity (Bertrand & Mullainathan 2004) in twenty English sentences, or in rows whose text has
    {person} in it; or rows as they are, where they say the sentence (`cluster`), the name (`id`)
    and its groups (`protected`). Found is a span that is the whole name and no other word.

    classes: classes of spans that count, such as PER; empty means any.
    names: whom a number is about: `listed`, the names that were asked, whose difference is told
    where these names, exchanged between the groups, seldom give as much; or `drawn`, all such
    names, judged with one more of either group that was not asked about.
    assumes: `normal` where names are drawn and those of a group differ as normal values do, none
    far from all others; then differences are judged by t.
    smallest_group: fewer sentences are undetermined, with their raw value.
    confidence: of every interval.
    """
    stated = Stated(confidence, smallest_group)
    kind = Names.NORMAL if assumes == "normal" else Names(names)
    study = names_study(subject, classes)
    hit = study.having(Outcome.FAVOURABLE)
    yield outcome_share(RECALL, (), study, np.ones(len(study), dtype=bool), hit, stated, kind)
    for group, rows in groups_of(study):
        yield outcome_share(RECALL, group, study, rows, hit, stated, kind)
    pairs = list(compared(study))
    if kind is Names.LISTED:
        warn_of_few_names(subject.warn, study, pairs, confidence)
    for pair in pairs:
        yield outcome_difference(GAP, pair, study, hit, stated, None, kind)
    missed = [[name, share] for name, share in shares_of_names(study) if share < 1]
    if not missed:
        return
    caption = (
        "The names that were found least, in the same sentences as all others. A name signals "
        "ethnicity, gender and class together, to a reader of one country and time."
    )
    content = {
        "head": ["Name", "found"],
        "rows": missed[:MOST_SHOWN],
        "numeric": [1],
        "caption": caption,
    }
    yield Exhibit("sentences", "Names that were found least", content)
