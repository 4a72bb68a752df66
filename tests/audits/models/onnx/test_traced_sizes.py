"""Graphs of torch's older exporter that keep a size of their example, and what torch answers."""

import numpy as np
import pytest

from audits.data.dataset import Column, Dataset, Role
from audits.data.sequences import Sequences
from audits.errors import ModelFailure
from audits.models.onnx.traced_sizes import rows_taken, told_steps
from audits.models.opening import open_model
from audits.probing.batched_inference import ask
from audits.running.row_by_row_check import ask_again
from audits.specification.document import ModelSpec
from tests.lazily import lazily

torch = lazily("torch")
lazily("onnxruntime")
pytestmark = pytest.mark.filterwarnings("ignore")
SPEC = ModelSpec(inputs={"x": ["trace"]}, output={"meaning": "logit"})


def encoder(*, viewed=False):
    """A TransformerEncoder over steps of three numbers. viewed: by the number of rows it saw."""

    class Network(torch.nn.Module):
        def __init__(self):
            super().__init__()
            torch.manual_seed(0)
            layer = torch.nn.TransformerEncoderLayer(8, 2, 16, batch_first=True)
            self.first = torch.nn.Linear(3, 8)
            self.body = torch.nn.TransformerEncoder(layer, 1, enable_nested_tensor=False)
            self.last = torch.nn.Linear(6 * 8 if viewed else 8, 2)

        def forward(self, x):
            hidden = self.body(self.first(x))
            rows = hidden.view(int(x.shape[0]), -1) if viewed else hidden.mean(1)
            return self.last(rows)

    return Network().eval()


def written(path, made, rows):
    """With both axes said to be open; the example has so many rows of six steps."""
    torch.onnx.export(
        made, (torch.zeros(rows, 6, 3),), path, input_names=["x"], output_names=["logits"],
        dynamic_axes={"x": {0: "n", 1: "steps"}, "logits": {0: "n"}}, dynamo=False,
    )  # fmt: skip
    return open_model(path, SPEC, scratch=path.parent)


def traces(*lengths):
    rng = np.random.default_rng(1)
    held = Sequences.of([rng.normal(size=(length, 3)) for length in lengths])
    return Dataset((Column("trace", Role.FEATURE, held),))


@pytest.mark.parametrize("rows", [1, 3])
def test_a_kept_batch_is_asked_so_many_rows_at_a_time(tmp_path, rows):
    made = encoder(viewed=True)
    model, data = written(tmp_path / "m.onnx", made, rows), traces(*[6] * 8)
    codes, found = ask(model, data, model.classify)
    with torch.inference_mode():
        fed = torch.from_numpy(np.stack(data.columns[0].values.fed()).astype(np.float32))
        parts = [fed[at : at + 1].repeat(rows, 1, 1) for at in range(8)]
        expected = torch.cat([made(part)[:1] for part in parts]).softmax(-1).numpy()
    np.testing.assert_allclose(found, expected, atol=1e-5)
    assert codes.tolist() == expected.argmax(1).tolist()
    assert f"rows are asked {rows} a call" in dict(model.reading)["batches"]
    ask_again(model, data)


def test_kept_steps_are_named_with_their_number_and_what_to_do(tmp_path):
    model = written(tmp_path / "m.onnx", encoder(), 2)
    ask(model, traces(6, 6, 6), model.classify)
    with pytest.raises(ModelFailure) as failure:
        ask(model, traces(6, 9, 9), model.classify)
    said = str(failure.value)
    assert "input 'x' says that axis 1 may have any size" in said
    assert "hold the 6 that it was exported with (here are 9)" in said
    assert "dynamo=True" in said


def test_the_remedy_makes_a_file_that_takes_every_length(tmp_path):
    made, data = encoder(), traces(6, 9, 4, 9)
    shapes = {"x": {0: torch.export.Dim("rows"), 1: torch.export.Dim("steps")}}
    torch.onnx.export(
        made, (torch.zeros(2, 6, 3),), tmp_path / "m.onnx", input_names=["x"], dynamo=True,
        dynamic_shapes=shapes, verbose=False,
    )  # fmt: skip
    model = open_model(tmp_path / "m.onnx", SPEC, scratch=tmp_path)
    _, found = ask(model, data, model.classify)
    with torch.inference_mode():
        fed = [torch.from_numpy(each.astype(np.float32))[None] for each in
               data.columns[0].values.fed()]  # fmt: skip
        expected = torch.cat([made(each) for each in fed]).softmax(-1).numpy()
    np.testing.assert_allclose(found, expected, atol=1e-5)


def test_what_fails_at_every_size_or_at_none_is_no_kept_size():
    fed = {"x": np.zeros((5, 4, 3), np.float32), "other": np.zeros((5,), np.int64)}
    assert rows_taken(fed, lambda _: False) is None
    assert rows_taken(fed, lambda _: True) is None
    assert rows_taken(fed, lambda given: len(given["x"]) == len(given["other"]) == 7) == 7
    assert told_steps(fed, ("x",), lambda _: True) == ""
    assert told_steps(fed, (), lambda given: given["x"].shape == (1, 2, 3)) == ""
    assert "hold the 2" in told_steps(fed, ("x",), lambda given: given["x"].shape == (1, 2, 3))
