"""Whether everybody who was answered is among the rows, as far as recorded answers tell.

A file of those who were accepted has one answer, and equal rates of it in every group. Where what
came of people is known of those alone who were accepted, nobody is missed who should have been
(selective labels: Lakkaraju et al. 2017; verification bias: Begg & Greenes 1983).
"""

from collections.abc import Iterator

import numpy as np

from audits.data.dataset import Categories, Dataset
from audits.specification.counts import counted
from audits.specification.roles import Role

# Of fewer rows one answer, or labels of one answer, may be chance.
_FEWEST = 30
# Shares of rows with a label that lie closer leave error rates about where they are.
_APART = 0.2
# Standard errors between two shares: of a false alarm one in a thousand.
_SURELY = 3.3


def told_of_pools(data: Dataset) -> Iterator[str]:
    """Sentences on recorded answers that are all one, and on labels that go by the answer.

    Nothing is told of several columns of answers, of numbers, or of fewer than thirty rows.
    """
    columns = data.having(Role.PREDICTION)
    if len(columns) != 1 or not isinstance(columns[0].values, Categories):
        return
    answers = columns[0].values
    rows_of = np.bincount(answers.codes[answers.codes >= 0], minlength=len(answers.levels))
    given = np.flatnonzero(rows_of)
    if len(given) == 1 and rows_of[given[0]] >= _FEWEST:
        number = counted(int(rows_of[given[0]]), "answer", "answers")
        yield (
            f"one answer alone: {answers.levels[given[0]]!r}, {number}. A model may answer so; "
            "where instead the file holds only those who were "
            "answered so, as exports of who was accepted or flagged do, no rate of "
            "answers and no error rate is of everybody who was decided on, and equal ones mean "
            "nothing: give every row that was decided on"
        )
    label = data.one(Role.LABEL)
    if label is not None and isinstance(label.values, Categories):
        yield from _labels_by_answer(answers, label.values)


def _labels_by_answer(answers: Categories, labels: Categories) -> Iterator[str]:
    """Where the share of rows that have a label is another of one answer than of another."""
    is_known = labels.codes >= 0
    shares = {}
    for code, level in enumerate(answers.levels):
        known = is_known[answers.codes == code]
        if len(known) >= _FEWEST:
            shares[level] = (float(known.mean()), len(known))
    if len(shares) < 2:
        return
    least, most = (pick(shares, key=shares.__getitem__) for pick in (min, max))
    (low, low_rows), (high, high_rows) = shares[least], shares[most]
    pooled = (low * low_rows + high * high_rows) / (low_rows + high_rows)
    error = (pooled * (1 - pooled) * (1 / low_rows + 1 / high_rows)) ** 0.5
    if high - low > max(_APART, _SURELY * error):
        yield (
            f"labels go by the answer: they are known of {high:.1%} of {high_rows:,} rows that "
            f"were answered {most!r}, and of {low:.1%} of {low_rows:,} that were answered "
            f"{least!r}. Accuracy and error rates are of the rows with a label, and know little or "
            f"nothing of whom {least!r} was wrong for: rules on them rest on that choice of rows"
        )
