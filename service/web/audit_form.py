"""The form that starts an audit: between what a browser sends and the audit document."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Self

from audits.errors import Problem, Refused
from audits.planning.assumptions import assumed, sentence
from audits.planning.columns import resolve_columns
from audits.planning.inputs import resolve_inputs
from audits.planning.plan import Plan, make_plan
from audits.planning.row_filters import Rows, resolve_rows
from audits.planning.step_costs import announced, with_passes
from audits.planning.steps import Step, choose_steps
from audits.specification.document import BUDGET
from audits.specification.named_policies import named_policies
from audits.specification.parsing import accept_document, parse_document
from audits.specification.probe_manifest import MetricEntry, entries
from audits.specification.profiles import DatasetProfile, ModelProfile
from audits.specification.roles import Role
from service.web.describing import rule_sentence
from service.web.form_base import Base
from service.web.form_columns import class_phrases, shown_rows
from service.web.form_model import ModelWords
from service.web.form_rows import UNFLAGGED, ColumnRow, Flag, FormProblem, ProbeChoice
from service.web.form_words import in_form_words, placed
from service.web.rules_form import (
    RuleRow,
    merged,
    offered,
    rule_bodies,
    unmeasured,
)
from service.web.typed_texts import missing_words


@dataclass(frozen=True)
class Form:
    """Everything the page shows; made from a guess, from what was sent, or from a document.

    policy: a name, empty where the rules below judge. find: the words that columns are searched
    by. base: what a document says beyond this page. is_guess: nobody has looked at it yet.
    """

    dataset: DatasetProfile
    model: ModelProfile | None
    columns: tuple[ColumnRow, ...]
    rules: tuple[RuleRow, ...]
    wish: str = "look"
    policy: str = ""
    on_inconclusive: str = "block"
    on_not_run: str = "block"
    seed: str = "0"
    confidence: str = "0.95"
    smallest_group: str = "30"
    budget: str = BUDGET
    disclosure: str = "open"
    missing: str = ""
    find: str = ""
    row: str = ""
    row_plural: str = ""
    words: ModelWords = field(default_factory=ModelWords)
    base: Base = field(default_factory=Base)
    is_guess: bool = True
    ticked: frozenset[str] | None = None
    offered: frozenset[str] = frozenset()
    flag: Flag = UNFLAGGED
    problems: tuple[FormProblem, ...] = ()
    steps: tuple[Step, ...] = ()
    chosen_rows: tuple[Rows, ...] = ()
    taken: str = ""
    judged_rules: int | None = None

    def document(self, *, dataset: Mapping[str, Any], model: Mapping[str, Any] | None) -> Any:
        """The audit document, or `Refused` where a field cannot be read.

        dataset, model: how the document names them, such as `{"id": "dsv_..."}`.
        """
        document = self._measured_part()
        document["dataset"] = {**document["dataset"], **dataset}
        if model is not None:
            document["model"] = {**document.get("model", {}), **model}
        probes = [offer.name for offer in self.fitting if offer.ticked]
        by_default = [offer.name for offer in self.fitting if entries()[offer.name].by_default]
        parameters = self.base.parameters
        if probes != by_default or any(name in parameters for name in probes):
            document["probes"] = [
                {name: dict(parameters[name])} if name in parameters else name for name in probes
            ]
        problems: list[Problem] = []
        if self.fitting and not probes:
            problems.append(Problem("probes", "no probe is ticked", "tick at least one"))
        rules, rule_problems = rule_bodies(self.rules, self.protected)
        if self.policy:
            document["policy"] = self.policy
        elif rules or self.base.rules:
            problems += rule_problems
            document["policy"] = merged(
                {
                    "rules": rules,
                    "on_inconclusive": self.on_inconclusive,
                    "on_not_run": self.on_not_run,
                    **self.base.policy,
                },
                self.base.rules,
            )
        if problems:
            raise Refused(problems)
        return document

    def with_problems(self, problems: Iterable[Problem]) -> Self:
        """The form with every problem beside the field it is about."""
        known = {(problem.field, problem.reason): problem for problem in self.problems}
        for problem in (placed(problem, self.columns, self.rules) for problem in problems):
            known[problem.field, problem.reason] = problem
        shown = list(known.values())
        columns = tuple(
            replace(row, problems=_problems_at(shown, f"column-{row.index}"))
            for row in self.columns
        )
        rules = tuple(
            replace(row, problems=_problems_at(shown, f"rule-{index}"))
            for index, row in enumerate(self.rules)
        )
        return replace(self, problems=tuple(shown), columns=columns, rules=rules)

    @property
    def shown_columns(self) -> tuple[ColumnRow, ...]:
        """Those with a role, and those that were searched for."""
        return shown_rows(self.columns, self.dataset.columns, self.find)

    @property
    def answers(self) -> tuple[ColumnRow, ColumnRow] | None:
        """Prediction and label, where a prediction is not one of the label's two values."""
        by_role = {row.role: row for row in self.columns if row.choices}
        prediction, label = by_role.get(Role.PREDICTION), by_role.get(Role.LABEL)
        if prediction is None or label is None or len(label.classes) != 2:
            return None
        return None if set(prediction.classes) <= set(label.classes) else (prediction, label)

    def says_meaning(self, row: ColumnRow) -> bool:
        """Whether this column is the one to say what the classes mean: the label where it can."""
        if not row.is_answer:
            return False
        stated = bool(row.special or row.positive)
        has_label = any(other.role == Role.LABEL and other.choices for other in self.columns)
        return row.role == Role.LABEL or not has_label or (stated and self.answers is None)

    @property
    def protected(self) -> list[str]:
        """Names of the protected columns."""
        return [row.name for row in self.columns if row.role == Role.PROTECTED]

    @property
    def fitting(self) -> list[ProbeChoice]:
        """Probes that can run with these columns."""
        return [
            ProbeChoice(step.probe, entries()[step.probe].summary, self._is_ticked(step.probe))
            for step in self.steps
            if step.reason is None
        ]

    @property
    def unfitting(self) -> list[ProbeChoice]:
        """Probes that cannot, each with its reason."""
        return [
            ProbeChoice(step.probe, "", False, step.reason, in_form_words(step.remedy or ""))
            for step in self.steps
            if step.reason is not None
        ]

    @property
    def metrics(self) -> list[tuple[str, list[MetricEntry]]]:
        """What rules may be about: metrics that will be measured, by what they are about."""
        return offered(self.steps, self._ticked)

    @property
    def hints(self) -> list[str]:
        """What most audits need and no column says yet; none of it stops an audit of data alone."""
        roles = {row.role for row in self.columns}
        hints = []
        if self.model is None and not roles & {Role.PREDICTION, Role.SCORE}:
            hints.append(
                "Nothing says what was decided: give a column the role prediction, or score where "
                "it holds probabilities; or choose a model."
            )
        if Role.PROTECTED not in roles:
            hints.append("No column is protected, so no groups are compared.")
        return hints

    @property
    def kept_rules(self) -> list[str]:
        """Rules of the document that no sentence of the page can say, as sentences."""
        return [rule_sentence(rule) for rule in self.base.rules]

    @property
    def summary(self) -> str:
        """What pressing the button would start."""
        probes = len(self._ticked)
        rules = sum(bool(row.metric) for row in self.rules) + len(self.base.rules)
        judged = f"{rules} rule{'s' if rules != 1 else ''}"
        if self.policy:
            judged = f"the policy {self.policy}{self._fitting_rules}"
        elif not rules:
            judged = "no rule yet, so the gate will be inconclusive"
        on = " and ".join(choice.phrase() for choice in self.chosen_rows)
        where = f" on the rows where {on}" if on else ""
        asked = announced([s for s in self.steps if s.probe in self._ticked], self.budget)
        asked = f"; about {asked}" if asked else ""
        return f"{probes} probe{'s' if probes != 1 else ''}{where}, {judged}{asked}"

    @property
    def _fitting_rules(self) -> str:
        """Of a policy that is known by name: how much of it can be judged here."""
        if self.judged_rules is None:
            return ""
        if not self.judged_rules:
            return ", of which nothing here can be judged, so the gate will be inconclusive"
        return f" ({self.judged_rules} rule{'s' if self.judged_rules != 1 else ''} here)"

    def problems_at(self, anchor: str) -> tuple[FormProblem, ...]:
        """Problems about one place of the page."""
        return _problems_at(self.problems, anchor)

    @property
    def _ticked(self) -> frozenset[str]:
        return frozenset(offer.name for offer in self.fitting if offer.ticked)

    def _is_ticked(self, name: str) -> bool:
        if self.ticked is None or name not in self.offered:
            return entries()[name].by_default
        return name in self.ticked

    def on_page(self) -> dict[str, Any]:
        """Dataset, settings, names and model as this page alone says them."""
        profiles = self.dataset.columns
        specs = {row.name: row.spec(profiles[row.index]) for row in self.columns}
        # Of a feature only what is said beyond its role, and what a document said of it before.
        columns = {
            row.name: specs[row.name]
            for row in self.columns
            if row.role != Role.FEATURE or len(specs[row.name]) > 1 or row.name in self.base.columns
        }
        if self.answers is not None:
            prediction, label = self.answers
            mapping = self.flag.mapping(prediction.choices, label.classes)
            if mapping:
                columns[prediction.name]["map"] = mapping
                for word in ("favourable", "positive"):  # the label says what its classes mean
                    columns[prediction.name].pop(word, None)
        settings = {
            "seed": self.seed,
            "confidence": self.confidence,
            "smallest_group": self.smallest_group,
        }
        if self.budget != BUDGET:
            settings["budget"] = self.budget
        if self.disclosure != "open":
            settings["disclosure"] = self.disclosure
        dataset: dict[str, Any] = {"columns": columns}
        if self.missing:
            dataset["missing"] = missing_words(self.missing)
        model = {} if self.model is None else self.words.spec(self.model)
        phrases = class_phrases(self.columns)
        names = {
            **({"row": self.row} if self.row else {}),
            **({"rows": self.row_plural} if self.row_plural else {}),
            **({"classes": dict(phrases)} if phrases else {}),
        }
        return {
            "dataset": dataset,
            "settings": settings,
            **({"model": model} if model else {}),
            **({"names": names} if names else {}),
        }

    def _measured_part(self) -> dict[str, Any]:
        document = self.base.with_rest(self.on_page())
        # Recorded answers have no model, and may be of a task that a document says.
        if self.model is not None or self.base.model.get("format") == "recorded":
            model = {**self.base.model, **document.get("model", {})}
            document |= {"model": model} if model else {}
        return document

    def checked(self) -> Self:
        """The form with every probe held against its columns, and what would stop the audit."""
        problems: list[Problem] = []
        steps: tuple[Step, ...] = ()
        rows: tuple[Rows, ...] = ()
        taken = ""
        measured = self._measured_part()
        try:
            parse_document({"dataset": {}, "settings": measured["settings"]})
        except Refused as refused:  # the columns can still be looked at
            problems += refused.problems
            del measured["settings"]
        try:
            document = parse_document({**measured, "probes": list(entries())})
            columns = resolve_columns(document, self.dataset, problems)
            rows = resolve_rows(document, columns, self.dataset, problems)
            classes = self.model.classes if self.model is not None else ()
            taken = in_form_words(sentence(assumed(columns, self.dataset, classes)))
            steps = choose_steps(
                document, columns, self.dataset, self.model, entries(), problems, offering=True
            )
            if self.model is not None:
                spec, fed = resolve_inputs(document, self.model, self.dataset, columns, [])
                steps = with_passes(steps, spec, fed, self.dataset.rows, entries())
        except Refused as refused:
            problems += refused.problems
        form = replace(self, steps=steps, chosen_rows=rows, taken=taken)
        if not self.policy:
            problems += unmeasured(form.rules, steps, form._ticked)
        try:
            plan = form._plan()
        except Refused as refused:
            return form.with_problems([*problems, *refused.problems])
        rules = plan.policy.rules if self.policy and plan.policy else None
        form = replace(form, judged_rules=None if rules is None else len(rules))
        return form.with_problems(problems)

    def _plan(self) -> Plan:
        """The whole plan, as it will be made when the button is pressed; or `Refused`."""
        model = None if self.model is None else {"id": "model"}
        body = self.document(dataset={"id": "data"}, model=model)
        if self.policy and self.policy not in named_policies():
            del body["policy"]  # a stored one was checked when it was stored
        return make_plan(accept_document(body), dataset=self.dataset, model=self.model)


def _problems_at(problems: Sequence[FormProblem], anchor: str) -> tuple[FormProblem, ...]:
    return tuple(problem for problem in problems if problem.anchor == anchor)
