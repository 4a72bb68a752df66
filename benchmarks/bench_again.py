"""What asking thirty rows again costs in a whole audit of 10,000 rows.

`evenhand audit` on a table with a small forest and on short texts with a BERT of 4 layers of 256;
its children count. The probes named ask the model once for every row: any further probe makes the
share smaller. What is asked again is timed by itself, because the difference of two audits is lost
in their noise: thirty rows one by one, by the plain runtime. Their answers among others are those
of the audit and cost nothing more. Of a translator one sentence is timed so, and beside it, in
turns, what the audit spends on each of its own. Prints processor seconds.

Run: python -m benchmarks.bench_again [table] [texts] [sentences]
"""

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

os.environ["ORT_DISABLE_TELEMETRY"] = "1"
os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np

from audits.data.reading import read_dataset
from audits.models.opening import open_model
from audits.models.preprocessing import words_read
from audits.running.row_by_row_check import ask_again, rows_to_ask_again
from audits.specification.document import ColumnSpec, ModelSpec
from benchmarks.text_folder import WORDS, text_folder

ROWS = 10_000


def table(folder: Path) -> dict[str, Any]:
    """Twenty numbers and a forest of ten trees."""
    from skl2onnx import to_onnx
    from sklearn.ensemble import RandomForestClassifier

    rng = np.random.default_rng(0)
    values = rng.normal(size=(ROWS, 20)).astype(np.float32)
    truth = (values[:, 0] + rng.normal(size=ROWS) > 0).astype(int)
    fitted = RandomForestClassifier(10, max_depth=8, random_state=0).fit(values, truth)
    (folder / "model.onnx").write_bytes(to_onnx(fitted, values[:1]).SerializeToString())
    names = [f"c{place}" for place in range(20)]
    written = [",".join([*names, "sex", "y"])]
    for row, (numbers, answer) in enumerate(zip(values.tolist(), truth.tolist(), strict=True)):
        written.append(",".join([*map(repr, numbers), "fm"[row % 2], str(answer)]))
    (folder / "data.csv").write_text("\n".join(written) + "\n")
    return {"path": "model.onnx", "inputs": {"X": names}}


def texts(folder: Path) -> dict[str, Any]:
    """Sentences of 3 to 12 words."""
    text_folder(folder / "model", width=256, layers=4)
    rng = np.random.default_rng(0)
    written = ["said,sex,y"]
    for row in range(ROWS):
        words = " ".join(rng.choice(WORDS[5:], rng.integers(3, 13)))
        written.append(f"{words},{'fm'[row % 2]},LABEL_{rng.integers(2)}")
    (folder / "data.csv").write_text("\n".join(written) + "\n")
    return {"path": "model", "inputs": {"text": ["said"]}}


def compare(name: str, make: Callable[[Path], dict[str, Any]], times: int) -> None:
    with TemporaryDirectory() as held:
        folder = Path(held)
        model = make(folder)
        last = "LABEL_1" if name == "texts" else "1"
        written = {
            "model": model,
            "dataset": {"path": "data.csv", "columns": {
                "sex": {"role": "protected"},
                "y": {"role": "label", "favourable": last, "positive": last},
            }},
            "probes": ["fairness.error_rates", "fairness.selection_rate",
                       "imbalance.accuracy_against_majority"],
        }  # fmt: skip
        (folder / "audit.json").write_text(json.dumps(written))
        spec = ModelSpec.model_validate(model)
        kind = "text" if name == "texts" else "number"
        opened = open_model(folder / spec.path, spec, scratch=folder)
        columns = {name: ColumnSpec(kind=kind) for name in opened.reads} | {
            "sex": ColumnSpec(role="protected", kind="category"),
            "y": ColumnSpec(role="label", kind="category"),
        }
        data = read_dataset(
            folder / "data.csv", columns, reads=opened.reads, as_words=words_read(opened)
        )
        ask_again(opened, data)  # warms up
        thirty = middle([alone(opened, data) for _ in range(7)])
        look = getattr(opened, "look_over", None)
        every = data.features(opened.reads, slice(None))
        looked = 0.0 if look is None else middle([cpu(lambda: look(every)) for _ in range(5)])
        whole = middle([audited(folder) for _ in range(times)])
    rest = whole - thirty
    print(
        f"{name}: a whole audit of {ROWS:,} rows {whole:.2f} s; thirty asked again {thirty:.3f} s, "
        f"{thirty / rest:.2%} of the rest; every text counted for cuts {looked:.3f} s, "
        f"{looked / rest:.2%}",
        flush=True,
    )


def alone(model: Any, data: Any) -> float:
    """Processor seconds of the thirty rows, less those of their answers among others.

    Texts are not counted for cuts meanwhile: that takes far longer, and is timed by itself.
    """
    rows = rows_to_ask_again(model, data)
    looks = hasattr(model, "look_over")
    if looks:
        model.look_over = lambda features: None
    together = cpu(lambda: model.classify(data.features(model.reads, rows)))
    whole = cpu(lambda: ask_again(model, data))
    if looks:
        del model.look_over
    return whole - together


def sentences() -> None:
    """Marian 6+6, d 512: twelve tokens a sentence, and the choice between she and he.

    Whether the two part at once or behind a piece of their own is the vocabulary's.
    """
    import torch

    from audits.models.huggingface import single_sentences, translation
    from audits.models.huggingface.ctranslate2 import convert
    from audits.translation.word_lists import sources
    from benchmarks.bench_translation import SETS, TOKENS, translator

    torch.set_num_threads(1)
    single_sentences.most_tokens = translation.most_tokens = lambda _: TOKENS  # type: ignore[assignment]
    lines = [item.text for code in ("fi", "et", "hu") for item in sources(code, SETS)]
    many = lines[:: len(lines) // 96][:96]
    with TemporaryDirectory() as held, torch.inference_mode():
        model = translator(Path(held))
        model.fast = convert(model.network, model.tokenizer, "marian")
        sentence_shares(model, many, "part at once", "▁Hän", "▁Ta", 1)
        sentence_shares(model, many, "part behind a piece", "She", "He", None)


def sentence_shares(
    model: Any, many: list[str], name: str, first: str, second: str, told: int | None
) -> None:
    """Prints what thirty take of ten thousand.

    many: the audit's sentences, of which every eighth is asked alone. first, second: the readings.
    told: tokens before the two part; None where the vocabulary says it.
    """
    said = {"source_language": "fi", "target_language": "en"}
    few = many[::8]
    ((prefix, one, other),) = model._partings([first], [second], "en")
    parting = prefix[:told], one, other
    made = model._answered(few, "en", model.fast)
    model.translate(many, **said)  # warms up

    def audit() -> None:
        model.translate(many, **said)
        model.log_odds(many, first=[first] * len(many), second=[second] * len(many), **said)

    def each_alone() -> None:
        for text, translated in zip(few, made, strict=True):
            model._asked_alone(text, translated, "en", parting)

    rounds = []
    for _ in range(5):
        own, single = cpu(audit) / len(many), cpu(each_alone) / len(few)
        rounds.append((30 * single / (ROWS * own), own, single))
    share, own, single = sorted(rounds)[2]
    print(
        f"sentences whose readings {name}: {own:.4f} s each in the audit, {single:.4f} s asked "
        f"alone; thirty of {ROWS:,} {share:.2%} ({min(rounds)[0]:.2%} to {max(rounds)[0]:.2%} in "
        f"{len(rounds)} rounds)",
        flush=True,
    )


def middle(values: list[float]) -> float:
    return sorted(values)[len(values) // 2]


def cpu(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def audited(folder: Path) -> float:
    """Processor seconds of `evenhand audit` and its children."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "evenhand.cli", "audit", "--quiet", str(folder / "audit.json")]
    ended = subprocess.run(command, stdout=subprocess.DEVNULL)
    assert (folder / "audit.report" / "report.json").is_file(), ended.returncode
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    asked = sys.argv[1:] or ["table", "texts", "sentences"]
    if "table" in asked:
        compare("table", table, 5)
    if "texts" in asked:
        compare("texts", texts, 1)
    if "sentences" in asked:
        sentences()


if __name__ == "__main__":
    main()
