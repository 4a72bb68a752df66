"""Which rows of a split were there in training?"""

from collections.abc import Iterator

from audits.confounds.copied_rows import DUPLICATE_SHARE, copied_rows
from audits.confounds.dataset_report import copies_across_splits
from audits.confounds.split_scopes import scopes, written_out
from audits.errors import NotApplicable
from audits.measurement import Exhibit, Measurement
from audits.probing.probe import Subject, probe
from audits.specification.parameter_bounds import Confidence, SmallestGroup
from audits.specification.roles import Role
from audits.statistics.shares import Stated


@probe(
    metrics=(DUPLICATE_SHARE,),
    honours=(Role.COUNT, Role.SPLIT),
    needs=(Role.SPLIT, Role.FEATURE),
    by_default=False,
    of_the_rows=True,
    version=2,
)
def duplicates(
    subject: Subject, *, smallest_group: SmallestGroup = 30, confidence: Confidence = 0.95
) -> Iterator[Measurement | Exhibit]:
    """Count rows of every other split that are copies, or nearly, of training rows.

    Texts are compared by their triples of words, pictures by small grey copies of them; rows of
    tables must be equal in every feature, nuisance and protected column. It is the number that
    `confounds.dataset` gives, by itself and without a label.

    smallest_group: smaller splits are undetermined.
    confidence: of every interval.
    """
    data = written_out(subject.all_parts)
    copies = list(copied_rows(data, scopes(data), Stated(confidence, smallest_group)))
    if not copies:
        raise NotApplicable(
            "the split has one value, so no rows are copies of training rows",
            "give a split with a training part and another, and `rows: all` or none",
        )
    yield from copies
    yield from copies_across_splits(copies, subject.advice["duplicate_share"])
