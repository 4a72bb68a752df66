"""An audit's answers paired with an earlier audit's, where both surely saw the same rows."""

from pathlib import Path

from audits.comparison import Unpaired
from audits.comparison.classes import pair
from audits.comparison.kept_answers import (
    CLASSES,
    MOST_SCORED,
    NUMBERS,
    SCORES,
    TEXTS,
    Answers,
    Kept,
    keep_answers,
    open_kept,
)
from audits.comparison.numbers import pair_predictions, pair_scores, scores_beside
from audits.comparison.row_fingerprint import Fingerprint, check_same, fingerprint
from audits.comparison.texts import pair_texts
from audits.data.dataset import Categories, Dataset, Images, Numbers, Role, Sequences, Sounds, Texts
from audits.errors import AuditError, NotApplicable
from audits.json_types import JsonObject
from audits.measurement import WhyNot
from audits.models import Regressor, Translator
from audits.models.generator import Generator
from audits.planning.plan import Plan
from audits.probing.array_memory import ArrayMemory
from audits.probing.probe import Asks, Subject
from audits.probing.subject import Continuations
from audits.specification.probe_manifest import entries

__all__ = [
    "earlier_continuations",
    "generates",
    "keep_and_pair",
    "memory_of",
    "pair",
    "reads_answers",
]

GENERATION = "text-generation"


def reads_answers(plan: Plan) -> bool:
    """Whether a probe of the plan reads the answer to every row."""
    reading = (Asks.PREDICTION, Asks.SCORE, Asks.EITHER)
    running = [entries()[step.probe] for step in plan.steps if step.reason is None]
    return any(entry.asks in reading for entry in running) or generates(plan)


def generates(plan: Plan) -> bool:
    """Whether a language model is asked what it makes of each row's prompt."""
    if plan.model is None or not plan.asks_a_model or plan.model.task != GENERATION:
        return False
    if any(spec.role is Role.PREDICTION for spec in plan.columns.values()):
        return False
    running = [entries()[step.probe] for step in plan.steps if step.reason is None]
    return any(entry.task == GENERATION for entry in running)


def earlier_continuations(
    data: Dataset, plan: Plan, before: Path | None
) -> Continuations | WhyNot | None:
    """What a language model made of the same rows in the audit before; None where it made nothing.

    data: the rows that are measured. before: the file that `keep_and_pair` wrote then.
    """
    if before is None:
        return None
    try:
        previous = open_kept(before)
        _check_rows(data, plan, fingerprint(data), previous)
        values = previous.values()
    except Unpaired as refusal:
        return WhyNot(str(refusal))
    if not isinstance(values, Texts) or not previous.made:
        return WhyNot("the audit before asked no language model for continuations")
    return Continuations(values.values.tolist(), previous.made)


def memory_of(before: Path) -> ArrayMemory:
    """What the audit that wrote this file computed; damaged ones are known as such."""
    try:
        return open_kept(before).memory()
    except Unpaired:
        return ArrayMemory(is_damaged=True)


def keep_and_pair(
    subject: Subject, plan: Plan, *, before: Path | None, keep: Path | None
) -> JsonObject | None:
    """Keep this audit's answers in `keep`, and pair them with those kept in `before`.

    Call it where `reads_answers`: then the model was asked already. Returns
    `{"unpaired": reason}` where rows cannot be paired, and None where there is nothing to pair
    with. Nothing here can break the audit.
    """
    try:
        now = _answers(subject, plan)
        rows = fingerprint(subject.data)
        if keep is not None:
            keep_answers(
                now, keep, dataset=plan.rows_sha256, rows=rows, memory=subject.memory.packed()
            )
        if before is None:
            return None
        earlier = open_kept(before)
        _check_rows(subject.data, plan, rows, earlier)
        return _paired(subject, plan, now, earlier)
    except (Unpaired, AuditError) as refusal:
        reason = str(refusal)
    except (ArithmeticError, LookupError, OSError, RuntimeError, TypeError, ValueError) as error:
        reason = f"the comparison broke: {type(error).__name__}: {error}"
    except MemoryError:
        reason = "there is not enough memory to compare the rows"
    return None if before is None else {"unpaired": reason.rstrip(".")}


def _check_rows(data: Dataset, plan: Plan, rows: Fingerprint, previous: Kept) -> None:
    """`Unpaired` unless they are of the same file, or surely the same in another one."""
    if previous.dataset == plan.rows_sha256:
        if previous.size != rows.rows:
            raise Unpaired("the earlier audit answered other rows")
    elif previous.rows is None:
        raise Unpaired("the two audits read other files, and the earlier one says nothing of rows")
    else:
        check_same(data, rows, previous.rows)


def _answers(subject: Subject, plan: Plan) -> Answers:
    """What was answered row by row: recorded, or asked of the model already."""
    recorded = subject.data.one(Role.PREDICTION)
    if recorded is not None:
        match recorded.values:
            case Numbers() | Texts() as values:
                return Answers(NUMBERS if isinstance(values, Numbers) else TEXTS, values)
            case Images() | Sounds() | Sequences():
                raise Unpaired("answers that are pictures, sounds or sequences are not paired")
    elif isinstance(subject.model, Regressor):
        return Answers(NUMBERS, Numbers(subject.predicted_numbers))
    elif isinstance(subject.model, Translator):
        if subject.translated is None:
            raise Unpaired("the translator was not asked about the dataset's own sentences")
        return Answers(TEXTS, Texts.of(subject.translated))
    elif isinstance(subject.model, Generator):
        if subject.continuations is None:
            raise Unpaired("the language model was asked for no continuations")
        return Answers(
            TEXTS, Texts.of(subject.continuations.texts), made=subject.continuations.made
        )
    try:
        classes = subject.predictions
    except NotApplicable:
        return Answers(SCORES, Numbers(subject.scores))
    return Answers(CLASSES, classes, _scores(subject, plan))


def _scores(subject: Subject, plan: Plan) -> Numbers | None:
    """Scores beside classes, where a probe of the plan reads them."""
    read = any(
        entries()[step.probe].asks == Asks.SCORE for step in plan.steps if step.reason is None
    )
    if not read or len(subject.data) > MOST_SCORED:
        return None
    try:
        return Numbers(subject.scores)
    except NotApplicable:
        return None


def _paired(subject: Subject, plan: Plan, now: Answers, previous: Kept) -> JsonObject:
    if now.kind != previous.kind:
        raise Unpaired(f"answers were {previous.kind} then and are {now.kind} now")
    match now.values, previous.values():
        case Categories() as today, Categories() as before:
            entries_by_kind = pair(subject, today, before, plan)
            scores = None if now.scores is None else previous.scores()
            if now.scores is not None and scores is not None:
                more = scores_beside(subject, now.scores.values, scores.values, plan)
                for key, entries in more.items():
                    entries_by_kind[key] = [*entries_by_kind[key], *entries]
            return entries_by_kind
        case Texts() as today, Texts() as before:
            return pair_texts(subject, today, before, plan)
        case Numbers(today), Numbers(before):
            pair_numbers = pair_predictions if now.kind == NUMBERS else pair_scores
            return pair_numbers(subject, today, before, plan)
    raise Unpaired("the earlier answers are damaged")
