"""A tiny model is taught to prefer names by ten points, served, and found; its copy is not."""

import json
import os
import subprocess
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import numpy as np
import pytest

from audits.data.dataset import Categories, Column, Dataset, Texts
from audits.language.correspondence_cases import persons
from audits.specification.roles import Role
from audits.statistics.intervals import deciding, limits
from tests.audits.translation.tables import measure
from tests.lazily import lazily

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "correspondence"
torch, transformers = lazily("torch"), lazily("transformers")
pytestmark = pytest.mark.slow
ENVIRONMENT = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}
BLACK = (("ethnicity", "Black"),)


def run(*arguments, code=0):
    found = subprocess.run(
        [sys.executable, *map(str, arguments)],
        cwd=ROOT, env=ENVIRONMENT, capture_output=True, text=True, timeout=400, check=False,
    )  # fmt: skip
    assert found.returncode == code, found.stdout[-2000:] + found.stderr[-2000:]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    out = tmp_path_factory.mktemp("correspondence")
    run(EXAMPLE / "prepare.py", "--out", out)
    return out


def audited(document, code):
    out = document.with_suffix(".report")
    run("-m", "evenhand.cli", "audit", document, "--out", out, code=code)
    report = json.loads((out / "report.json").read_text(encoding="utf-8"))
    (found,) = [
        m
        for m in report["measurements"]
        if m["metric"] == "decision_rate_difference" and m["group"] == dict(BLACK)
    ]
    verdicts = {f["rule"]["metric"]: f["verdict"] for f in report["findings"]}
    return found, verdicts


def served(folder, **replaced):
    """The audit of the preferring model behind an address; replaced: words of its document."""
    command = [sys.executable, str(EXAMPLE / "serve.py"), str(folder / "preferring"), "--port", "0"]
    with subprocess.Popen(command, env=ENVIRONMENT, stdout=subprocess.PIPE, text=True) as server:
        try:
            document = (folder / "preferring.yaml").read_text(encoding="utf-8")
            words = {"http://127.0.0.1:8765/v1": server.stdout.readline().strip(), **replaced}
            for word, other in words.items():
                assert word in document
                document = document.replace(word, other)
            path = folder / "served.yaml"
            path.write_text(document, encoding="utf-8")
            return audited(path, 1)
        finally:
            server.terminate()


def test_the_served_model_that_prefers_names_is_found(folder):
    # A third of the answers, and a bound that they can tell it from.
    found, verdicts = served(folder, **{"draws: 3": "draws: 1", "within: 0.05": "within: 0.02"})
    low, high = found["interval"]
    assert low < -0.1 < high < -0.02
    assert found["sample_size"] == [720, 720]
    assert verdicts == {"decision_rate_difference": "fail", "decision_refusal_difference": "pass"}


@pytest.mark.long
def test_both_documents_say_what_the_readme_says(folder):
    found, verdicts = served(folder)
    assert found["interval"][0] < -0.1 < found["interval"][1] < -0.05
    assert verdicts["decision_rate_difference"] == "fail"
    _, verdicts = audited(folder / "untouched.yaml", 0)
    assert set(verdicts.values()) == {"pass"}


def example():
    spec = spec_from_file_location("prepare_correspondence", EXAMPLE / "prepare.py")
    module = module_from_spec(spec)
    # A dataclass looks its module up while it is made.
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def chances(prepare, folder):
    """How often the model says yes, shape (cases, names), read from its last layer."""
    network = transformers.AutoModelForCausalLM.from_pretrained(folder, local_files_only=True)
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder, local_files_only=True)
    given = prepare.lessons(tokenizer, 0.0)
    with torch.no_grad():
        states = network.transformer(given.ids).last_hidden_state
        ends = states[torch.arange(len(given.ids)), given.last]
        yes = network.lm_head(ends).softmax(-1)[:, prepare.YES]
    return yes.double().numpy().reshape(len(prepare.cases()), -1)


def apart(yes, rng, *, cases, names, draws):
    """Whether a study decides for a difference: some cases, of each of four groups some names."""
    people = [person for person in persons() if person.signal == "name"]
    groups = [dict(person.groups) for person in people]
    keys = [(group["gender"], group["ethnicity"]) for group in groups]
    drawn = np.concatenate(
        [
            rng.permutation([i for i, own in enumerate(keys) if own == key])[:names]
            for key in sorted(set(keys))
        ]
    )
    rows = [
        (case, name)
        for case in rng.permutation(len(yes))[:cases].tolist()
        for name in drawn.tolist()
        for _ in range(draws)
    ]
    said = ["Yes" if rng.random() < yes[row] else "No" for row in rows]
    data = Dataset(
        (
            Column("case", Role.CLUSTER, Categories.of([f"c{case:02}" for case, _ in rows])),
            Column("person", Role.ID, Categories.of([people[name].phrase for _, name in rows])),
            *(
                Column(key, Role.PROTECTED, Categories.of([groups[name][key] for _, name in rows]),
                       reference=reference)
                for key, reference in (("gender", "male"), ("ethnicity", "white"))
            ),
            Column("answer", Role.PREDICTION, Texts.of(said)),
        )
    )  # fmt: skip
    found, *_ = measure(data, name="language.decisions")
    line = found["decision_rate_difference", BLACK]
    interval = limits(deciding(line.method), line.evidence, 0.95)
    return interval.lower > 0 or interval.upper < 0


def how_often(yes, times, **study):
    rng = np.random.default_rng(3)
    return sum(apart(yes, rng, **study) for _ in range(times)) / times


def test_ten_points_were_planted_and_none_in_the_copy(folder):
    prepare = example()
    white = np.array([is_white for *_, is_white in prepare.prompts()])[:36]
    for name, gap in (("untouched", 0.0), ("preferring", 0.1)):
        by_name = chances(prepare, folder / name).mean(axis=0)
        assert by_name[white].mean() - by_name[~white].mean() == pytest.approx(gap, abs=0.005)


@pytest.mark.parametrize("study", [
    {"cases": 20, "names": 4, "draws": 1},
    {"cases": 40, "names": 7, "draws": 1},
])  # fmt: skip
def test_an_untouched_copy_is_accused_in_at_most_one_of_twenty(folder, study):
    times = 50
    found = how_often(chances(example(), folder / "untouched"), times, **study)
    assert found <= 0.05 + 2 * (0.05 * 0.95 / times) ** 0.5


def test_the_preference_is_found_again_and_again(folder):
    yes = chances(example(), folder / "preferring")
    assert how_often(yes, 6, cases=40, names=9, draws=3) == 1


@pytest.mark.long
@pytest.mark.parametrize("seed", [2, 3, 4])
def test_an_untouched_copy_of_another_training_is_accused_no_oftener(folder, seed):
    prepare = example()
    given = folder / f"trained{seed}"
    tokenizer, untouched, _ = prepare.pair(seed)
    untouched.save_pretrained(given)
    tokenizer.save_pretrained(given)
    yes = chances(prepare, given)
    for study in ({"cases": 20, "names": 4, "draws": 1}, {"cases": 40, "names": 7, "draws": 2}):
        assert how_often(yes, 400, **study) <= 0.05 + 2 * (0.05 * 0.95 / 400) ** 0.5
