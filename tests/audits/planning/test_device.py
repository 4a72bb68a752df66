import pytest

from audits.errors import Problem
from audits.planning.device import check_device, wants_gpu
from audits.specification.document import ModelSpec


@pytest.mark.parametrize(
    ("spec", "size", "wants"),
    [
        (None, 10**9, False),
        (ModelSpec(format="huggingface"), 99, False),
        (ModelSpec(format="huggingface"), 100, True),
        (ModelSpec(format="huggingface"), None, False),
        (ModelSpec(format="huggingface", device="gpu"), 1, True),
        (ModelSpec(format="huggingface", device="cpu"), 10**9, False),
        (ModelSpec(format="huggingface", task="translation"), 100, True),
        (ModelSpec(format="huggingface", task="fill-mask"), 10**9, False),
        (ModelSpec(format="onnx"), 10**9, False),
        (ModelSpec(format="endpoint"), None, False),
        (ModelSpec(format="recorded"), None, False),
    ],
)
def test_a_gpu_is_for_those_who_ask_and_for_large_models_that_can_use_it(spec, size, wants):
    assert wants_gpu(spec, size_bytes=size, large_bytes=100) is wants


@pytest.mark.parametrize("name", ["onnx", "endpoint", "recorded"])
def test_a_gpu_that_could_not_be_used_is_refused_with_the_field(name):
    problems: list[Problem] = []
    check_device(ModelSpec(format=name, device="gpu"), problems)
    ((field, code),) = [(problem.field, problem.code) for problem in problems]
    assert (field, code) == ("model.device", "device_not_used")
    assert "leave `device` out" in problems[0].remedy
    check_device(ModelSpec(format="huggingface", device="gpu"), problems)
    check_device(ModelSpec(format=name), problems)
    assert len(problems) == 1
    check_device(ModelSpec(format="huggingface", task="text-generation", device="gpu"), problems)
    assert len(problems) == 2
