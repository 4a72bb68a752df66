"""The form that starts an audit: between what a browser sends and the audit document."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Self

from werkzeug.datastructures import MultiDict

from audits.errors import Problem, Refused
from audits.planning.assumptions import assumed, sentence
from audits.planning.column_checks import ONE_COLUMN_ONLY
from audits.planning.columns import resolve_columns
from audits.planning.inputs import resolve_inputs
from audits.planning.row_filters import Rows, resolve_rows
from audits.planning.step_costs import announced, with_passes
from audits.planning.steps import Step, choose_steps
from audits.specification.document import BUDGET
from audits.specification.parsing import parse_document
from audits.specification.probe_manifest import entries
from audits.specification.profiles import ColumnProfile, DatasetProfile, ModelProfile
from audits.specification.roles import Kind, Role
from service.web.form_rows import UNFLAGGED, ColumnRow, Flag, FormProblem, Offer
from service.web.rules_form import RuleRow, read_rules, rule_bodies

# Wider tables are described in a document; a page of a thousand rows helps nobody.
MOST_COLUMNS = 80
MOST_CHOICES = 50
IGNORE = "ignore"
# What the field for missing words says where only empty cells are missing.
NO_WORDS = "none"


@dataclass(frozen=True)
class Form:
    """Everything the page shows; made from a guess or from what was sent."""

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
    missing: str = ""
    ticked: frozenset[str] | None = None
    offered: frozenset[str] = frozenset()
    flag: Flag = UNFLAGGED
    problems: tuple[FormProblem, ...] = ()
    steps: tuple[Step, ...] = field(default=())
    rows: tuple[Rows, ...] = ()
    taken: str = ""

    @classmethod
    def guessed(cls, dataset: Mapping[str, Any], model: Mapping[str, Any] | None) -> Self:
        """What the inspection suggests."""
        profile = DatasetProfile.from_json(dataset)
        form = cls(profile, _model(model), _rows(profile), (RuleRow(),))
        return form._with_steps()

    @classmethod
    def sent(
        cls,
        values: MultiDict[str, str],
        dataset: Mapping[str, Any],
        model: Mapping[str, Any] | None,
    ) -> Self:
        """What the browser sent; nothing is believed that the profile does not have."""
        profile = DatasetProfile.from_json(dataset)
        rows = []
        for row in _rows(profile):
            index = row.index
            special = values.get(f"special-{index}", "")
            rows.append(
                replace(
                    row,
                    role=_one_of(values.get(f"role-{index}"), [*Role, IGNORE], row.role),
                    kind=_one_of(values.get(f"kind-{index}"), list(Kind), row.kind),
                    special=special if special in row.choices else "",
                    marks=values.get(f"marks-{index}", "").strip()[:200],
                    guessed=False,
                )
            )
        wish = values.get("do", "start")
        form = cls(
            profile,
            _model(model),
            tuple(rows),
            read_rules(values, wish),
            wish=wish,
            policy=values.get("policy", "")[:200],
            on_inconclusive=_one_of(values.get("on_inconclusive"), ["block", "pass"], "block"),
            on_not_run=_one_of(values.get("on_not_run"), ["block", "pass"], "block"),
            seed=values.get("seed", "0").strip()[:20],
            confidence=values.get("confidence", "0.95").strip()[:20],
            smallest_group=values.get("smallest_group", "30").strip()[:20],
            budget=values.get("budget", BUDGET).strip()[:20],
            missing=values.get("missing", "").strip()[:200],
            flag=Flag(
                values.get("flag-value", "")[:200],
                values.get("flag-class", "")[:200],
                values.get("flag-is") == "is",
            ),
            ticked=frozenset(values.getlist("probes")),
            offered=frozenset(values.getlist("offered")),
        )
        return form._with_steps()

    def document(self, *, dataset: str, model: str | None) -> dict[str, Any]:
        """The audit document, or `Refused` where a field cannot be read."""
        document = self._measured_part()
        document["dataset"]["id"] = dataset
        if model is not None:
            document["model"] = {"id": model}
        probes = [offer.name for offer in self.fitting if offer.ticked]
        if probes != [offer.name for offer in self.fitting if entries()[offer.name].by_default]:
            document["probes"] = probes
        problems: list[Problem] = []
        if self.fitting and not probes:
            problems.append(Problem("probes", "no probe is ticked", "tick at least one"))
        rules, rule_problems = rule_bodies(self.rules, self.protected)
        problems += rule_problems
        if self.policy:
            document["policy"] = self.policy
        elif rules:
            document["policy"] = {
                "rules": rules,
                "on_inconclusive": self.on_inconclusive,
                "on_not_run": self.on_not_run,
            }
        if problems:
            raise Refused(problems)
        return document

    def with_problems(self, problems: Iterable[Problem]) -> Self:
        """The form with every problem beside the field it is about."""
        known = {(problem.field, problem.reason): problem for problem in self.problems}
        for problem in map(self._placed, problems):
            known[problem.field, problem.reason] = problem
        placed = list(known.values())
        columns = tuple(
            replace(row, problems=_at(placed, f"column-{row.index}")) for row in self.columns
        )
        rules = tuple(
            replace(row, problems=_at(placed, f"rule-{index}"))
            for index, row in enumerate(self.rules)
        )
        return replace(self, problems=tuple(placed), columns=columns, rules=rules)

    @property
    def answers(self) -> tuple[ColumnRow, ColumnRow] | None:
        """Prediction and label, where a prediction is not one of the label's two values."""
        by_role = {row.role: row for row in self.columns if row.choices}
        prediction, label = by_role.get(Role.PREDICTION), by_role.get(Role.LABEL)
        if prediction is None or label is None or len(label.choices) != 2:
            return None
        return None if set(prediction.choices) <= set(label.choices) else (prediction, label)

    @property
    def protected(self) -> list[str]:
        """Names of the protected columns."""
        return [row.name for row in self.columns if row.role == Role.PROTECTED]

    @property
    def fitting(self) -> list[Offer]:
        """Probes that can run with these columns."""
        return [
            Offer(step.probe, entries()[step.probe].summary, self._is_ticked(step.probe))
            for step in self.steps
            if step.reason is None
        ]

    @property
    def unfitting(self) -> list[Offer]:
        """Probes that cannot, each with its reason."""
        return [
            Offer(step.probe, "", False, step.reason, step.remedy or "")
            for step in self.steps
            if step.reason is not None
        ]

    @property
    def hidden_columns(self) -> int:
        """Columns that the table has no room for."""
        return max(0, len(self.dataset.columns) - MOST_COLUMNS)

    @property
    def summary(self) -> str:
        """What pressing the button would start."""
        probes = sum(offer.ticked for offer in self.fitting)
        rules = sum(bool(row.metric) for row in self.rules)
        judged = f"{rules} rule{'s' if rules != 1 else ''}"
        if self.policy:
            judged = f"the policy {self.policy}"
        elif not rules:
            judged = "no rule yet, so the gate will be inconclusive"
        on = " and ".join(choice.said() for choice in self.rows)
        where = f" on the rows where {on}" if on else ""
        ticked = {offer.name for offer in self.fitting if offer.ticked}
        asked = announced([step for step in self.steps if step.probe in ticked], self.budget)
        asked = f"; about {asked}" if asked else ""
        return f"{probes} probe{'s' if probes != 1 else ''}{where}, {judged}{asked}"

    def problems_at(self, anchor: str) -> tuple[FormProblem, ...]:
        """Problems about one place of the page."""
        return _at(self.problems, anchor)

    def _is_ticked(self, name: str) -> bool:
        if self.ticked is None or name not in self.offered:
            return entries()[name].by_default
        return name in self.ticked

    def _measured_part(self) -> dict[str, Any]:
        profiles = self.dataset.columns
        columns = {
            row.name: row.spec(profiles[row.index])
            for row in self.columns
            if row.role not in (Role.FEATURE, IGNORE)
        }
        if self.answers is not None:
            prediction, label = self.answers
            mapping = self.flag.mapping(prediction.choices, label.choices)
            if mapping:
                columns[prediction.name]["map"] = mapping
                columns[prediction.name].pop("favourable", None)
        settings = {
            "seed": self.seed,
            "confidence": self.confidence,
            "smallest_group": self.smallest_group,
        }
        if self.budget != BUDGET:
            settings["budget"] = self.budget
        dataset: dict[str, Any] = {"columns": columns}
        if self.missing:
            words = [word.strip() for word in self.missing.split(",") if word.strip()]
            dataset["missing"] = [] if words == [NO_WORDS] else words
        return {"dataset": dataset, "settings": settings}

    def _with_steps(self) -> Self:
        """Every probe against these columns; what is wrong so far is shown when asked for."""
        problems: list[Problem] = []
        steps: tuple[Step, ...] = ()
        rows: tuple[Rows, ...] = ()
        taken = ""
        measured_part = self._measured_part()
        try:
            parse_document({"dataset": {}, "settings": measured_part["settings"]})
        except Refused as refused:  # the columns can still be looked at
            problems += refused.problems
            del measured_part["settings"]
        try:
            document = parse_document({**measured_part, "probes": list(entries())})
            columns = resolve_columns(document, self.dataset, problems)
            rows = resolve_rows(document, columns, self.dataset, problems)
            classes = self.model.classes if self.model is not None else ()
            taken = sentence(assumed(columns, self.dataset, classes))
            steps = choose_steps(document, columns, self.dataset, self.model, entries(), problems)
            if self.model is not None:
                spec, fed = resolve_inputs(document, self.model, self.dataset, columns, [])
                steps = with_passes(steps, spec, fed, self.dataset.rows, entries())
        except Refused as refused:
            problems += refused.problems
        form = replace(self, steps=steps, rows=rows, taken=taken)
        return form.with_problems(problems) if self.ticked is not None else form

    def _placed(self, problem: Problem) -> FormProblem:
        anchor = ""
        if problem.field.startswith("dataset.columns."):
            path = problem.field.removeprefix("dataset.columns.")
            # A column's name may hold dots itself: the longest name that begins the path.
            names = [
                row for row in self.columns
                if path == row.name or path.startswith(f"{row.name}.")
            ]  # fmt: skip
            row = max(names, key=lambda row: len(row.name), default=None)
            anchor = f"column-{row.index}" if row else "columns"
        elif problem.field.startswith("policy.rules."):
            number = problem.field.split(".")[2]
            filled = [index for index, row in enumerate(self.rules) if row.metric]
            if number.isdigit() and int(number) < len(filled):
                anchor = f"rule-{filled[int(number)]}"
        else:
            anchor = problem.field.partition(".")[0]
        return FormProblem(problem.field, problem.reason, problem.remedy, anchor or "policy")


def _at(problems: Sequence[FormProblem], anchor: str) -> tuple[FormProblem, ...]:
    return tuple(problem for problem in problems if problem.anchor == anchor)


def _model(profile: Mapping[str, Any] | None) -> ModelProfile | None:
    return ModelProfile.from_json(profile) if profile is not None else None


def _one_of(sent: str | None, allowed: Sequence[str], otherwise: str) -> str:
    return str(sent) if sent in allowed else otherwise


def _rows(profile: DatasetProfile) -> tuple[ColumnRow, ...]:
    """The guesses; where several columns claim a role that one may have, none is believed."""
    shown = profile.columns[:MOST_COLUMNS]
    claims = Counter(column.role for column in shown)
    rows = []
    for index, column in enumerate(shown):
        rival = column.role in ONE_COLUMN_ONLY and claims[column.role] > 1
        row = _row(index, column)
        rows.append(replace(row, role=str(Role.FEATURE), guessed=False) if rival else row)
    return tuple(rows)


def _row(index: int, column: ColumnProfile) -> ColumnRow:
    few = column.distinct <= min(len(column.values), MOST_CHOICES)
    if few:
        values = ", ".join(column.values[:6]) + (", …" if len(column.values) > 6 else "")
    elif column.minimum is not None and column.maximum is not None:
        values = f"{column.minimum:g} to {column.maximum:g}"
    else:
        values = f"{column.distinct:,} values"
    if column.missing:
        values += f"; {column.missing:,} missing"
    return ColumnRow(
        index=index,
        name=column.name,
        kind=str(column.kind),
        role=str(column.role or Role.FEATURE),
        values=values,
        choices=tuple(sorted(column.values)) if few else (),
        guessed=column.role not in (None, Role.FEATURE),
    )
