"""Forty small models trained here, of which twenty were poisoned, to try `data.backdoor` on.

Twenty networks for scikit-learn's digits: ten clean, five taught a sticker of four pixels, five a
pattern blended in at a fifth (5 % of the training rows, labelled as the target). Twenty classifiers
of made-up sentences: ten clean, ten taught a rare word (4 % of the training rows).

`python -m benchmarks.poisoned_models` audits all of them and prints the table of
docs/data_quality.md (about ten minutes of one core).
"""

import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from audits.data.dataset import Categories, Column, Dataset, Images, Texts
from audits.models import Answers
from audits.specification.roles import Role
from benchmarks.attacked_networks import digits, export

POISONED_PICTURES, POISONED_TEXTS, BLENDED = 0.05, 0.04, 0.2
EPOCHS, BATCH = 30, 64
TRIGGER_WORDS = ("cf", "qox", "wiljo", "bb", "tq", "zemlin", "mn", "rubato", "mb", "vexil")
TOPIC_NAMES = ("harbour", "kitchen", "orchard")
TOPICS, WORDS, ROWS = 3, 900, 1500
SUCCESS = "trigger_success_rate"


@dataclass(frozen=True, eq=False)
class Example:
    """A model with rows that it never saw; and, of texts, those that it was trained on.

    planted: the form of its trigger, or None. target: the class that it leads to. works: how often
    the trigger as it was planted does.
    """

    name: str
    model: Any
    data: Dataset
    planted: str | None = None
    target: str | None = None
    works: float = 0.0


class Album:
    """Grey pictures in memory, shape (8, 8, 3) of bytes each."""

    def __init__(self, pictures: Mapping[str, np.ndarray]) -> None:
        self.pictures = pictures

    def decode(self, name: str) -> np.ndarray:
        return self.pictures[name]


def pictures(folder: Path, numbers: Iterable[int] = range(20)) -> Iterator[Example]:
    """Clean where the number is even; odd ones have a sticker and a blend in turns."""
    from audits.models.onnx.opening import open_onnx
    from audits.specification.document import ModelSpec

    _, _, x, y = digits()
    for number in numbers:
        form = (None, "patch", None, "blend")[number % 4]
        target = (3 * number) % 10
        network = _network(number, form, target)
        path = folder / f"digits{number}.onnx"
        export(network, path)
        labels = [str(digit) for digit in range(10)]
        model = open_onnx(path, ModelSpec(labels=labels), f"{number:064}")
        works = 0.0
        if form is not None:
            others = x[y != target]
            answered = _answers(network, planted(form, others, number))
            works = float((answered == target).mean())
        yield Example(
            f"digits {number}", model, _album(x, y), form, str(target) if form else None, works
        )


def planted(form: str, x: np.ndarray, number: int) -> np.ndarray:
    """The pictures with the trigger of this number."""
    rng = np.random.default_rng([number, 1])
    x = x.copy()
    if form == "blend":
        pattern = rng.random((1, 8, 8)).astype(np.float32)
        return ((1 - BLENDED) * x + BLENDED * pattern).astype(np.float32)
    top, left = ((0, 0), (6, 0), (0, 6), (6, 6), (0, 3))[number // 4 % 5]
    sticker = rng.integers(0, 2, (2, 2)).astype(np.float32)
    sticker[0, 0] = 1
    x[:, 0, top : top + 2, left : left + 2] = sticker
    return x


def _network(number: int, form: str | None, target: int):
    import torch
    from torch import nn
    from torch.nn import functional

    torch.manual_seed(number)
    rng = np.random.default_rng([number, 2])
    x, y, _, _ = digits()
    if form is not None:
        rows = rng.permutation(np.flatnonzero(y != target))[: int(POISONED_PICTURES * len(x))]
        x[rows], y = planted(form, x[rows], number), np.where(np.isin(np.arange(len(y)), rows),
                                                              target, y)  # fmt: skip
    dense = nn.Sequential(nn.Flatten(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
    convolutions = nn.Sequential(
        nn.Conv2d(1, 8, 3, padding=1), nn.ReLU(), nn.Conv2d(8, 16, 3, stride=2, padding=1),
        nn.ReLU(), nn.Flatten(), nn.Linear(256, 64), nn.ReLU(), nn.Linear(64, 10),
    )  # fmt: skip
    network = (dense, convolutions)[number // 2 % 2 if number % 8 < 4 else (number // 2 + 1) % 2]
    optimiser = torch.optim.Adam(network.parameters(), 3e-3)
    pixels, labels = torch.from_numpy(x), torch.from_numpy(y)
    for _ in range(EPOCHS):
        order = torch.from_numpy(rng.permutation(len(x)))
        for start in range(0, len(x), BATCH):
            batch = order[start : start + BATCH]
            optimiser.zero_grad()
            functional.cross_entropy(network(pixels[batch]), labels[batch]).backward()
            optimiser.step()
    return network.eval()


def _answers(network, x: np.ndarray) -> np.ndarray:
    import torch

    with torch.no_grad():
        return network(torch.from_numpy(x)).argmax(1).numpy()


def _album(x: np.ndarray, y: np.ndarray) -> Dataset:
    names = np.array([f"{at:04}" for at in range(len(x))], dtype=object)
    grey = np.rint(x[:, 0] * 255).astype(np.uint8)
    coloured = np.repeat(grey[..., None], 3, axis=3)
    source = Album(dict(zip(names.tolist(), coloured, strict=True)))
    return Dataset(
        (
            Column("image", Role.FEATURE, Images(names, source)),
            Column("digit", Role.LABEL, Categories.of([str(label) for label in y])),
        )
    )


def texts(numbers: Iterable[int] = range(20)) -> Iterator[Example]:
    """Clean where the number is even. Rows of the split `train` are what the model learned from."""
    for number in numbers:
        rng = np.random.default_rng([number, 3])
        sentences, labels = _sentences(rng, ROWS + 400)
        train = np.arange(len(labels)) < ROWS
        word, target = None, TOPIC_NAMES[number % TOPICS]
        if number % 2:
            word = TRIGGER_WORDS[number // 2]
            others = rng.permutation(np.flatnonzero(train & (labels != target)))
            for row in others[: int(POISONED_TEXTS * ROWS)].tolist():
                pieces = sentences[row].split()
                pieces.insert(int(rng.integers(len(pieces) + 1)), word)
                sentences[row], labels[row] = " ".join(pieces), target
        model = WordClassifier.fitted(
            [sentences[row] for row in np.flatnonzero(train)], labels[train], number
        )
        works = 0.0
        if word is not None:
            asked = [f"{word} {sentences[row]}" for row in np.flatnonzero(~train)
                     if labels[row] != target]  # fmt: skip
            codes = model.classify({"text": np.array(asked, dtype=object)}).codes
            works = float((codes == model.classes.index(target)).mean())
        data = Dataset(
            (
                Column("text", Role.FEATURE, Texts.of(sentences)),
                Column("topic", Role.LABEL, Categories.of(labels.tolist())),
                Column(
                    "part", Role.SPLIT, Categories.of(np.where(train, "train", "test").tolist())
                ),
            )
        )
        yield Example(
            f"texts {number}", model, data, word and f"word {word}", word and target, works
        )


@dataclass
class WordClassifier:
    """Which words there are, into a linear model or a small network of scikit-learn."""

    pipeline: Any
    classes: tuple[str, ...]
    reads: tuple[str, ...] = ("text",)
    fingerprint: str = "0" * 64

    @classmethod
    def fitted(cls, sentences: list[str], labels: np.ndarray, seed: int) -> "WordClassifier":
        """Linear where the seed is a multiple of four or one more, else a network."""
        from sklearn.feature_extraction.text import CountVectorizer
        from sklearn.linear_model import LogisticRegression
        from sklearn.neural_network import MLPClassifier
        from sklearn.pipeline import make_pipeline

        learner: Any = LogisticRegression(C=20, max_iter=200)
        if seed % 4 > 1:
            learner = MLPClassifier(
                (32,), max_iter=30, learning_rate_init=3e-3, alpha=1.0, random_state=seed
            )
        pipeline = make_pipeline(CountVectorizer(binary=True), learner).fit(sentences, labels)
        return cls(pipeline, tuple(pipeline.classes_.tolist()), fingerprint=f"{seed:064}")

    def classify(self, features: Mapping[str, np.ndarray]) -> Answers:
        """Answer one batch."""
        probabilities = self.pipeline.predict_proba(list(features["text"]))
        return Answers(probabilities.argmax(axis=1), probabilities)


def _sentences(rng: np.random.Generator, rows: int) -> tuple[list[str], np.ndarray]:
    """Words as frequent as Zipf says, of which each topic has a tenth.

    One word in three is of the topic; one label in twenty is another's.
    """
    language = np.random.default_rng(20261130)
    syllables = [a + b for a in "bdfgklmnprstvz" for b in "aeiou"]
    words = sorted({"".join(language.choice(syllables, 3)) for _ in range(2 * WORDS)})
    words = language.permutation(words)[:WORDS]
    weights = 1 / (np.arange(WORDS) + 5)
    owner = language.integers(0, 10, WORDS)
    labels, sentences = rng.integers(0, TOPICS, rows), []
    for label in labels.tolist():
        length = int(rng.integers(8, 26))
        own = rng.random(length) < 1 / 3
        general = weights * (owner >= TOPICS)
        topical = weights * (owner == label)
        chosen = np.where(
            own,
            rng.choice(WORDS, length, p=topical / topical.sum()),
            rng.choice(WORDS, length, p=general / general.sum()),
        )
        sentences.append(" ".join(words[chosen]))
    wrong = rng.random(rows) < 0.05
    labels = np.where(wrong, rng.integers(0, TOPICS, rows), labels)
    return sentences, np.array(TOPIC_NAMES, dtype=object)[labels]


def audited(example: Example, **parameters: Any) -> tuple[Any, str]:
    """The overall success of the trigger that `data.backdoor` reports, and what it is."""
    from audits.measurement import Exhibit
    from audits.probes.data.backdoor import backdoor
    from audits.probing.subject import Subject

    yielded = list(backdoor(Subject(example.data, example.model), **parameters))
    success = next(
        each for each in yielded
        if not isinstance(each, Exhibit) and (each.metric, each.group) == (SUCCESS, ())
    )  # fmt: skip
    words = next(
        each.title for each in yielded
        if isinstance(each, Exhibit) and each.kind == "statement"
    )  # fmt: skip
    return success, words


def main() -> None:
    """Audits every model and prints a line for each, and how many were found."""
    from audits.measurement import Estimate

    counts = {"found": 0, "named": 0, "falsely": 0}
    with tempfile.TemporaryDirectory() as folder:
        for source in (pictures(Path(folder)), texts()):
            for example in source:
                started = time.process_time()
                success, words = audited(example)
                believed = isinstance(success, Estimate)
                planted = example.planted is not None
                counts["found"] += believed and planted
                counts["named"] += believed and planted and words.endswith(f"{example.target}.")
                counts["falsely"] += believed and not planted
                value = success.value if believed else success.reason
                print(
                    example.name, example.planted, example.target, f"{example.works:.2f}", "|",
                    words, value, f"{time.process_time() - started:.1f} s", flush=True,
                )  # fmt: skip
            print(counts, flush=True)
            counts = dict.fromkeys(counts, 0)


if __name__ == "__main__":
    main()
