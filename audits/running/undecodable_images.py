"""Rows that the model cannot answer are named and left out, and the audit goes on.

A picture is decoded when the model is asked, and that is when a damaged one is found: looking at
all of them beforehand would decode each twice. So the model is asked before the first number is
made; only where no probe wants all its answers are the pictures decoded for this alone. Rows that
the model answers with NaN or infinity stay, without an answer, and are named. Damaged ones are kept
aside, since rates by group must know how many of whom have no answer (`audits.probing.unanswered`).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from audits.data.dataset import Dataset, Images, Sounds
from audits.errors import AuditError, Problem, Refused
from audits.models import Classifier, Detector, Regressor
from audits.probing.batched_inference import ask, undecodable
from audits.probing.probe import Asks, Probe, Subject
from audits.specification.roles import Role

NAMED = 20
# Rows, and what the model answered to them: `Answers` of a classifier, an array of a regressor or a
# detector.
Known: TypeAlias = tuple[NDArray[np.intp], Any]
_PLACES = ("dataset.images.", "dataset.sounds.")


def leave_out(subject: Subject, probes: Iterable[Probe], known: Known | None = None) -> None:
    """Take damaged rows out of the subject's data, with a warning that names their pictures.

    known: rows whose answers the model gave before, which it need not be asked again.
    probes: those of the audit, which decide whether the model is asked about every row.
    Raises `Refused` where no picture at all can be decoded.
    """
    model, data = subject.model, subject.data
    if model is None:
        return
    reads = tuple(
        name for name in model.reads if isinstance(data.fed_values(name), Images | Sounds)
    )
    damaged: dict[int, Problem] = {}
    asked = any(asks_every_row(subject.data, probe) for probe in probes)
    answers = _answers(subject, damaged, known) if asked else None
    if answers is None:
        damaged = undecodable(data, reads) if reads else {}
    if damaged and len(damaged) == len(data):
        raise Refused(list(damaged.values())[:NAMED])
    without = np.array(sorted(damaged), dtype=np.intp)
    decodable = np.setdiff1d(np.arange(len(data)), without)
    if len(without):
        answers = _taken(answers, decodable)
        subject.data, subject.unanswered = data.take(decodable), data.take(without)
    if reads and subject.whole is not None:
        torn = undecodable(subject.whole, reads)
        sound = np.setdiff1d(np.arange(len(subject.whole)), np.array(list(torn), dtype=np.intp))
        subject.whole = subject.whole.take(sound)
    if damaged:
        subject.warn(damage_warning(damaged))
    senseless = decodable[_senseless(answers)].tolist()
    if senseless:
        subject.warn(_no_number(senseless))
    subject.answered = answers


def _senseless(answers: Any) -> NDArray[np.intp]:
    """The places of the answers that are no class, or no number."""
    if answers is None:
        return np.empty(0, dtype=np.intp)
    if isinstance(answers, tuple):
        return np.flatnonzero(answers[0] < 0)
    if answers.dtype == object:
        return np.flatnonzero([answer is None for answer in answers])
    return np.flatnonzero(~np.isfinite(answers))


def _no_number(rows: Sequence[int]) -> str:
    """The rows, counted from 1, that the model answered with NaN or infinity."""
    shown = ", ".join(f"{row + 1:,}" for row in rows[:NAMED])
    more = f" and {len(rows) - NAMED:,} more" if len(rows) > NAMED else ""
    count = "1 row" if len(rows) == 1 else f"{len(rows):,} rows"
    return f"the model answered {count} with NaN or infinity: row {shown}{more}"


def damage_warning(damaged: Mapping[int, Problem]) -> str:
    """The files by name, and how many rows go without an answer."""
    named = [problem for _, problem in sorted(damaged.items())]
    names = dict.fromkeys(p.reason if (name := _member(p)) is None else name for p in named)
    shown = ", ".join(list(names)[:NAMED])
    more = f" and {len(names) - NAMED:,} more" if len(names) > NAMED else ""
    rows = "1 row is" if len(damaged) == 1 else f"{len(damaged):,} rows are"
    kind = "sound" if all(p.field.startswith(_PLACES[1]) for p in named) else "picture"
    kind = f"its {kind}" if len(damaged) == 1 else f"their {kind}s"
    return f"{rows} left out, because {kind} cannot be decoded: {shown}{more}"


def _member(problem: Problem) -> str | None:
    """The file that a problem is about, by its name; None where a row names none."""
    for prefix in _PLACES:
        if problem.field.startswith(prefix):
            return problem.field.removeprefix(prefix)
    return None


def asks_every_row(data: Dataset, probe: Probe) -> bool:
    """Whether the probe will want the model's answer to every row."""
    if probe.model is not None:
        return not probe.alone  # what is timed asks rows of its own
    recorded = {
        Asks.PREDICTION: (Role.PREDICTION,),
        Asks.SCORE: (Role.SCORE,),
        Asks.EITHER: (Role.PREDICTION, Role.SCORE),
        Asks.DETECTIONS: (Role.DETECTIONS,),
    }.get(probe.asks, ())
    return any(not data.having(role) for role in recorded)


def _answers(subject: Subject, damaged: dict[int, Problem], known: Known | None) -> Any:
    """What `ask` gives; None where the model cannot answer, which the probes then say."""
    model = subject.model
    match model:
        case Classifier():
            method: Callable[..., Any] = model.classify
        case Regressor():
            method = model.regress
        case Detector():
            method = model.detect
        case _:
            return None
    try:
        return ask(model, subject.data, method, subject.on_progress, damaged=damaged, known=known)
    except Refused:
        raise
    except (AuditError, ArithmeticError, LookupError, RuntimeError, TypeError, ValueError):
        return None


def _taken(answers: Any, rows: NDArray[np.intp]) -> Any:
    if answers is None:
        return None
    if isinstance(answers, tuple):
        return tuple(None if answers_of is None else answers_of[rows] for answers_of in answers)
    return answers[rows]
