from audits.specification.box_forms import stated_example
from audits.specification.document import OutputSpec


def test_the_example_names_the_graphs_own_outputs_and_is_a_document():
    example = stated_example(["pred_boxes", "label_ids", "score"])
    assert "boxes: pred_boxes, scores: score, labels: label_ids" in example
    said = {"boxes": "b", "scores": "s", "labels": "l", "box_format": "xyxy", "relative": False}
    assert OutputSpec(**said).box_format == "xyxy"


def test_what_no_name_tells_is_left_to_the_reader():
    assert "boxes: BOXES, scores: SCORES, labels: LABELS" in stated_example(["output0"])
