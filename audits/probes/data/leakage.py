"""Does a column give the label away?"""

from collections.abc import Iterator

from audits.confounds.column_skill import skill_alone
from audits.confounds.dataset_report import drifts, leaking
from audits.confounds.leakage import suspected, warn_of_leaks
from audits.confounds.nuisance_skill import skill_measured
from audits.confounds.split_scopes import written_out
from audits.confounds.variables import LARGEST, too_large, variable
from audits.errors import NotApplicable
from audits.measurement import Exhibit, Measurement, Undetermined, WhyNot
from audits.probing.probe import Metric, Scale, Subject, probe
from audits.specification.parameter_bounds import Confidence, SmallestGroup
from audits.specification.roles import Kind, Role
from audits.statistics.shares import Stated

SKILL = "leakage_skill"
LOOKED_AT = (Role.FEATURE, Role.NUISANCE, Role.ID, Role.TIME)


@probe(
    metrics=(
        Metric(
            SKILL,
            "Share of labels that one column alone gives right, on rows it was not fitted to; R² "
            "where the label is a number.",
            Scale.SHARE,
            overall=False,
            title="labels right by one column",
        ),
    ),
    honours=(Role.COUNT, Role.SPLIT, Role.TIME, Role.ID),
    needs=(Role.LABEL,),
    by_default=False,
)
def leakage(
    subject: Subject, *, smallest_group: SmallestGroup = 30, confidence: Confidence = 0.95
) -> Iterator[Measurement | Exhibit]:
    """Measure how well each column alone tells the label, and name those that all but equal it.

    Features, nuisances, ids and times are looked at, each alone: one that is right in 99 % of the
    rows is known after the answer, as a rule. That the label changes along the file is shown too.

    smallest_group: columns with fewer values beside a label are undetermined.
    confidence: of every interval.
    """
    stated, data = Stated(confidence, smallest_group), written_out(subject.all_parts)
    label = variable(data[subject.labels.name].values, subject.labels.name)
    columns = [
        column
        for role in LOOKED_AT
        for column in data.having(role)
        if column.kind in (Kind.NUMBER, Kind.CATEGORY)
    ]
    if not columns:
        raise NotApplicable(
            "there is no column of numbers or categories beside the label",
            "give columns the role feature, nuisance, id or time",
        )
    leaks = []
    for done, column in enumerate(sorted(columns, key=lambda column: column.name)):
        subject.on_progress(done / len(columns))
        group = (("column", column.name),)
        if too_large(column.values):
            reason = f"numbers beyond {LARGEST:g}, whose squares cannot be computed"
            yield Undetermined(SKILL, group, reason, len(data))
            continue
        predictor = variable(column.values, column.name)
        skill = skill_alone(predictor, label, subject.rng(f"leak {column.name}"))
        if isinstance(skill, WhyNot):
            yield Undetermined(SKILL, group, skill.reason, len(data))
            continue
        yield skill_measured(SKILL, group, skill, stated, "cross-validated")
        suspect = suspected(column.name, skill)
        leaks += [] if suspect is None else [suspect]
    warn_of_leaks(leaks, subject.warn)
    yield from leaking(leaks, len(columns))
    yield from drifts(data, label)
