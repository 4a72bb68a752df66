"""What must hold for every explanation, on real small networks and on models that misbehave."""

import json

import numpy as np
import pytest

from audits.data.dataset import Categories, Column, Dataset, Numbers, Texts
from audits.errors import NotApplicable, UnsteadyModel
from audits.judging.policy import Verdict, judge
from audits.measurement import Estimate, Exhibit, Undetermined, measurement_to_json
from audits.models import Answers
from audits.models.opening import open_model
from audits.planning import forward_passes
from audits.planning.steps import Step
from audits.running.catalog import catalog
from audits.running.row_by_row_check import ask_again
from audits.specification.document import ModelSpec
from audits.specification.parsing import parse_policy
from audits.specification.roles import Role
from tests.askable import BrightCorner, LinearTable, LinearText, album, people, spots, texts
from tests.lazily import lazily
from tests.subjects import Subject

# What several kinds of input carry is asked of models that read several: its own test has some.
OF_SEVERAL = "explanations.modality_reliance"
NAMES = [name for name in catalog() if name.startswith("explanations.") and name != OF_SEVERAL]
# A search for rows that are answered otherwise, cell by cell: what it shows was asked, so that
# nothing is weighed; it needs cells that can be changed and the answer that somebody would prefer.
SEARCHES = [name for name in NAMES if catalog()[name].passes is forward_passes.row_changes]
CLASSIFIERS = [
    name for name in NAMES
    if name.rpartition(".")[2] not in ("integrated_gradients", "layers", "source_words")
]  # fmt: skip
SAID = ["good day", "bad day .", "very good day", "very bad day", "good bad day", "day ."]


def measured(name, subject, **parameters):
    if name in SEARCHES:
        subject.stated_classes = {"favourable": subject.model.classes[-1]}
    found = list(catalog()[name](subject, **parameters))
    return [m for m in found if not isinstance(m, Exhibit)], [
        m for m in found if isinstance(m, Exhibit)
    ]


def with_branch(rows=80):
    """A table with a nuisance that the model reads."""
    data = people(rows=rows, columns=3)
    branch = Numbers(np.random.default_rng(1).normal(size=rows))
    return Dataset((*data.columns, Column("branch", Role.NUISANCE, branch)))


READ = {"x0": 1.0, "x1": 0.3, "branch": 0.5}


class Wavering(LinearTable):
    """Answers every second time the other way round."""

    turn = 0

    def classify(self, features):
        self.turn += 1
        answers = super().classify(features)
        return Answers(answers.codes, np.roll(answers.probabilities, self.turn % 2, axis=1))


@pytest.mark.parametrize("name", [name for name in CLASSIFIERS if name not in SEARCHES])
def test_a_model_that_answers_differently_is_told_and_not_explained(name):
    numbers, _ = measured(name, Subject(with_branch(), Wavering(READ)))
    assert numbers
    assert all(isinstance(m, Undetermined) for m in numbers)
    assert any("differently to the same input" in m.reason for m in numbers)


def test_no_audit_goes_on_with_a_model_that_answers_differently():
    """Which is what a search relies on: it would take the second answer for the change's."""
    with pytest.raises(UnsteadyModel, match="at random"):
        ask_again(Wavering(READ), with_branch())


@pytest.mark.parametrize("name", CLASSIFIERS)
def test_one_class_is_undetermined(name):
    class Sure(LinearTable):
        def classify(self, features):
            rows = len(features["x0"])
            return Answers(np.zeros(rows, dtype=np.intp), np.ones((rows, 1)))

    subject = Subject(with_branch(), Sure(READ, classes=("healthy",)))
    if name in SEARCHES:
        with pytest.raises(NotApplicable, match="nobody was refused"):
            measured(name, subject)
        return
    numbers, _ = measured(name, subject)
    assert numbers
    assert all(isinstance(m, Undetermined) and "one class" in m.reason for m in numbers)


@pytest.mark.parametrize("kind", ["text", "picture"])
@pytest.mark.parametrize("name", SEARCHES)
def test_a_search_refuses_what_has_no_cells_to_change(name, kind):
    with pytest.raises(NotApplicable, match=r"all are texts|reads pictures"):
        measured(name, subjects()[kind]())


@pytest.mark.parametrize("name", ["agreement", "occlusion", "prediction_difference"])
def test_a_picture_smaller_than_the_window_is_left_out_by_name(name):
    subject = Subject(album(spots(count=5, side=8)), BrightCorner())
    found, _ = measured(f"explanations.{name}", subject, window=9)
    assert all(isinstance(m, Undetermined) for m in found)
    assert any("smaller than the window" in warning for warning in subject.warnings)


def subjects():
    weights = {"good": 2.0, "bad": -1.5, "very": 0.2}
    label = Column("label", Role.LABEL, Categories.of(["yes", "no", "yes", "no", "no", "no"]))
    said = Dataset((*texts(SAID).columns, label))
    return {
        "table": lambda: Subject(with_branch(), LinearTable(READ), seed=4),
        "text": lambda: Subject(said, LinearText(weights), seed=4),
        "picture": lambda: Subject(album(spots(count=6, side=8)), BrightCorner(), seed=4),
    }


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        (name, kind)
        for name in CLASSIFIERS
        for kind in subjects()
        if not name.endswith("transparency") and (kind == "table" or name not in SEARCHES)
    ],
)
def test_the_same_seed_gives_the_same_bytes_and_progress_ends_at_one(name, kind):
    more = {"tokens": ("very",)} if kind == "text" and name.endswith("shortcut") else {}
    runs = []
    for _ in range(2):
        subject, told = subjects()[kind](), []
        subject.on_progress = told.append
        found, shown = measured(name, subject, **more)
        runs.append(
            json.dumps([[measurement_to_json(m) for m in found], [e.content for e in shown]])
        )
        # Asking every row comes first, and is told by itself.
        own = told[told.index(1.0) + 1 :]
        assert own == sorted(own)
        assert len(own) > 3
        assert own[-1] == pytest.approx(1.0)
    assert runs[0] == runs[1]


def rule(metric, **bounds):
    return parse_policy({"rules": [{"metric": metric, **bounds}]})


def test_a_card_under_its_threshold_can_fail_a_policy():
    rng = np.random.default_rng(0)
    words = [f"w{at}" for at in range(40)]
    model = LinearText({word: float(rng.normal()) for word in words})
    data = texts([" ".join(rng.permutation(words)) for _ in range(6)])
    verdicts = []
    for samples in (50, 5000):
        found, _ = measured("explanations.lime", Subject(data, model), samples=samples)
        key = {"probe": "explanations.lime", "step": 0, "probe_version": 1}
        step = {
            "step": 0, "probe": "explanations.lime", "status": "ran", "reason": None,
            "remedy": None, "measurements": [key | measurement_to_json(m) for m in found],
        }  # fmt: skip
        plan = type("Plan", (), {})()
        plan.policy = rule("explanation_stability", at_least=0.85)
        plan.steps = (Step(0, "explanations.lime", 1, {}, False),)
        plan.accepted, plan.accepted_failures, plan.left_out, plan.heads = None, {}, (), {}
        (finding,) = judge(plan, [step]).findings
        verdicts.append(finding.verdict)
    assert verdicts == [Verdict.FAIL, Verdict.PASS]


torch = lazily("torch")
transformers = lazily("transformers")
WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "good", "bad", "day", "very", "."]


@pytest.fixture(scope="module")
def networks(tmp_path_factory):
    """(a sentence network, a picture network), each with rows of its own."""
    folder = tmp_path_factory.mktemp("bert")
    torch.manual_seed(1)
    sizes = {"hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2,
             "intermediate_size": 16, "initializer_range": 0.4}  # fmt: skip
    config = transformers.BertConfig(
        vocab_size=len(WORDS), max_position_embeddings=32, num_labels=2, **sizes
    )
    transformers.BertForSequenceClassification(config).save_pretrained(folder)
    (folder / "vocab.txt").write_text("\n".join(WORDS))
    transformers.BertTokenizerFast(str(folder / "vocab.txt")).save_pretrained(folder)
    bert = open_model(folder, ModelSpec(inputs={"text": ["text"]}), scratch=folder)
    folder = tmp_path_factory.mktemp("vit")
    config = transformers.ViTConfig(image_size=16, patch_size=4, num_labels=2, **sizes)
    transformers.ViTForImageClassification(config).save_pretrained(folder)
    half = [0.5] * 3
    processor = {
        "image_processor_type": "ViTImageProcessor", "size": {"height": 16, "width": 16},
        "do_resize": True, "do_rescale": True, "rescale_factor": 1 / 255, "do_normalize": True,
        "image_mean": half, "image_std": half, "resample": 2,
    }  # fmt: skip
    (folder / "preprocessor_config.json").write_text(json.dumps(processor))
    vit = open_model(folder, ModelSpec(inputs={"image": ["picture"]}), scratch=folder)
    rng = np.random.default_rng(0)
    said = [SAID[at] for at in rng.integers(0, len(SAID), 60)]
    kind = ["good" if "good" in one else "none" for one in said]
    sentences = Dataset(
        (
            Column("text", Role.FEATURE, Texts.of(said)),
            Column("kind", Role.NUISANCE, Categories.of(kind)),
        )
    )
    drawn = album(spots(count=40, side=16))
    corner = Categories.of(["bright" if at % 2 else "dark" for at in range(40)])
    drawn = Dataset((*drawn.columns, Column("corner", Role.NUISANCE, corner)))
    return {"text": (bert, sentences), "picture": (vit, drawn)}


@pytest.mark.parametrize("kind", ["text", "picture"])
@pytest.mark.parametrize(
    "name", [n for n in NAMES if not n.endswith("source_words") and n not in SEARCHES]
)
def test_a_real_network_is_explained(networks, name, kind):
    model, data = networks[kind]
    few = {"samples": 100} if name.endswith(("lime", "kernel_shap", "agreement")) else {}
    if name.endswith(("occlusion", "prediction_difference")) and kind == "picture":
        few = {"window": 4}
    if name.endswith("shortcut"):
        few = {"samples": 100, "how_many": 4, **({"tokens": ("very",)} if kind == "text" else {})}
    found, shown = measured(name, Subject(data, model), **few)
    assert any(isinstance(m, Estimate) for m in found)
    sanity = [m for m in found if m.metric.endswith("_sanity")]
    for m in sanity:
        assert "weights shuffled" in m.method
    if sanity:
        assert any(e.title.startswith("What is left when the model forgets") for e in shown)
    if name.endswith("integrated_gradients"):
        (gap,) = [m for m in found if m.metric == "integrated_gradients_gap"]
        assert gap.value <= 1e-3
    if name.endswith("layers"):
        maps = [e for e in shown if e.title == "Where each layer is active"]
        assert len(maps) == (kind == "picture")
        curves = [e for e in shown if e.kind == "curve"]
        assert {s["name"] for e in curves for s in e.content["series"]} == {
            "held out", "control task",
        }  # fmt: skip
