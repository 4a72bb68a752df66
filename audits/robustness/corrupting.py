"""Answers to rows under each corruption at each severity, beside those to the rows as they are."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from audits.data.dataset import (
    Categories,
    Images,
    Numbers,
    Sequences,
    Sounds,
    Texts,
    Values,
    features_of,
)
from audits.data.nuisances.sounds import Recording, loudness
from audits.data.sounds import Sound
from audits.errors import ModelFailure, NotApplicable, Refused
from audits.measurement import Group, Measurement
from audits.models import Classifier
from audits.perturbations.corruptions import pictures, sequences, sounds, tables, texts
from audits.perturbations.exchange import with_fed
from audits.perturbations.norm_balls import Pixels
from audits.probing.batched_inference import ask
from audits.probing.subject import Subject
from audits.robustness.asking import BATCH, Asker, answering, asker_of
from audits.robustness.attacked_rows import Attacked, rows_to_attack
from audits.robustness.faulty_columns import Faults, table_faults, text_faults
from audits.robustness.faulty_signals import sequence_faults, sound_faults
from audits.robustness.query_budget import rows_paid_for
from audits.robustness.row_measuring import labelled_rows
from audits.statistics.means_over_rows import mean_over_rows
from audits.statistics.shares import Stated, too_few

SEVERITIES = (1, 2, 3, 4, 5)
# What stands in the bracket behind a mean's method.
NOTE = "over rows, each the mean of its corruptions"

# Values of a sequence that are shown beside its length.
SHOWN_STEPS = 6

Codes = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Example:
    """A row that a corruption turned. row: its index. before, after: pixels, or texts."""

    row: int
    severity: int
    before: Pixels | str
    after: Pixels | str
    code: int


@dataclass(eq=False)
class Corrupted:
    """Rows under corruptions.

    rows: the rows as they are. right: by corruption, shape (severities, rows): answered with the
    true class. families: by corruption what it is one of. left_out: by corruption why it was not
    tried. examples: by corruption a row that it turned.
    """

    rows: Attacked
    right: dict[str, NDArray[np.bool_]] = field(default_factory=dict)
    families: dict[str, str] = field(default_factory=dict)
    left_out: dict[str, str] = field(default_factory=dict)
    examples: dict[str, Example] = field(default_factory=dict)

    @property
    def by_row(self) -> NDArray[np.float64]:
        """The share of all corruptions and severities that each row is right under, (rows,)."""
        return np.asarray(np.mean(list(self.right.values()), axis=(0, 1)), dtype=np.float64)

    def at_severity(self, severity: int) -> NDArray[np.float64]:
        """The same at one severity alone, shape (rows,). severity: 1 to 5."""
        flags = [right[severity - 1] for right in self.right.values()]
        return np.asarray(np.mean(flags, axis=0), dtype=np.float64)

    def of_family(self, family: str, severity: int) -> NDArray[np.float64]:
        """The same under the corruptions of one family."""
        flags = [
            right[severity - 1]
            for name, right in self.right.items()
            if self.families[name] == family
        ]
        return np.asarray(np.mean(flags, axis=0), dtype=np.float64)

    def add(self, name: str, family: str, codes: NDArray[np.intp]) -> None:
        """The answers under one corruption, shape (severities, rows)."""
        self.right[name] = np.asarray((codes == self.rows.labels) & (self.rows.labels >= 0))
        self.families[name] = family


def mean_of(
    metric: str,
    group: Group,
    values: NDArray[np.float64],
    stated: Stated,
    *,
    least: float = 0.0,
    greatest: float = 1.0,
) -> Measurement:
    """The mean of a number a row, shape (rows,), between these ends; undetermined of few rows."""
    rows = len(values)
    undetermined_reason = (
        too_few(rows, stated.smallest_group) if rows < stated.smallest_group else None
    )
    return mean_over_rows(
        metric, group, values.tolist(), least=least, greatest=greatest,
        confidence=stated.confidence, note=NOTE, undetermined_reason=undetermined_reason,
    )  # fmt: skip


def corrupted(
    subject: Subject, most: int, kinds: Sequence[str] = (), most_queries: int | None = None
) -> Corrupted:
    """At most so many labelled rows under the corruptions of what the model reads.

    kinds: their names; left out, all of them. most_queries: rows asked in all. Raises
    `NotApplicable` where the model reads nothing that is corrupted here, or nothing of these kinds.
    """
    model = subject.model
    if not isinstance(model, Classifier):
        raise NotApplicable(
            "there is no classifier to ask again", "give a model that answers with classes"
        )
    fed = {name: subject.data.fed_values(name) for name in model.reads}
    if any(isinstance(values, Images) for values in fed.values()):
        asker = asker_of(subject)
        names = _kinds_asked(kinds, pictures.CORRUPTIONS)
        rows = rows_paid_for(subject, most, len(names) * len(SEVERITIES), most_queries)
        result = Corrupted(rows_to_attack(subject, asker, rows))
        _pictures(subject, asker, result, names)
        return result
    known: dict[str, object] = {}
    if any(isinstance(values, Texts) for values in fed.values()):
        known |= dict.fromkeys(texts.KINDS)
    if any(isinstance(values, Sounds) for values in fed.values()):
        known |= sounds.CORRUPTIONS
    if any(isinstance(values, Sequences) for values in fed.values()):
        known |= sequences.CORRUPTIONS
    if any(isinstance(values, Numbers | Categories) for values in fed.values()):
        known |= tables.CORRUPTIONS
    kinds_used = _kinds_asked(kinds, known)
    rows = rows_paid_for(subject, most, len(kinds_used) * len(SEVERITIES), most_queries)
    result = Corrupted(labelled_rows(subject, model, rows))
    columns = {name: result.rows.data.fed_values(name) for name in model.reads}
    for faults in (text_faults, sound_faults, sequence_faults, table_faults):
        made = faults(subject, columns, kinds_used, result.left_out)
        _columns(subject, model, result, kinds_used, made)
    if not result.right:
        raise NotApplicable(
            "; ".join(result.left_out.values()) or "the model reads nothing that is corrupted here",
            "give a model of pictures, texts, sounds, sequences or a table",
        )
    return result


def _kinds_asked(kinds: Sequence[str], known: Mapping[str, object]) -> tuple[str, ...]:
    unknown = [kind for kind in kinds if kind not in known]
    if unknown:
        raise NotApplicable(
            f"{unknown[0]!r} is no corruption of what the model reads",
            f"name some of: {', '.join(known)}",
        )
    return tuple(dict.fromkeys(kinds)) or tuple(known)


def _pictures(subject: Subject, asker: Asker, result: Corrupted, kinds: Sequence[str]) -> None:
    rows = result.rows
    total = len(rows) * len(kinds) * len(SEVERITIES)
    answers, asked = answering(asker), 0
    for name in kinds:
        corruption = pictures.CORRUPTIONS[name]
        codes = np.empty((len(SEVERITIES), len(rows)), dtype=np.intp)
        for start in range(0, len(rows), BATCH):
            batch = slice(start, start + BATCH)
            # Each batch of rows has draws of its own, so that memory stays flat.
            draws = subject.rng(f"corruptions {name} {start}")
            for step, changed in enumerate(corruption.versions(rows.pixels[batch], draws)):
                codes[step, batch] = answers(changed)
                asked += len(changed)
                subject.on_progress(asked / total)
                if name not in result.examples:
                    _note(result, name, step + 1, start, codes[step, batch], changed)
        result.add(name, corruption.family, codes)


def _note(
    result: Corrupted, name: str, severity: int, start: int, codes: Codes, changed: Pixels
) -> None:
    """Keep a row that was right before and is turned now, where there is one."""
    right = result.rows.right[start : start + len(codes)]
    turned = np.flatnonzero(right & (codes != result.rows.labels[start : start + len(codes)]))
    if len(turned):
        first = int(turned[0])
        result.examples[name] = Example(
            start + first,
            severity,
            result.rows.pixels[start + first],
            changed[first].copy(),
            int(codes[first]),
        )


def _columns(
    subject: Subject,
    model: Classifier,
    result: Corrupted,
    kinds: Sequence[str],
    faults: Iterator[Faults],
) -> None:
    """Ask about the rows that a fault changes; the others are answered as before."""
    rows = result.rows
    for fault in faults:
        codes = np.tile(rows.codes, (len(SEVERITIES), 1))
        for step, (columns, touched) in enumerate(zip(fault.versions, fault.touched, strict=True)):
            places = np.flatnonzero(touched)
            if not len(places):
                continue
            changed = rows.data.take(places)
            for name, values in columns.items():
                changed = with_fed(changed, name, values.take(places))
            try:
                codes[step, places] = ask(model, changed, model.classify)[0]
            except (Refused, NotApplicable, ModelFailure) as refused:
                # A model may well refuse cells that are empty: then that is what is said.
                result.left_out[fault.name] = f"the model does not take it: {refused}"
                result.examples.pop(fault.name, None)
                break
            _note_words(result, fault, step, codes[step])
        if fault.name not in result.left_out:
            result.add(fault.name, fault.family, codes)
        subject.on_progress(min(1.0, len(result.right) / len(kinds)))


def _note_words(result: Corrupted, fault: Faults, step: int, codes: Codes) -> None:
    rows = result.rows
    turned = np.flatnonzero(rows.right & (codes != rows.labels) & fault.touched[step])
    if fault.name in result.examples or not len(turned):
        return
    index = int(turned[0])
    columns = fault.versions[step]
    before, after = (
        "; ".join(
            _cell_text(name, values, index, alone=len(columns) == 1)
            for name, values in values_by_name.items()
        )
        for values_by_name in ({name: rows.data.fed_values(name) for name in columns}, columns)
    )
    result.examples[fault.name] = Example(index, step + 1, before, after, int(codes[index]))


def _cell_text(name: str, values: Values, index: int, *, alone: bool) -> str:
    """The value of one column, as a reader sees it."""
    value = features_of(values.take(np.array([index])))[0]
    if isinstance(value, Sound):
        return f"{name}: {value.seconds:.2f} s at {loudness(Recording(value)):.0f} dBFS"
    if isinstance(values, Sequences):
        return f"{name}: {_shown_steps(value)}"
    missing = value is None or (isinstance(value, float) and np.isnan(value))
    text = "missing" if missing else f"{value:.6g}" if isinstance(value, float) else str(value)
    return text if alone and isinstance(values, Texts) else f"{name}: {text}"


def _shown_steps(steps: NDArray[np.float64] | None) -> str:
    """The first values of a sequence, and how many steps it has."""
    if steps is None:
        return "missing"
    first = ", ".join(f"{value:.3g}" for value in steps[:SHOWN_STEPS, 0])
    return f"{first}{' ...' if len(steps) > SHOWN_STEPS else ''} ({len(steps)} steps)"
