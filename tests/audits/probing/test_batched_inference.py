from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from audits.data.dataset import Column, Dataset, Features, Images, Numbers, Role, Texts
from audits.errors import Problem, Refused
from audits.models import Answers
from audits.probing.batched_inference import ask


@dataclass
class Fake:
    """Answers with the text's length, or twice the number; remembers what it was asked."""

    reads: tuple[str, ...] = ("x",)
    batch_rows: int = 4
    pads_texts: bool = False
    most_rows: int = 100
    fingerprint: str = "0"
    asked: list[list[Any]] = field(default_factory=list)

    def classify(self, features: Features) -> Answers:
        values = self._seen(features)
        codes = np.array([len(v) for v in values], dtype=np.intp)
        return Answers(codes, np.stack([codes, -codes], axis=1).astype(float))

    def regress(self, features: Features) -> NDArray[np.float64]:
        return np.array(self._seen(features), dtype=float) * 2

    def _seen(self, features: Features) -> list[Any]:
        values = list(features["x"])
        if len(values) > self.most_rows:
            raise MemoryError
        self.asked.append(values)
        return values


def texts(*values: str) -> Dataset:
    return Dataset((Column("x", Role.FEATURE, Texts.of(values)),))


def numbers(rows: int) -> Dataset:
    return Dataset((Column("x", Role.FEATURE, Numbers(np.arange(rows, dtype=float))),))


def test_answers_keep_the_order_when_texts_are_sorted_by_length() -> None:
    model = Fake(batch_rows=2, pads_texts=True)
    codes, probabilities = ask(model, texts("aaaa", "b", "ccc", "dd", ""), model.classify)
    assert codes.tolist() == [4, 1, 3, 2, 0]
    assert probabilities[:, 0].tolist() == [4, 1, 3, 2, 0]
    assert model.asked == [["", "b"], ["dd", "ccc"], ["aaaa"]]


def test_a_batch_is_halved_until_it_fits_in_memory() -> None:
    model = Fake(batch_rows=8, most_rows=3)
    assert ask(model, numbers(11), model.regress).tolist() == [2.0 * i for i in range(11)]
    assert max(map(len, model.asked)) == 2


def test_memory_that_never_suffices_is_an_error() -> None:
    model = Fake(most_rows=0)
    with pytest.raises(MemoryError):
        ask(model, numbers(5), model.regress)


def test_progress_ends_at_one_and_only_grows() -> None:
    seen: list[float] = []
    model = Fake()
    ask(model, numbers(10), model.regress, seen.append)
    assert seen == sorted(seen)
    assert seen[-1] == 1.0


class Shelf:
    """Pictures of which those named `bad...` are damaged; counts what it decodes."""

    def __init__(self) -> None:
        self.decoded: list[str | None] = []

    def decode(self, name: str | None) -> NDArray[np.uint8]:
        self.decoded.append(name)
        if name is None or name.startswith("bad"):
            raise Refused((Problem(f"dataset.images.{name}", "broken", "replace it"),))
        return np.full((2, 2, 3), ord(name[0]), np.uint8)


def shelved(*names: str | None) -> tuple[Dataset, Shelf]:
    shelf = Shelf()
    held = np.array(names, dtype=object)
    return Dataset((Column("x", Role.FEATURE, Images(held, shelf)),)), shelf


def test_every_damaged_picture_is_named() -> None:
    data, _ = shelved("a", "bad1", "b", "c", "d", "bad2")
    model = Fake(batch_rows=2)
    with pytest.raises(Refused) as refusal:
        ask(model, data, model.classify)
    found = [problem.field for problem in refusal.value.problems]
    assert found == ["dataset.images.bad1", "dataset.images.bad2"]


def test_damaged_pictures_are_noted_and_the_others_asked_and_decoded_once() -> None:
    data, shelf = shelved("a", "bad1", "b", "c", "d", "e", None, "f")
    model = Fake(batch_rows=2)
    damaged: dict[int, Problem] = {}
    codes, _ = ask(model, data, model.classify, damaged=damaged)
    assert [(row, problem.field) for row, problem in damaged.items()] == [
        (1, "dataset.images.bad1"),
        (6, "dataset.columns.x"),
    ]
    assert codes[[0, 2, 3, 4, 5, 7]].tolist() == [2] * 6
    seen = [int(picture[0, 0, 0]) for batch in model.asked for picture in batch]
    assert seen == [ord(name) for name in "abcdef"]
    # Whole batches once; the others' good pictures again.
    assert [shelf.decoded.count(name) for name in "bcde"] == [1, 1, 1, 1]


def test_without_a_picture_that_can_be_decoded_nothing_is_asked() -> None:
    data, _ = shelved("bad1", "bad2")
    model = Fake(batch_rows=2)
    with pytest.raises(Refused, match="bad1"):
        ask(model, data, model.classify, damaged={})
    assert not model.asked


@dataclass
class OnGpu(Fake):
    """A row's share of a call's fixed cost shrinks as batches grow, up to `best` rows a call."""

    may_grow: bool = True
    best: int = 64
    clock: list[float] = field(default_factory=lambda: [0.0])

    def regress(self, features: Features) -> NDArray[np.float64]:
        found = super().regress(features)
        self.clock[0] += 1.0 + 0.001 * len(found) + (10.0 if len(found) > self.best else 0.0)
        return found


def asked_on_gpu(monkeypatch: pytest.MonkeyPatch, model: OnGpu, rows: int) -> list[int]:
    monkeypatch.setattr(
        "audits.probing.batched_inference.time.perf_counter", lambda: model.clock[0]
    )
    assert ask(model, numbers(rows), model.regress).tolist() == [2.0 * i for i in range(rows)]
    return [len(values) for values in model.asked]


def test_on_a_gpu_batches_double_until_a_row_gets_no_cheaper(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sizes = asked_on_gpu(monkeypatch, OnGpu(most_rows=1000), 500)
    assert sizes[:6] == [4, 8, 16, 32, 64, 128]
    assert set(sizes[6:-1]) == {64}


def test_on_a_gpu_memory_that_runs_out_ends_the_growth(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes = asked_on_gpu(monkeypatch, OnGpu(most_rows=20), 200)
    assert sizes[:3] == [4, 8, 16]
    assert set(sizes[3:-1]) == {16}


def test_without_a_gpu_batches_keep_their_size() -> None:
    model = Fake()
    ask(model, numbers(40), model.regress)
    assert {len(values) for values in model.asked} == {4}
