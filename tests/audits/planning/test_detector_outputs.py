from audits.planning.detector_outputs import box_problems
from audits.specification.document import ModelSpec
from audits.specification.profiles import InputProfile, ModelProfile

OUTPUTS = tuple(InputProfile(name, None, "float32", (None,)) for name in ("boxes", "scores"))
STATED = {"boxes": "boxes", "scores": "scores", "box_format": "xywh", "relative": False}


def profile(format="onnx", capabilities=("Detector",)):
    return ModelProfile(
        format=format, task="object-detection", inputs=(), outputs=OUTPUTS, classes=(),
        capabilities=capabilities, probabilities=False, sha256="0" * 64,
    )  # fmt: skip


def problems(model, **spec):
    return list(box_problems(ModelSpec(**spec), model))


def test_a_graph_needs_each_word_and_gets_an_example_of_its_own_names():
    (problem,) = problems(profile(), output={"boxes": "boxes"})
    assert problem.field == "model.output"
    assert "(scores, box_format, relative)" in problem.reason
    assert "boxes: boxes, scores: scores, labels: LABELS" in problem.remedy
    assert problems(profile(), output=STATED) == []


def test_an_output_that_the_graph_lacks_is_named():
    (problem,) = problems(profile(), output={**STATED, "labels": "kinds"})
    assert problem.field == "model.output.labels"
    assert "'boxes', 'scores'" in problem.remedy


def test_said_of_another_model_it_is_no_silence():
    for other in (profile("huggingface"), profile("onnx", ("Classifier",))):
        (problem,) = problems(other, output=STATED)
        assert problem.field == "model.output.boxes"
        assert problems(other) == []
