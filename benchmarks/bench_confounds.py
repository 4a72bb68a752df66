"""The conditional test of a nuisance beside mlconfound's partial confounder test.

    python -m benchmarks.bench_confounds [PYTHON]

PYTHON is the interpreter of an environment of its own that has mlconfound 0.21.3 (its pins are
old: numpy below 1.25, pygam 0.8.0); left out, the peer's figures are not measured. Prints process
CPU seconds at 1,000 permutations and both p-values, then how ours grows to a million rows, and
what the extractors cost beside a MobileNet-sized forward pass.
"""

import json
import resource
import subprocess
import sys
import time
import tracemalloc

import numpy as np

from audits.confounds.conditional_model import model_of
from audits.confounds.variables import Variable
from audits.data.dataset import Picture
from audits.data.nuisances.images import NUMBERS

PEER = """
import json, sys, time
import numpy as np
from mlconfound.stats import partial_confound_test
found = []
for rows, bias in json.loads(sys.argv[1]):
    draw = np.random.default_rng([rows, int(100 * bias)])
    y = draw.normal(size=rows); c = 0.5 * y + draw.normal(size=rows)
    f = 0.6 * y + bias * c + draw.normal(size=rows)
    started = time.process_time()
    p = partial_confound_test(y, f, c, num_perms=1000, random_state=0, progress=False, n_jobs=1).p
    found.append([time.process_time() - started, float(p)])
print(json.dumps(found))
"""
CASES = [(1000, 0.0), (1000, 0.1), (3000, 0.0), (3000, 0.06)]


def numbers(rows, bias):
    draw = np.random.default_rng([rows, int(100 * bias)])
    y = draw.normal(size=rows)
    c = 0.5 * y + draw.normal(size=rows)
    f = 0.6 * y + bias * c + draw.normal(size=rows)
    order = np.lexsort((c, f, y))
    return Variable(y[order]), Variable(f[order]), Variable(c[order])


def tested(columns, permutations):
    """(CPU seconds, p-value, draws)."""
    started = time.process_time()
    rng = np.random.default_rng(0)
    p_value, draws = model_of(*columns, rng).test(permutations, rng)
    return time.process_time() - started, p_value, draws


def beside_the_peer(python):
    peer = [(None, None)] * len(CASES)
    if python:
        command = [python, "-c", PEER, json.dumps(CASES)]
        answered = subprocess.run(command, capture_output=True, text=True, check=True)
        peer = json.loads(answered.stdout.splitlines()[-1])
    print("1,000 permutations; the peer's p is one-sided, ours two-sided")
    print(
        f"{'rows':>6} {'bias':>5} {'peer s':>8} {'ours s':>8} {'ratio':>7} {'peer p':>7} "
        f"{'ours p':>7}"
    )
    for (rows, bias), (seconds, p_peer) in zip(CASES, peer, strict=True):
        ours, p_value, _ = min(tested(numbers(rows, bias), 1000) for _ in range(3))
        if seconds is None:
            print(f"{rows:6} {bias:5} {'-':>8} {ours:8.3f} {'-':>7} {'-':>7} {p_value:7.3f}")
        else:
            print(f"{rows:6} {bias:5} {seconds:8.2f} {ours:8.3f} {seconds / ours:7.0f} "
                  f"{p_peer:7.3f} {p_value:7.3f}")  # fmt: skip


def classes(rows):
    draw = np.random.default_rng(rows)
    y = draw.normal(size=rows)
    c = (y + draw.normal(size=rows) > 0).astype(np.intp)
    f = (y + draw.normal(size=rows) > 0).astype(np.intp)
    order = np.lexsort((c, f, y))
    return Variable(y[order]), Variable(f[order], ("0", "1")), Variable(c[order], ("0", "1"))


def growth():
    print("\nrows, all numbers: seconds, draws, MiB allocated | a class given a number")
    for rows in (1000, 10_000, 100_000, 1_000_000):
        line = f"{rows:9,}"
        for make in (numbers, classes):
            columns = make(rows, 0.0) if make is numbers else make(rows)
            seconds, _, draws = tested(columns, 4999)
            line += f"   {seconds:7.2f} s {draws:5} draws"
            if rows <= 10_000:
                tracemalloc.start()
                tested(columns, 199)
                line += f" {tracemalloc.get_traced_memory()[1] / 2**20:6.0f} MiB"
                tracemalloc.stop()
        print(line, flush=True)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak of the process {peak:.0f} MiB")


def extractors():
    import onnxruntime

    draw = np.random.default_rng(0)
    pictures = [draw.integers(0, 256, (224, 224, 3)).astype(np.uint8) for _ in range(100)]
    started = time.process_time()
    for pixels in pictures:
        picture = Picture(pixels)
        for measure in NUMBERS.values():
            measure(picture)
    ours = (time.process_time() - started) / len(pictures)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(mobile_network(), options)
    batch = np.zeros((16, 3, 224, 224), dtype=np.float32)
    session.run(None, {"x": batch})
    started = time.process_time()
    for _ in range(3):
        session.run(None, {"x": batch})
    forward = (time.process_time() - started) / 48
    print(f"\nextractors {1000 * ours:.2f} ms a picture of 224 x 224; forward of a MobileNet-sized "
          f"network {1000 * forward:.1f} ms: {100 * ours / forward:.0f} %")  # fmt: skip


def mobile_network():
    """Depthwise separable convolutions of MobileNet v1, width 1: 569M multiply-adds."""
    from onnx import TensorProto, helper, numpy_helper

    draw = np.random.default_rng(0)
    nodes, weights, held = [], [], "x"

    def convolve(inputs, outputs, size, stride, groups):
        nonlocal held
        name = f"w{len(weights)}"
        shape = (outputs, inputs // groups, size, size)
        kernel = draw.normal(0, 0.05, shape).astype(np.float32)
        weights.append(numpy_helper.from_array(kernel, name))
        nodes.append(helper.make_node("Conv", [held, name], [f"c{name}"], group=groups,
                                      strides=[stride] * 2, pads=[size // 2] * 4))  # fmt: skip
        nodes.append(helper.make_node("Relu", [f"c{name}"], [f"r{name}"]))
        held = f"r{name}"

    convolve(3, 32, 3, 2, 1)
    plan = [(64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), *[(512, 1)] * 5,
            (1024, 2), (1024, 1)]  # fmt: skip
    width = 32
    for outputs, stride in plan:
        convolve(width, width, 3, stride, width)
        convolve(width, outputs, 1, 1, 1)
        width = outputs
    nodes.append(helper.make_node("GlobalAveragePool", [held], ["y"]))
    given = helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", 3, 224, 224])
    found = helper.make_tensor_value_info("y", TensorProto.FLOAT, ["n", 1024, 1, 1])
    graph = helper.make_graph(nodes, "mobile", [given], [found], weights)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    return model.SerializeToString()


if __name__ == "__main__":
    beside_the_peer(sys.argv[1] if len(sys.argv) > 1 else None)
    growth()
    extractors()
