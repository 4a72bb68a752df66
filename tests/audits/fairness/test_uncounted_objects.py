"""COCO's regions of many objects and Pascal VOC's difficult ones, by hand."""

from audits.fairness.detected import detected
from tests.audits.fairness.test_detected import pictures


def test_a_region_where_nobody_counted_makes_nothing_right_or_wrong():
    """As in COCO's evaluation, for which the crowd's share of the detection counts."""
    crowd = '{"bbox": [100, 0, 100, 100], "category_id": 1, "iscrowd": 1}'
    one = '{"bbox": [0, 0, 10, 10], "category_id": 1, "iscrowd": 0}'
    seen = ", ".join(
        f'{{"bbox": {box}, "category_id": {of}}}'
        for box, of in (
            ([0, 0, 10, 10], 1), ([150, 50, 10, 10], 1), ([95, 0, 10, 10], 1),
            ([94, 0, 10, 10], 1), ([150, 50, 10, 10], 2),
        )
    )  # fmt: skip
    subject = pictures([f"[{one}, {crowd}]", f"[{crowd}]"], [f"[{seen}]", "[]"])
    found = detected(subject, None)
    assert found.truths.right.tolist() == [True]
    # The second and third lie in the crowd by all and by half; of the fourth .4 do.
    assert found.detections.right.tolist() == [True, False, False]
    (told,) = [warning for warning in subject.warnings if "iscrowd" in warning]
    assert told.startswith(
        "2 regions of many objects (`iscrowd`, `DontCare`) and 2 detections in them"
    )


def test_an_object_that_nobody_must_find_makes_nothing_right_or_wrong():
    """As in Pascal VOC's evaluation: the detection that meets it is in no number either."""
    sure = '{"xmin": 0, "ymin": 0, "xmax": 10, "ymax": 10, "name": "dog", "difficult": 0}'
    hard = '{"xmin": 50, "ymin": 0, "xmax": 60, "ymax": 10, "name": "dog", "difficult": 1}'
    seen = (
        '[{"box": [0, 0, 10, 9], "label": "dog"}, {"box": [50, 0, 60, 9], "label": "dog"}, '
        '{"box": [50, 0, 60, 9], "label": "cat"}, {"box": [80, 0, 90, 9], "label": "dog"}]'
    )
    subject = pictures([f"[{sure}, {hard}]", f"[{hard}]"], [seen, "[]"])
    found = detected(subject, None)
    assert found.truths.right.tolist() == [True]
    assert found.detections.right.tolist() == [True, False, False]
    (told,) = [warning for warning in subject.warnings if "difficult" in warning]
    assert told.startswith("2 objects that nobody must find (`difficult`) and 1 detection of them")


def test_regions_that_kitti_cares_nothing_about_are_of_every_class():
    """As its development kit has it: what is detected there is neither right nor wrong."""
    there = (
        '[{"box": [0, 0, 10, 10], "label": "Car"}, {"box": [50, 0, 90, 40], "label": "DontCare"}]'
    )
    seen = (
        '[{"box": [0, 0, 10, 9], "label": "Car"}, {"box": [55, 5, 70, 20], "label": "Car"}, '
        '{"box": [200, 0, 220, 20], "label": "Car"}]'
    )
    found = detected(pictures([there], [seen]), None)
    assert found.truths.right.tolist() == [True]
    assert found.detections.right.tolist() == [True, False]
