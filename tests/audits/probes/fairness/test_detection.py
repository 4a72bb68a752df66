import json

import numpy as np
import pytest

from audits.data.dataset import Column, Dataset, Texts
from audits.measurement import Estimate, Undetermined
from audits.probes.fairness.detection import OF_SEVERAL, detection
from audits.specification.roles import Role
from tests import taggers
from tests.audits.probes.published import category, measure


def texts(found, groups, *more, wrong=0):
    """A text with one name each, found or not; in `wrong` of the latter something else was."""
    objects = ["[[0, 4]]"] * len(found)
    missed = [row for row, hit in enumerate(found) if hit == 0][:wrong]
    detections = [
        None if hit is None else json.dumps([[0, 4]] * hit + [[9, 12]] * (row in missed))
        for row, hit in enumerate(found)
    ]
    columns = (
        category("dialect", Role.PROTECTED, groups, reference="a"),
        Column("names", Role.OBJECTS, Texts.of(objects)),
        Column("tagged", Role.DETECTIONS, Texts.of(detections)),
    )
    return Dataset((*columns, *more))


def test_recall_and_precision_by_hand():
    """Of 60 names 50 are found in a, and 30 in b; five spans are none, all in a."""
    data = texts([1] * 50 + [0] * 10 + [1] * 30 + [0] * 30, "a" * 60 + "b" * 60, wrong=5)
    measured = measure(detection, data)
    assert measured["object_recall", ()].value == pytest.approx(80 / 120)
    recall = measured["object_recall", "b"]
    assert recall.value == pytest.approx(0.5)
    assert recall.sample_size == 60
    # Wilson's interval of 30 of 60, by hand: .5 -+ 1.96 sqrt(.25 / 60 + 1.96^2 / 4 / 60^2), /1.064.
    assert (recall.interval.lower, recall.interval.upper) == pytest.approx(
        (0.3773, 0.6227), abs=1e-4
    )
    assert measured["object_recall_difference", "b"].value == pytest.approx(0.5 - 50 / 60)
    assert measured["object_recall_difference", "b"].method == "newcombe"
    assert measured["object_precision", ()].value == pytest.approx(80 / 85)
    assert measured["object_precision", "a"].value == pytest.approx(50 / 55)
    assert measured["object_precision_difference", "b"].value == pytest.approx(1 - 50 / 55)


def test_texts_that_nobody_tagged_are_bounded_as_found_and_as_missed():
    data = texts([1] * 50 + [0] * 10 + [1] * 40 + [None] * 20, "a" * 60 + "b" * 60)
    recall = measure(detection, data)["object_recall", "b"]
    assert recall.value == 1.0
    assert recall.unanswered.rows == 20
    assert (recall.unanswered.bounds.lower, recall.unanswered.bounds.upper) == (40 / 60, 1.0)


def test_precision_is_not_bounded_where_nobody_looked():
    """Whoever looks in 20 texts more may find any number of spans that are none."""
    data = texts([1] * 50 + [0] * 10 + [1] * 40 + [None] * 20, "a" * 60 + "b" * 60)
    measured = measure(detection, data)
    for group, rows in (((), 20), ("b", 20)):
        lacking = measured["object_precision", group].unanswered
        assert (lacking.rows, lacking.bounds) == (rows, None)
    assert measured["object_precision", "a"].unanswered is None
    assert measured["object_precision_difference", "b"].unanswered.rows == (20, 0)


def test_people_of_one_picture_are_a_cluster_and_grouped_by_their_own_row():
    rng = np.random.default_rng(0)
    seen, groups, objects, names = [], [], [], []
    for picture in range(60):
        detections = [[0, 0, 4, 4]] if rng.random() < 0.8 else []
        detections += [[6, 6, 9, 9]] if rng.random() < 0.5 else []
        for group, box in (("a", [0, 0, 4, 4]), ("b", [6, 6, 9, 9])):
            seen.append(json.dumps(detections))
            groups.append(group)
            objects.append(json.dumps([box]))
            names.append(f"{picture:02}")
    data = Dataset(
        (
            category("skin", Role.PROTECTED, groups, reference="a"),
            category("picture", Role.ID, names),
            Column("people", Role.OBJECTS, Texts.of(objects)),
            Column("boxes", Role.DETECTIONS, Texts.of(seen)),
        )
    )
    measured = measure(detection, data)
    hits = [len(json.loads(cell)) for cell in seen[::2]]
    assert measured["object_recall", ()].value == pytest.approx(sum(hits) / 120)
    assert measured["object_recall", ()].method.startswith("linearised (60 clusters")
    assert isinstance(measured["object_recall_difference", "b"], Estimate)
    assert measured["object_precision", ()].value == 1.0
    for metric in ("object_precision", "object_precision_difference"):
        assert measured[metric, "b"].reason == OF_SEVERAL


def test_few_objects_are_undetermined_with_a_raw_value():
    data = texts([1] * 40 + [1] * 10, "a" * 40 + "b" * 10)
    recall = measure(detection, data)["object_recall", "b"]
    assert isinstance(recall, Undetermined)
    assert recall.raw[0] == 1.0


def test_where_nothing_is_detected_there_is_no_precision():
    measured = measure(detection, texts([0] * 40, "a" * 40))
    assert measured["object_precision", ()].reason == "nothing was detected"
    assert measured["object_recall", ()].value == 0.0


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("missing", [taggers.NAMES["second"][:4], ()])
def test_a_tagger_that_learned_to_miss_a_groups_names_is_found_and_another_is_not(
    tmp_path, missing
):
    """Half of the second group's names are unknown to it: the share of them that was drawn."""
    from audits.models.opening import open_model
    from audits.specification.document import ModelSpec

    model = open_model(taggers.trained(tmp_path / "m", missing), ModelSpec(), scratch=tmp_path)
    drawn = taggers.sentences(160, seed=7)
    names = [s.text[a:b] for s in drawn if s.group == "second" for a, b in s.spans]
    measured = measure(detection, taggers.table(160, seed=7), model)
    share = np.mean([name in missing for name in names])
    assert measured["object_recall", "first"].value == 1
    gap = measured["object_recall_difference", "second"]
    assert gap.value == pytest.approx(-share)
    assert (gap.interval.upper < -0.1) == bool(missing)
    assert measured["object_precision", ()].value == 1
