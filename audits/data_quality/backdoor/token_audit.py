"""Words or values sought in an audited model, and alike in clean ones without the suspect."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from audits.data_quality.backdoor.contrast import Planted
from audits.data_quality.backdoor.reference_bags import clean_bags
from audits.data_quality.backdoor.tied_tokens import Tokens, candidates, ties
from audits.data_quality.backdoor.token_triggers import Codes, Planting, TokenRows, best_token

MOST_TIED = 15


@dataclass(frozen=True, eq=False)
class AskedRows:
    """Rows in which tokens are planted, and the rows whose tokens they are.

    form: word or value. tokens_of_teaching, tokens: of each row that taught, and of each that is
    asked. labels: shape (asked rows,), -1 for none. answers: the class of rows with a token.
    """

    form: str
    tokens_of_teaching: Sequence[set[str]]
    tokens: Sequence[set[str]]
    labels: Codes
    answers: Planting


@dataclass(frozen=True, eq=False)
class Sought:
    """Tokens of the rows that taught. labels: shape (rows,), index into `classes`, -1 for none."""

    token_sets: Sequence[set[str]]
    labels: Codes
    classes: tuple[str, ...]

    @cached_property
    def tokens(self) -> Tokens:
        """Which rows hold which."""
        return Tokens.of(self.token_sets)

    def tied(self) -> list[tuple[str, int, str, float]]:
        """Rare tokens, the most tied to one label first: rows, that label, and -log10 p."""
        strengths = ties(self.tokens, self.labels)
        order = np.argsort(-strengths, kind="stable")[:MOST_TIED]
        lines = []
        for index in order[strengths[order] > 0].tolist():
            of_rows = self.labels[self.tokens.rows[index]]
            most = int(np.bincount(of_rows[of_rows >= 0]).argmax())
            name = self.tokens.names[index]
            lines.append((name, len(of_rows), self.classes[most], float(strengths[index])))
        return lines


def best_beside_clean(
    sought: Sought,
    asked: AskedRows,
    extra: Sequence[str],
    most: int,
    how_many: int,
    rng: np.random.Generator,
    on_progress: Callable[[float], None],
) -> Planted | None:
    """The token that leads most rows to one class, beside clean models that are searched alike.

    extra: further tokens that are tried. most: rare tokens at most. how_many: clean models, trained
    on the teaching rows that do not hold the token. None where there is nothing to plant.
    """
    tokens, classes = sought.tokens, sought.classes
    among = candidates(tokens, sought.labels, most)
    among += [token for token in dict.fromkeys(extra) if token not in among]
    known = np.flatnonzero(asked.labels >= 0)
    # By turns within each class: rows may stand so that every second one is of the same.
    known = known[np.argsort(asked.labels[known], kind="stable")]
    rows = TokenRows(asked.labels, known[::2], known[1::2])
    planted = best_token(
        asked.answers, rows, among, tokens, classes, asked.form,
        lambda done: on_progress(0.6 * done),
    )  # fmt: skip
    if planted is None:
        return None
    clean = np.flatnonzero(tokens.without(planted.name) & (sought.labels >= 0))
    if not how_many or len(np.unique(sought.labels[clean])) < 2:
        return planted
    others = [token for token in among if token != planted.name]
    taught = [sought.token_sets[row] for row in clean.tolist()]
    gaps = []
    for model in clean_bags(taught, sought.labels[clean], asked.tokens, others, how_many, rng):
        best = best_token(model, rows, others, tokens, classes, asked.form)
        if best is not None:
            gaps.append(best.gap)
        on_progress(0.6 + 0.4 * len(gaps) / how_many)
    return planted.beside(gaps)
