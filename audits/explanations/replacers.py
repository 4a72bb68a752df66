"""The replacer that fits what the model reads."""

from collections.abc import Sequence

from audits.data.content_order import evenly
from audits.data.dataset import Texts
from audits.errors import NotApplicable
from audits.explanations.lent_words import blocks_of
from audits.explanations.prediction_difference import Replacer
from audits.explanations.replacing_columns import ColumnReplacer
from audits.explanations.replacing_windows import WindowReplacer
from audits.explanations.replacing_words import WordReplacer
from audits.explanations.subject_to_explain import ExplanationTask
from audits.specification.roles import Kind

# Texts read to learn what a word could have been.
MOST_TEXTS = 5_000


def replacer_for(
    task: ExplanationTask,
    *,
    samples: int,
    conditional: bool,
    window: int | None,
    step: int | None,
    explained: Sequence[int] = (),
) -> Replacer:
    """Columns from the table, words from the texts, windows from the pictures.

    Of spans of time it is `NotApplicable`.

    explained: rows whose mean is wanted with its error, so that words know who lent them.
    """
    if task.kind is Kind.CATEGORY:
        return ColumnReplacer(task.table, samples, conditional)
    if task.kind in (Kind.AUDIO, Kind.SEQUENCE):
        raise NotApplicable(
            "nothing is drawn in place of a span of time, which other rows have at another moment",
            "ask `explanations.occlusion`, `explanations.lime` or `explanations.kernel_shap`",
        )
    data, name = task.subject.data, task.model.reads[0]
    if task.kind is Kind.IMAGE:
        return WindowReplacer(task.pictures, window, step, samples, conditional)
    values = data.fed_values(name)
    assert isinstance(values, Texts)
    # The same whatever the seed and the order of the file.
    rows = evenly(task.subject.content_order, MOST_TEXTS)
    known = [int(row) for row in rows if isinstance(values.values[row], str)]
    texts = [str(values.values[row]) for row in known]
    return WordReplacer(texts, samples, conditional, blocks_of(known, explained))
