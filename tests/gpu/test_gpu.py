"""What only a machine with an accelerator can show: `pytest -m gpu`; skipped elsewhere."""

import numpy as np
import pytest

from audits.data.dataset import Column, Dataset, Texts
from audits.models.huggingface.opening import open_texts
from audits.probing.batched_inference import ask
from audits.specification.document import ModelSpec
from audits.specification.roles import Role
from benchmarks.text_folder import text_folder

pytestmark = pytest.mark.gpu


@pytest.fixture(scope="module", autouse=True)
def accelerator():
    import torch

    if not torch.cuda.is_available():
        pytest.skip("no accelerator that torch can use")
    return torch


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return text_folder(tmp_path_factory.mktemp("model"))


def opened(folder, **spec):
    import json

    config = json.loads((folder / "config.json").read_text())
    return open_texts(folder, config, ModelSpec(**spec), "0" * 64)


def sentences(rows=600):
    rng = np.random.default_rng(1)
    words = np.array(["good", "bad", "fine", "poor", "the", "film", "was", "not"])
    return [" ".join(rng.choice(words, rng.integers(3, 30))) for _ in range(rows)]


def table(rows=600):
    return Dataset((Column("text", Role.FEATURE, Texts.of(sentences(rows))),))


def test_the_model_is_on_the_gpu_and_answers_as_on_the_cpu(folder, monkeypatch, accelerator):
    on_gpu = opened(folder)
    assert on_gpu.may_grow
    _, probabilities = ask(on_gpu, table(), on_gpu.classify)
    monkeypatch.setattr(accelerator.cuda, "is_available", lambda: False)
    on_cpu = opened(folder)
    assert not on_cpu.may_grow
    _, expected = ask(on_cpu, table(), on_cpu.classify)
    np.testing.assert_allclose(probabilities, expected, atol=2e-5)


def test_bf16_states_its_agreement(folder):
    model = opened(folder, precision="bf16")
    codes, _ = ask(model, table(), model.classify)
    assert len(codes) == 600
    assert "Computed in bf16 as asked" in model.warnings[0]


def test_memory_that_runs_out_halves_the_batch(folder, accelerator):
    model = opened(folder)
    taken = accelerator.cuda.mem_get_info()[0]
    hog = accelerator.empty(max(1, taken - (700 << 20)), dtype=accelerator.uint8, device="cuda")
    try:
        codes, _ = ask(model, table(3000), model.classify)
    finally:
        del hog
        accelerator.cuda.empty_cache()
    assert len(codes) == 3000


def test_gradients_and_layers_work_there(folder):
    model = opened(folder)
    features = {"text": np.array(["the film was good"], dtype=object)}
    assert model.layers(features).shape[1] == 1
    weights = model.attribute(features, 1, baseline=features)
    assert weights is not None


def test_a_model_that_does_not_fit_runs_on_the_cpu_with_a_notice(folder, accelerator):
    taken = accelerator.cuda.mem_get_info()[0]
    hog = accelerator.empty(max(1, taken - (1 << 20)), dtype=accelerator.uint8, device="cuda")
    try:
        model = opened(folder)
    finally:
        del hog
        accelerator.cuda.empty_cache()
    assert not model.may_grow
    assert "ran on the CPU" in model.warnings[0]
