"""An index over one report: blocks ask it, and never walk the lists themselves."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

from audits.json_types import Json
from audits.languages import NAMES
from audits.report.judged_measurements import (
    as_decided,
    is_reference,
    judged_measurement,
    of_larger_rates,
)
from audits.report.metric_phrases import Word, word
from audits.report.number_format import TIGHT
from audits.specification.cut_levels import cut_levels
from audits.specification.roles import RESERVED_GROUP_KEYS
from audits.specification.verdicts import WORST_FIRST, Verdict

GroupKey = frozenset[tuple[str, str | None]]

WORDS = {
    "pass": "Pass",
    "fail": "Fail",
    "inconclusive": "Inconclusive",
    "not_run": "Not run",
    "error": "Error",
}
MARKS = {"pass": "✓", "fail": "✕", "inconclusive": "◇", "not_run": "○", "error": "△"}
UNKNOWN = "unknown"
LONGEST_NAME = 80
# Values of a group that several columns may have, and that name nobody.
SAYS_NOTHING = frozenset({"0", "1", "0.0", "1.0", "true", "false", "yes", "no", "y", "n", "other"})


def key_of(group: Mapping[str, str | None]) -> GroupKey:
    """A group without the order of its attributes."""
    return frozenset(group.items())


def group_name(group: Mapping[str, str | None]) -> str:
    """`African-American, Female`; everyone is `everyone`; the language `fi` is `Finnish`.

    A value that says nothing without its column has it before it: `disabled 1`. Endless values end
    in an ellipsis.
    """
    names = [_value_name(key, value) for key, value in group.items()]
    short = [name if len(name) <= LONGEST_NAME else f"{name[:LONGEST_NAME]}…" for name in names]
    return ", ".join(short) or "everyone"


def value_name(value: str | None) -> str:
    """A group's value; a missing one is `unknown`, and the word itself stands in quotes."""
    if value is None:
        return UNKNOWN
    named = str(value)
    return f"“{named}”" if named.strip().lower() == UNKNOWN else named


def _value_name(key: str, value: str | None) -> str:
    if key == "language" and value is not None:
        return NAMES.get(str(value), str(value))
    if key == "fpr" and value is not None:
        return f"at {100 * float(value):g}{TIGHT}% false positives"
    if key == "attack" and value is not None:
        return str(value).replace("_", " ")
    if key == "inserted" and value is not None:
        return {"0": "never inserted", "1": "inserted once"}.get(value, f"inserted {value} times")
    if key == "queries" and value is not None:
        return f"{value} answers"
    named = value_name(value)
    if key == "batch":
        return f"batch of {named}"
    if key not in RESERVED_GROUP_KEYS and named.lower() in SAYS_NOTHING:
        return f"{key} {named}"
    return named


class View:
    """A report, looked at from all sides."""

    def __init__(self, report: Json) -> None:
        self.report = report

    def __getitem__(self, key: str) -> Any:
        return self.report[key]

    @cached_property
    def measurements(self) -> list[Json]:
        """Every measurement, in the order of the steps.

        Where a rule was held against one, it stands here with the interval that decided, so that
        no picture shows another one beside the verdict.
        """
        measurements: list[Json] = list(self.report["measurements"])
        for finding in self.report["findings"]:
            if finding.get("interval") is not None and finding.get("judged") is None:
                measurements[finding["measurement"]] = as_decided(
                    measurements[finding["measurement"]], finding
                )
        return of_larger_rates(measurements)

    @cached_property
    def findings(self) -> list[Json]:
        """Every check as judged. A group that passed against itself is none: its ratio is 1."""
        checks = [each for each in self.report["findings"] if not is_reference(self.report, each)]
        return [self._of_its_rate(check) for check in checks]

    def _of_its_rate(self, finding: Json) -> Json:
        """With the sample size that would decide it as one of the rate that is shown."""
        position, needed = finding.get("measurement"), finding.get("needed_sample_size")
        if position is None or not needed or "value" not in self.report["measurements"][position]:
            return finding
        counted = self.report["measurements"][position]["sample_size"]
        shown = self.measurements[position]["sample_size"]
        if counted == shown:
            return finding
        return {**finding, "needed_sample_size": round(needed * shown[0] / counted[0])}

    @property
    def tests(self) -> int:
        """Over how many tests the p-values are corrected; of a head alone, those of all heads."""
        stated: int | None = self.report.get("tests")
        if stated is not None:
            return stated
        return sum(finding.get("p_value") is not None for finding in self.report["findings"])

    @cached_property
    def _by_key(self) -> dict[tuple[str, GroupKey], Json]:
        return {(m["metric"], key_of(m["group"])): m for m in reversed(self.measurements)}

    @cached_property
    def _findings_of(self) -> dict[int, list[Json]]:
        by_measurement: dict[int, list[Json]] = {}
        for finding in self.findings:
            if finding.get("measurement") is not None:
                by_measurement.setdefault(finding["measurement"], []).append(finding)
        return by_measurement

    @cached_property
    def _positions(self) -> dict[int, int]:
        return {id(measurement): position for position, measurement in enumerate(self.measurements)}

    def one(self, metric: str, group: Mapping[str, str | None] | None = None) -> Json | None:
        """The measurement of this metric for this group (everyone when left out)."""
        return self._by_key.get((metric, key_of(group or {})))

    def estimate(self, metric: str, group: Mapping[str, str | None] | None = None) -> Json | None:
        """As `one`, but None when undetermined."""
        measurement = self.one(metric, group)
        return measurement if measurement is not None and "value" in measurement else None

    def of_metric(self, metric: str) -> list[Json]:
        """Every measurement of a metric."""
        return [m for m in self.measurements if m["metric"] == metric]

    def ordered(self, measurements: Iterable[Json]) -> list[Json]:
        """Attributes as the plan has them, cut groups from low to high, unknown ones last."""
        positions = {name: index for index, name in enumerate(self.attributes)}
        cuts = {
            name: {group: index for index, group in enumerate(cut_levels(spec["cut"]))}
            for name, spec in self.columns("protected")
            if spec.get("cut")
        }

        def key(m: Json) -> list[tuple[int, bool, int]]:
            return [
                (
                    positions.get(name, len(positions)),
                    value is None,
                    cuts.get(name, {}).get(value, 0),
                )
                for name, value in m["group"].items()
            ]

        return sorted(measurements, key=key)

    def of_section(self, section: str) -> list[Json]:
        """Every measurement of the probes in a folder."""
        return [m for m in self.measurements if m["probe"].partition(".")[0] == section]

    def exhibits(self, *, section: str = "", kind: str = "") -> list[Json]:
        """Exhibits of a folder, of a kind, or of both."""
        return [
            exhibit
            for exhibit in self.report.get("exhibits", ())
            if (not section or exhibit["probe"].partition(".")[0] == section)
            and (not kind or exhibit["kind"] == kind)
        ]

    def verdict(self, measurement: Json) -> str:
        """The worst verdict on a measurement, or `none` where no rule looked at it."""
        findings = self.judged(measurement)
        return worst(finding["verdict"] for finding in findings) if findings else "none"

    def judged(self, measurement: Json) -> list[Json]:
        """The findings about a measurement."""
        position = self._positions.get(id(measurement))
        return [] if position is None else self._findings_of.get(position, [])

    def measured(self, finding: Json) -> Json | None:
        """The measurement a finding is about, as it was judged."""
        if finding.get("judged") is not None or finding.get("measurement") is None:
            return judged_measurement(self.report, finding)
        return self.measurements[finding["measurement"]]

    def word(self, metric: str) -> Word:
        """The metric in words."""
        return word(self.report, metric)

    @property
    def confidence(self) -> float:
        """Of the intervals, as the plan set it."""
        confidence: float = self.plan.get("settings", {}).get("confidence", 0.95)
        return confidence

    @property
    def smallest_group(self) -> int:
        """Below this a group is undetermined."""
        smallest_group: int = self.plan.get("settings", {}).get("smallest_group", 30)
        return smallest_group

    @property
    def plan(self) -> Json:
        """The resolved plan."""
        plan: Json = self.report["plan"]
        return plan

    @property
    def policy(self) -> Json:
        """The policy of the plan, empty when there is none."""
        return self.plan.get("policy") or {}

    def columns(self, role: str) -> Iterator[tuple[str, Json]]:
        """Columns of a role: the name shown to people, and what the plan says of it."""
        for name, spec in self.plan.get("columns", {}).items():
            if spec.get("role") == role:
                yield spec.get("rename") or name, spec

    def stated(self, which: str) -> str | None:
        """The `positive` or `favourable` class the plan names."""
        other = {"positive": "favourable", "favourable": "positive"}[which]
        for key in (which, other):
            for role in ("label", "prediction"):
                for _, spec in self.columns(role):
                    if spec.get(key) is not None:
                        classes = spec[key]
                        return " or ".join(classes) if isinstance(classes, list) else str(classes)
        model = self.plan.get("model") or {}
        of_model = next((model[key] for key in (which, other) if model.get(key)), None)
        taken = of_model or (self.plan.get("assumed") or {}).get(which)
        return None if taken is None else str(taken)

    @property
    def has_answers(self) -> bool:
        """Whether anything answered: a model that was asked, or a column of what was recorded."""
        asked = bool(self.report["model"].get("sha256"))
        recorded = ("prediction", "score", "detections", "answer_set")
        return asked or any(self.name_of(role) is not None for role in recorded)

    @property
    def has_outcomes(self) -> bool:
        """Whether anything says what is true: a label, what happened, or what is there."""
        stated = ("label", "duration", "objects", "label_set")
        return any(self.name_of(role) is not None for role in stated)

    @property
    def has_results(self) -> bool:
        """Whether the rows are results that somebody reports, so that nobody answers them."""
        ran = (probe["name"] for probe in self["probes"] if probe["status"] == "ran")
        return any(name.startswith("claims.") for name in ran)

    @property
    def rows_word(self) -> str:
        """What rows are, by the plan's `names`: "applicants"; "rows" where nobody said."""
        return str((self.plan.get("names") or {}).get("rows") or "rows")

    @property
    def row_word(self) -> str:
        """What one row is: "applicant"; "row" where nobody said."""
        return str((self.plan.get("names") or {}).get("row") or "row")

    def said_of(self, level: str | None) -> str | None:
        """What is said of several rows with this class: "were flagged"; None where nobody said."""
        words = ((self.plan.get("names") or {}).get("classes") or {}).get(level)
        if words is None:
            return None
        first, _, rest = str(words).partition(" ")
        return f"{ {'was': 'were', 'is': 'are', 'has': 'have'}.get(first, first) } {rest}".strip()

    def decision(self, level: str | None) -> str | None:
        """The answer of this class as the column of decisions spells it: `Decision “granted”`.

        None where that column has the class's own word, however it is spelled ("yes." for "Yes"),
        and the word may be the label's too.
        """
        return next(self._spelled("prediction", level), None)

    def truth(self, level: str | None) -> str:
        """The class as the column of labels spells it: `“0”` where its `map` makes 1 of 0."""
        name = self.name_of("label")
        spelled = next(self._spelled("label", level), None)
        return f"“{level}”" if spelled is None else spelled.removeprefix(f"{name} ")

    def _spelled(self, role: str, level: str | None) -> Iterator[str]:
        for name, spec in self.columns(role):
            words = [raw for raw, to in (spec.get("map") or {}).items() if to == level and raw]
            if any(_letters(word) != _letters(str(level)) for word in words):
                yield f"{name} {' or '.join(f'“{word}”' for word in words)}"

    @cached_property
    def has_two_classes(self) -> bool:
        """Whether labels and answers are known to be of two classes."""
        shown = self.exhibits(kind="confusion_matrix")
        return bool(shown) and all(len(e["content"].get("classes", ())) == 2 for e in shown)

    def name_of(self, role: str) -> str | None:
        """The name of the single column with this role."""
        return next((name for name, _ in self.columns(role)), None)

    @cached_property
    def attributes(self) -> tuple[str, ...]:
        """The protected attributes."""
        return tuple(name for name, _ in self.columns("protected"))

    @cached_property
    def sections(self) -> tuple[str, ...]:
        """Folders of the probes that were planned, in the order of the report."""
        known = (
            "fairness", "imbalance", "confounds", "explanations", "translation", "language",
            "robustness", "privacy", "data", "cost", "reproducibility",
        )  # fmt: skip
        folders = dict.fromkeys(p["name"].partition(".")[0] for p in self.report["probes"])
        return tuple(
            sorted(folders, key=lambda name: known.index(name) if name in known else len(known))
        )


def worst(verdicts: Iterable[str]) -> str:
    """In the order in which verdicts decide the gate."""
    return min(verdicts, key=lambda verdict: WORST_FIRST.index(Verdict(verdict)))


def _letters(word: str) -> str:
    """What two spellings of a word have in common; numbers and signs are as they stand."""
    return "".join(filter(str.isalpha, word.casefold())) if word.strip(" .!").isalpha() else word
