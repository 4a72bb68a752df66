import json

import pytest

from audits.data.located_objects import Located, NotLocated, read_objects

BOX = ((10.0, 40.0), (20.0, 60.0))


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ([[10, 20, 40, 60]], Located(BOX)),
        ([{"box": [10, 20, 40, 60], "label": "person", "score": 0.9}], Located(BOX, "person", 0.9)),
        # As the pipelines of transformers write boxes, spans of classes and spans of tokens.
        ([{"score": 0.9, "label": "cat", "box": {"xmin": 10, "ymin": 20, "xmax": 40, "ymax": 60}}],
         Located(BOX, "cat", 0.9)),
        ([{"entity_group": "PER", "score": 1, "word": "Anna", "start": 0, "end": 4}],
         Located(((0.0, 4.0),), "PER", 1)),
        ([{"entity": "B-PER", "start": 0, "end": 4}], Located(((0.0, 4.0),), "B-PER")),
        # COCO's bbox is left, top, width and height.
        ([{"bbox": [10, 20, 30, 40], "category": 7}], Located(BOX, "7")),
        # As Ultralytics' `to_json`, COCO's own files and Presidio write them.
        ([{"name": "cat", "class": 15, "confidence": 0.9,
           "box": {"x1": 10, "y1": 20, "x2": 40, "y2": 60}}], Located(BOX, "cat", 0.9)),
        ([{"bbox": [10, 20, 30, 40], "category_id": 3, "score": 0.5}], Located(BOX, "3", 0.5)),
        ([{"type": "PER", "start_char": 0, "end_char": 4}], Located(((0.0, 4.0),), "PER")),
        ([{"entity_type": "PERSON", "start": 0, "end": 4}], Located(((0.0, 4.0),), "PERSON")),
        ([[3, 9]], Located(((3.0, 9.0),))),
        # doccano's JSON lines, and the `entities` of spaCy's training data.
        ([[3, 9, "PER"]], Located(((3.0, 9.0),), "PER")),
        ([{"label": "PER", "start_offset": 3, "end_offset": 9}], Located(((3.0, 9.0),), "PER")),
        ([{"label_": "PER", "start_char": 3, "end_char": 9}], Located(((3.0, 9.0),), "PER")),
        # Label Studio's exports have a list of one.
        ([{"start": 3, "end": 9, "text": "Anna", "labels": ["PER"]}],
         Located(((3.0, 9.0),), "PER")),
        ([{"box": [10, 20, 40, 60], "labels": ["person"]}], Located(BOX, "person")),
        ([{"bbox": [10, 20, 30, 40], "class_id": 0, "conf": 0.5}], Located(BOX, "0", 0.5)),
        # What stands beside an object without a class, and is none.
        ([{"start": 3, "end": 9, "text": "Anna", "id": "a1", "image_id": 7, "labels": [],
           "source": "model", "area": 20, "rank": "3"}], Located(((3.0, 9.0),))),
    ],
)  # fmt: skip
def test_what_detectors_and_taggers_write_is_read(written, expected):
    assert read_objects(json.dumps(written)) == (expected,)


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("person at 3", "it is no JSON"),
        ('{"box": [1, 2, 3, 4]}', "it is no list"),
        ("[[1, 2, 3]]", "[1, 2, 3] is neither a box nor a span"),
        ('[[1, "x", "PER"]]', '[1, "x"] is neither a box nor a span'),
        ("[[4, 2, 3, 5]]", "[4, 2, 3, 5] ends before it begins, or where it does"),
        ("[[0, 2], [0, 0, 2, 2]]", "it mixes boxes and spans"),
        ('[{"box": [0, 0, 1, 1], "score": "high"}]', 'the score "high" is no number'),
        ("[[0, NaN]]", "[0, NaN] is neither a box nor a span"),
        ("[true]", "true is neither a box nor a span"),
        ('[{"label": "person"}]', "an object with the keys label says neither box nor span"),
        (
            '[{"box": [0, 0, 1, 1], "labels": ["cat", "dog"]}]',
            'the class ["cat", "dog"] under `labels` is not one name',
        ),
        *(
            (
                json.dumps([{"start": 0, "end": 4, "text": "Anna", key: value}]),
                f"`{key}` of an object may be its class, which is read under `label`; call it so, "
                "or leave it out",
            )
            for key, value in (
                ("ner", "PER"),
                ("taxonomy", ["PER"]),
                ("entityKind", 3),
                ("classIndex", 0),
            )
        ),
        ('[{"xmin": 1, "ymin": "a"}]', '[1, "a", null, null] is neither a box nor a span'),
    ],
)
def test_what_is_no_box_and_no_span_says_why(cell, why):
    with pytest.raises(NotLocated) as refused:
        read_objects(cell)
    assert str(refused.value) == why


def test_corners_of_pascal_voc_are_read_with_their_texts():
    """As `xmltodict` gives them, and as rows of corners."""
    (one,) = read_objects(
        '[{"name": "dog", "difficult": "1", "bndbox": '
        '{"xmin": "48", "ymin": "240", "xmax": "195", "ymax": "371"}}]'
    )
    assert one.ends == ((48, 195), (240, 371))
    assert (one.label, one.difficult) == ("dog", True)
    (flat,) = read_objects('[{"xmin": 48, "ymin": 240, "xmax": 195, "ymax": 371, "class": 12}]')
    assert (flat.ends, flat.label, flat.difficult) == (one.ends, "12", False)
