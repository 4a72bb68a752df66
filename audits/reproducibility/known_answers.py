"""What an audit itself answers of the reproducibility checklist, item by item, and where it stands.

The checklist asks of a work; an audit is its evaluation. What only the makers of the model know
(how it was trained, on what, by which code) is asked for, also where half an answer is known.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from audits.planning.documented import Documented
from audits.specification.few_people import FEWEST


@dataclass(frozen=True, slots=True)
class Known:
    """what: is known. where: it stands. missing: what is asked for beside it; "" where it is all.

    is_moot: there is nothing to ask for: nothing was trained.
    """

    what: str = ""
    where: str = ""
    missing: str = ""
    is_moot: bool = False


@dataclass(frozen=True)
class Facts:
    """rows, columns: of the audited data. parts: of its split, by name, with their rows.

    trained_part: whether one of them is a training part. members: rows that the model was trained
    on, where a dataset of them is there. has_answers: whether anything is audited that was trained:
    a model, or its recorded answers.
    """

    documented: Documented
    rows: int
    columns: int
    seed: int
    confidence: float
    has_answers: bool
    parts: Mapping[str, int] = field(default_factory=dict)
    trained_part: bool = False
    members: int | None = None

    @property
    def knows_training_rows(self) -> bool:
        """Whether the rows of the training are counted: some of the data, or a dataset of them."""
        return self.members is not None or (self.trained_part and len(self.parts) > 1)


NOTHING_TRAINED = Known(what="nothing that was trained is audited: the data alone", is_moot=True)
REPORT, LOCK, PLAN = "this report", "environment.lock of the JSON report", "the plan in this report"


def known(key: str, facts: Facts) -> Known:
    """Of an item, by its key in the checklist."""
    return _ANSWERS[key](facts)


def _description(facts: Facts) -> Known:
    if not facts.has_answers:
        return NOTHING_TRAINED
    missing = "what kind of model it is and what it is meant to learn, or where that is written"
    if facts.documented.model_format is None:
        return Known(missing=f"which model gave the recorded answers; {missing}")
    return Known(f"a model of the form {facts.documented.model_format}", PLAN, missing)


def _assumptions(facts: Facts) -> Known:
    if not facts.has_answers:
        return NOTHING_TRAINED
    return Known(missing="what is assumed of rows, labels and use, or where that is written")


def _complexity(facts: Facts) -> Known:
    if not facts.has_answers:
        return NOTHING_TRAINED
    missing = "time, memory and rows that training takes"
    if "cost.inference" in facts.documented.probes:
        what = "time, memory, parameters and multiply-accumulates of an answer"
        return Known(what, "the section Cost (cost.inference)", missing)
    return Known(missing=f"{missing}; of an answer cost.inference measures them")


def _claims(_: Facts) -> Known:
    return Known(missing="each claim and where it stands; or not_applicable, with the reason")


def _proofs(_: Facts) -> Known:
    return Known(missing="where each proof stands; or not_applicable, with the reason")


def _statistics(facts: Facts) -> Known:
    what = f"audited: {facts.rows:,} rows, {facts.columns} columns"
    if facts.parts:
        what += f"; by part: {_parts(facts)}"
    if facts.members is not None:
        what += f"; trained on: {facts.members:,} rows"
    where = f"{REPORT}; the groups' sizes at each number (n)"
    if not facts.has_answers or facts.knows_training_rows:
        return Known(what, where)
    return Known(what, where, "how many rows the model was trained on, or members, or a split")


def _splits(facts: Facts) -> Known:
    if not facts.has_answers:
        return NOTHING_TRAINED
    if facts.members is not None:
        digest = _sha256(facts.documented.members_sha256 or "")
        return Known(
            f"trained on {facts.members:,} rows ({digest}), measured on {facts.rows:,} rows "
            "that the document says it never saw", PLAN,
        )  # fmt: skip
    if facts.trained_part and len(facts.parts) > 1:
        measured = "; ".join(facts.documented.rows) or "every row"
        return Known(f"{_parts(facts)}; measured: {measured}", PLAN)
    return Known(
        _parts(facts) if facts.parts else "", PLAN if facts.parts else "",
        "which rows it was trained and chosen on: give a column the role split, or members",
    )  # fmt: skip


def _exclusions(facts: Facts) -> Known:
    stated = facts.documented
    rows = f"only rows of which {' and '.join(stated.rows)}" if stated.rows else "no row left out"
    steps = "; ".join(stated.prepared) or "values as they stand in the file"
    return Known(f"in this audit: {rows}; {steps}", PLAN, "what was done before this file was made")


def _link(facts: Facts) -> Known:
    return Known(f"its fingerprint: {_sha256(facts.documented.dataset_sha256)}", REPORT,
                 "where it can be had, or why it cannot")  # fmt: skip


def _collection(_: Facts) -> Known:
    return Known(
        missing="by whom and how it was collected and labelled; or not_applicable, with "
        "the reason, where no new data were"
    )


def _dependencies(facts: Facts) -> Known:
    what = "of the evaluation: every package with its version and digest, Python and system"
    if not facts.has_answers:
        return Known(what, LOCK)
    return Known(what, LOCK, "those of the training")


def _training_code(facts: Facts) -> Known:
    return Known(missing="where it is") if facts.has_answers else NOTHING_TRAINED


def _evaluation_code(facts: Facts) -> Known:
    return Known(
        f"Evenhand, with each probe's version and parameters, seed {facts.seed}; evenhand "
        "reproduce REPORT measures all of it again", f"{PLAN}; {LOCK}",
    )  # fmt: skip


def _trained_model(facts: Facts) -> Known:
    if not facts.has_answers:
        return NOTHING_TRAINED
    stated = facts.documented
    if stated.model_sha256 is None:
        return Known(missing="the model that gave the answers, and where it can be had")
    return Known(f"its fingerprint: {_sha256(stated.model_sha256)}", REPORT, "where it can be had")


def _readme(_: Facts) -> Known:
    return Known("the table of results, and the command that makes it", f"{REPORT}, under Method")


def _hyperparameters(facts: Facts) -> Known:
    what = "of the evaluation: every parameter of every probe"
    if not facts.has_answers:
        return Known(what, PLAN)
    missing = "of the training: the range that was tried, how one was chosen, and which"
    return Known(what, PLAN, missing)


def _runs(facts: Facts) -> Known:
    what = f"one evaluation with seed {facts.seed}; draws are counted at each number's method"
    if not facts.has_answers:
        return Known(what, PLAN)
    return Known(what, PLAN, "how often it was trained, and which of the runs this one is")


def _measures(_: Facts) -> Known:
    return Known(
        "each metric's meaning, with the method and the n of each number",
        "vocabulary and measurements of the JSON report; docs/probes.md",
    )


def _variation(facts: Facts) -> Known:
    return Known(
        f"each estimate with an interval at {100 * facts.confidence:g} %, over other rows of the "
        "kind and not over other trainings; what has none says why it is undetermined",
        f"{REPORT}, at each number",
    )


def _runtime(facts: Facts) -> Known:
    if not facts.has_answers:
        return Known("of the audit: when it began and ended", REPORT)
    if facts.documented.training is not None:
        watts, hours = facts.documented.training
        return Known(f"training: {hours:g} hours at {watts:g} W, as stated; the audit's own times",
                     "the section Cost (cost.energy)")  # fmt: skip
    return Known("of the audit: when it began and ended", REPORT,
                 "how long training took, or its energy")  # fmt: skip


def _infrastructure(facts: Facts) -> Known:
    what = "of the evaluation: processor, cores, memory, threads, accelerators, system"
    return Known(what, LOCK, "what it was trained on" if facts.has_answers else "")


def _sha256(digest: str) -> str:
    """Its first digits; all of them stand in the report."""
    return f"sha256 {digest[:12]}"


def _parts(facts: Facts) -> str:
    """Rows of each part; of very few it is not told how few, as a protected report may not."""
    return ", ".join(
        f"{name} {rows:,} rows" if rows >= FEWEST else f"{name} under {FEWEST} rows"
        for name, rows in facts.parts.items()
    )


_ANSWERS: Mapping[str, Callable[[Facts], Known]] = {
    "description": _description, "assumptions": _assumptions, "complexity": _complexity,
    "claims": _claims, "proofs": _proofs, "data_statistics": _statistics, "data_splits": _splits,
    "data_exclusions": _exclusions, "data_link": _link, "data_collection": _collection,
    "dependencies": _dependencies, "training_code": _training_code,
    "evaluation_code": _evaluation_code, "trained_model": _trained_model, "readme": _readme,
    "hyperparameters": _hyperparameters, "runs": _runs, "measures": _measures,
    "variation": _variation, "runtime": _runtime, "infrastructure": _infrastructure,
}  # fmt: skip
