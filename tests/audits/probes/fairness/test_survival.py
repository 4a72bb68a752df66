import numpy as np
import pytest

from audits.data.dataset import Dataset
from audits.measurement import Estimate, Undetermined
from audits.probes.fairness.survival import survival
from audits.specification.roles import Role
from tests.audits.probes.published import category, measure, number
from tests.subjects import Subject

# Weeks to relapse of 42 children with leukaemia, whether it came, and the logarithm of their white
# blood cells: Freireich et al. 1963, Blood 21:699, as printed by Kleinbaum & Klein (Survival
# Analysis, 2012, table 1.1). The indices are those of lifelines 0.30.3.
SEX_0 = (
    (19, 0, 2.05), (17, 0, 2.16), (13, 1, 2.88), (11, 0, 2.6), (10, 0, 2.7), (10, 1, 2.96),
    (9, 0, 2.8), (7, 1, 4.43), (6, 0, 3.2), (6, 1, 2.31), (6, 1, 3.28), (22, 1, 2.73),
    (17, 1, 2.95), (15, 1, 2.3), (12, 1, 1.5), (12, 1, 3.06), (11, 1, 3.49), (11, 1, 2.12),
    (8, 1, 3.52), (8, 1, 3.05), (8, 1, 2.32), (5, 1, 3.97),
)  # fmt: skip
SEX_1 = (
    (35, 0, 1.45), (34, 0, 1.47), (32, 0, 2.2), (32, 0, 2.53), (25, 0, 1.78), (23, 1, 2.57),
    (22, 1, 2.32), (20, 0, 2.01), (16, 1, 3.6), (6, 1, 4.06), (23, 1, 1.97), (8, 1, 3.26),
    (5, 1, 3.49), (4, 1, 4.36), (4, 1, 2.42), (3, 1, 4.01), (2, 1, 4.91), (2, 1, 4.48),
    (1, 1, 2.8), (1, 1, 5.0),
)  # fmt: skip


def children(*more):
    weeks, relapsed, cells = zip(*SEX_0, *SEX_1, strict=True)
    sexes = ["0"] * len(SEX_0) + ["1"] * len(SEX_1)
    columns = (
        category("sex", Role.PROTECTED, sexes, reference="0"),
        number("weeks", Role.DURATION, weeks),
        category("relapsed", Role.EVENT, [str(value) for value in relapsed], positive="1"),
        number("cells", Role.SCORE, cells),
    )
    return Dataset((*columns, *more))


def test_leukaemia_has_the_indices_of_lifelines():
    measured = measure(survival, children(), smallest_group=10)
    assert measured["concordance", ()].value == pytest.approx(0.8085553997194951, abs=1e-12)
    assert measured["concordance", "0"].value == pytest.approx(0.7267441860465116, abs=1e-12)
    assert measured["concordance", "1"].value == pytest.approx(0.8630952380952381, abs=1e-12)
    gap = measured["concordance_difference", "1"]
    assert gap.value == pytest.approx(0.8630952380952381 - 0.7267441860465116, abs=1e-12)
    assert gap.sample_size == (20, 22)
    assert gap.interval.lower < 0 < gap.interval.upper


def test_few_events_are_undetermined_with_a_raw_value():
    measured = measure(survival, children(), smallest_group=16)
    assert isinstance(measured["concordance", "0"], Estimate)
    assert measured["concordance", "1"].reason == "14 rows with the event where 16 are needed"
    assert measured["concordance", "1"].raw is not None
    assert isinstance(measured["concordance_difference", "1"], Undetermined)


def test_the_reference_without_events_is_named():
    data = children()
    none = np.array(["0"] * len(SEX_0) + ["1"] * len(SEX_1))
    other = Dataset(
        tuple(category("relapsed", Role.EVENT, none, positive="1") if column.role is Role.EVENT
              else column for column in data)
    )  # fmt: skip
    gap = measure(survival, other, smallest_group=10)["concordance_difference", "1"]
    assert gap.reason == "the reference: 0 rows with the event where 10 are needed"


def test_few_clusters_are_undetermined():
    wards = category("ward", Role.CLUSTER, [str(row % 4) for row in range(42)])
    measured = measure(survival, children(wards), smallest_group=10)
    assert measured["concordance", ()].reason == "4 clusters where 5 are needed"
    more = category("ward", Role.CLUSTER, [str(row % 14) for row in range(42)])
    measured = measure(survival, children(more), smallest_group=10)
    assert measured["concordance", ()].method == "gaffke (harrell, 14 clusters)"


def test_scores_without_a_mistake_have_room_below():
    days = np.arange(1.0, 41.0)
    data = Dataset((number("days", Role.DURATION, days), number("risk", Role.SCORE, -days)))
    index = measure(survival, data)["concordance", ()]
    assert index.value == 1.0
    assert 0.7 < index.interval.lower < 0.95


@pytest.mark.parametrize("later", [True, False])
def test_a_score_that_is_a_time_is_told(later):
    days = np.arange(1.0, 41.0)
    columns = (number("days", Role.DURATION, days), number("risk", Role.SCORE, days))
    subject = Subject(
        Dataset((columns[0], columns[1] if later else number("risk", Role.SCORE, -days)))
    )
    list(survival(subject))
    assert any(note.startswith("the score runs backwards: ") for note in subject.warnings) == later
