"""Rows that were followed for a time, which ended with an event or not."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audits.data.arrays import Flags, Floats
from audits.data.clusters import cluster_codes
from audits.data.dataset import Column
from audits.errors import NotApplicable
from audits.planning.guess_vocabulary import listed_words
from audits.probing.subject import Subject
from audits.specification.counts import counted
from audits.specification.missing_words import quoted
from audits.specification.role_names import words_of_name
from audits.specification.roles import Role, choose_class
from audits.statistics.concordance import Concordance, concordance

# Beside such a word the name says the opposite.
_NOT = frozenset({"not", "non", "no", "un", "nicht", "pas"})


@dataclass(frozen=True, eq=False)
class Followed:
    """What is known of the rows that lack nothing; each array has the shape (rows,).

    rows: their positions in the data. durations: how long each was followed; happened: whether that
    ended with the event; scores: larger where it is expected sooner; clusters: codes, or None.
    """

    rows: NDArray[np.intp]
    durations: Floats
    happened: Flags
    scores: Floats
    clusters: NDArray[np.int32] | None

    def index_of(self, whose: Flags) -> "Index":
        """The concordance of some of the rows among themselves. whose: shape (rows,)."""
        clusters = None if self.clusters is None else self.clusters[whose]
        happened = self.happened[whose]
        value = concordance(self.durations[whose], happened, self.scores[whose], clusters)
        return Index(value, len(happened), int(happened.sum()))


@dataclass(frozen=True, eq=False)
class Index:
    """A concordance, None where no pair can be compared, and the rows and events behind it."""

    concordance: Concordance | None
    rows: int
    events: int


def followed_rows(subject: Subject) -> Followed:
    """The rows with a time, a score and a known end; the others are told to `warn`.

    Raises `NotApplicable` where no row has all three, or a time is negative.
    """
    data, scores = subject.data, subject.scores
    durations = data.require(Role.DURATION).numbers
    if (durations < 0).any():
        raise NotApplicable(
            f"{data.require(Role.DURATION).name!r} holds negative times",
            "give the time from the beginning to the event, or to the last look",
        )
    column = data.one(Role.EVENT)
    happened, known = np.ones(len(data), dtype=bool), np.isfinite(durations) & np.isfinite(scores)
    if column is not None:
        _tell_of_its_name(column, subject)
        happened = column.categories.equals(_event(column))
        known &= column.categories.codes >= 0
    rows = np.flatnonzero(known)
    if len(rows) == 0:
        raise NotApplicable(
            "no row has a time, its end and a score", "give the columns their values"
        )
    if len(rows) < len(data):
        one = "row lacks its time, its end or its score: it is compared with none"
        many = "rows lack their time, their end or their score: they are compared with none"
        subject.warn(counted(len(data) - len(rows), one, many))
    clusters = cluster_codes(data)
    return Followed(
        rows, durations[rows], happened[rows], scores[rows],
        None if clusters is None else clusters[rows],
    )  # fmt: skip


def _tell_of_its_name(column: Column, subject: Subject) -> None:
    """A column named after those who did not have the event, where nobody said its sense."""
    name, levels = column.source or column.name, column.categories.levels
    words = set(words_of_name(name))
    if column.positive is not None or not words & listed_words("without_event") or words & _NOT:
        return
    event = choose_class(levels, None, None)
    others = [level for level in levels if level != event]
    if event is not None and len(others) == 1:
        subject.warn(
            f"the value {event!r} of column {name!r} is read as the event: if it says who was lost "
            f"from sight, or lived on, say `positive: {quoted(others[0])}` on the column"
        )


def _event(column: Column) -> str:
    """The value of the column that says that the event happened."""
    levels = column.categories.levels
    event = choose_class(levels, column.positive, None)
    if event is None:
        denied = listed_words("without_event") | _NOT
        events = [level for level in levels if not denied & set(words_of_name(level))]
        raise NotApplicable(
            f"nothing says which value of {column.name!r} is the event: {', '.join(levels[:8])}",
            f"state it, e.g. `{column.name}: {{role: event, positive: "
            f"{quoted((events or levels)[-1])}}}`",
        )
    return event
