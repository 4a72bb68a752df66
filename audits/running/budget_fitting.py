"""What a model's first answers say about the steps that will ask it again."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

import numpy as np

from audits.data.dataset import Column, Images, Signals, Texts
from audits.errors import AuditError
from audits.explanations.cached_inference import Asker
from audits.models import Classifier
from audits.planning.forward_passes import Asked
from audits.planning.step_costs import judged, rungs
from audits.planning.steps import Step
from audits.planning.time_budget import Budget, StepLadder
from audits.probing.subject import Subject
from audits.specification.policy_document import PolicySpec
from audits.specification.probe_manifest import entries
from audits.specification.roles import Kind, Role

# Rows asked once more where the first answers promise too little: the first call of a runtime is
# slow, and a table's rows cost less by the hundred.
FEW, MANY = 8, 512


def asks_again(step: Step, subject: Subject) -> bool:
    """Whether the step asks a classifier beyond one answer a row.

    Its answers tell the pace by which steps are fitted into the budget. What translators and
    language models are asked is told before it starts, and is not cut.
    """
    entry = entries().get(step.probe)
    able = isinstance(subject.model, Classifier)
    return able and entry is not None and entry.passes is not None


def turn(step: Step, judging: Collection[str]) -> int:
    """What is judged, then what counts over rows, then explanations of single rows."""
    if step.probe in judging:
        return 0
    return 2 if step.probe.startswith("explanations.") else 1


@dataclass
class Fitting:
    """The steps of an audit and its budget; decides when the first step wants to ask again.

    What a step leaves of its time is shared again before the next one.
    """

    subject: Subject
    budget: Budget
    waiting: Sequence[Step]
    policy: PolicySpec | None
    first: float | None = field(default=None, init=False)
    decided: bool = field(default=False, init=False)
    ladders: dict[int, StepLadder] = field(default_factory=dict, init=False)

    def answered(self, seconds: float) -> None:
        """Every row was answered in so many seconds."""
        if self.subject.answered is not None and len(self.subject.data):
            self.first = seconds / len(self.subject.data)

    def step(self, planned: Step) -> Step:
        """The step as it may run. Raises `NoRoom` where there is no time for it by now."""
        if planned.reason is not None or not asks_again(planned, self.subject):
            return planned
        if not self.decided:
            self.decided = True
            self._decide()
        else:
            self.budget.share_again(list(self.ladders.values()))
        step = self.budget.step(planned)
        self.ladders.pop(planned.index, None)
        return step

    def _decide(self) -> None:
        if self.first is None:
            return
        judging, asked = judged(self.policy), self._asked()
        ladders = [
            StepLadder(tuple(rungs(step, asked)), turn(step, judging))
            for step in self.waiting
            if step.reason is None and asks_again(step, self.subject)
        ]
        pace = self.first
        if not self.budget.fits(sum(ladder.rungs[0].passes for ladder in ladders), pace):
            pace = min(pace, self._warm(asked, int(self.budget.moment / pace)) or pace)
        self.ladders = {ladder.index: ladder for ladder in ladders}
        self.budget.share_out(ladders, pace)

    def _asked(self) -> Asked:
        model, data = self.subject.model, self.subject.data
        assert model is not None
        kind = Kind.CATEGORY
        if len(model.reads) == 1:
            values = data.fed_values(model.reads[0])
            if isinstance(values, Images | Texts | Signals):
                kind = Column("", Role.FEATURE, values).kind
        nuisances = len(data.having(Role.NUISANCE))
        roles = frozenset(column.role for column in data)
        return Asked(kind, len(data), len(model.reads), nuisances, {}, roles=roles)

    def _warm(self, asked: Asked, most: int) -> float | None:
        """Seconds a row, so many asked once more; None where the model will not."""
        model, data, clock = self.subject.model, self.subject.data, self.budget.clock
        count = min(MANY if asked.tabular else FEW, most)
        if not isinstance(model, Classifier) or count == 0:
            return None
        # In batches as explanations ask them, which are quicker a picture than large ones.
        asker = Asker(model, batch=getattr(model, "batch_rows", None))
        rows = np.resize(np.arange(min(count, len(data))), count)
        try:
            features = data.features(model.reads, rows)
            before = clock()
            asker.probabilities(features)
        except (AuditError, ArithmeticError, LookupError, RuntimeError, TypeError, ValueError):
            return None
        return (clock() - before) / count
