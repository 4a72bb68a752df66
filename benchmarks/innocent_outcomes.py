"""Innocent tables of other outcomes: times to an event, lists, boxes, spans, sets of labels."""

import json
from typing import Any

import numpy as np

from benchmarks.table_kinds import kind, size
from benchmarks.told_in_an_audit import Tabled


def survival(rng: np.random.Generator, tells: float) -> Tabled:
    """Rows that are followed in whole weeks. tells: how far scores follow the rate."""
    n = int(rng.choice([60, 120, 600]))
    score = rng.normal(size=n)
    event = rng.exponential(8 * np.exp(-tells * score))
    lost = rng.exponential(15, n)
    weeks = np.ceil(np.minimum(event, lost))
    columns = {
        "sex": rng.choice(["female", "male"], n).tolist(),
        "weeks": weeks.astype(int).tolist(),
        "died": np.where(event <= lost, "yes", "no").tolist(),
        "risk": np.round(score, 4).tolist(),
    }
    roles = {
        "sex": {"role": "protected"},
        "weeks": {"role": "duration"},
        "died": {"role": "event", "positive": "yes"},
        "risk": {"role": "score"},
    }
    return Tabled("", "survival", columns, roles)


@kind("times to an event, with ties")
def _survival(rng: np.random.Generator) -> Tabled:
    return survival(rng, rng.uniform(0.3, 2))


@kind("times to an event, a score that tells nothing")
def _survival_by_chance(rng: np.random.Generator) -> Tabled:
    return survival(rng, 0)


def lists(rng: np.random.Generator, noise: float, ties: str | None = None) -> Tabled:
    """Lists of 3 to 12 items. ties: how places of equal items are written (scipy's methods)."""
    from scipy.stats import rankdata

    many = int(rng.choice([20, 60, 200]))
    sizes = rng.integers(3, 13, many)
    of_list = np.repeat(np.arange(many), sizes)
    relevance = (rng.random(len(of_list)) < 0.3).astype(int)
    score = relevance + noise * rng.normal(size=len(of_list))
    columns: dict[str, Any] = {
        "search": [f"s{number:04}" for number in of_list],
        "clicked": relevance.tolist(),
        "seller": rng.choice(["female", "male"], len(of_list)).tolist(),
    }
    roles: dict[str, Any] = {
        "search": {"role": "query", "kind": "category"},
        "clicked": {"role": "label", "kind": "number"},
        "seller": {"role": "protected", "reference": "male"},
    }
    if ties is None:
        columns["score"] = np.round(score, 5).tolist()
        roles["score"] = {"role": "score"}
    else:
        rough = np.round(score * 2) if ties != "ordinal" else score
        places = [rankdata(-rough[of_list == one], method=ties) for one in range(many)]
        columns["rank"] = np.concatenate(places).tolist()
        roles["rank"] = {"role": "prediction", "kind": "number"}
    return Tabled("", "lists", columns, roles)


@kind("ranked lists, scores")
def _scored_lists(rng: np.random.Generator) -> Tabled:
    return lists(rng, rng.uniform(0.3, 3))


@kind("ranked lists, scores that tell nothing")
def _lists_by_chance(rng: np.random.Generator) -> Tabled:
    return lists(rng, 1e6)


@kind("ranked lists, ranks")
def _ranks(rng: np.random.Generator) -> Tabled:
    return lists(rng, rng.uniform(0.3, 3), "ordinal")


@kind("ranked lists, ranks with ties")
def _tied_ranks(rng: np.random.Generator) -> Tabled:
    return lists(rng, rng.uniform(0.3, 3), str(rng.choice(["min", "max", "average", "dense"])))


def boxes(
    rng: np.random.Generator, low: float, high: float, miss: float, shift: float, key: str = "box"
) -> Tabled:
    """Boxes in pictures of 640 by 480. low, high: their sides as shares of the picture's."""
    n = int(rng.choice([40, 120]))
    truths, seen = [], []
    for _ in range(n):
        own, other = [], []
        for _ in range(int(rng.integers(1, 5))):
            width, height = rng.uniform(low, high, 2) * (640, 480)
            left, top = rng.random(2) * (640 - width, 480 - height)
            ends = (
                [left, top, width, height]
                if key == "bbox"
                else [left, top, left + width, top + height]
            )
            label = str(rng.choice(["car", "person"]))
            own.append({key: np.round(ends, 1).tolist(), "label": label})
            if rng.random() > miss:
                moved = np.array(ends) + rng.normal(0, shift, 4) * (width, height, width, height)
                other.append({key: np.round(moved, 1).tolist(), "label": label, "score": 0.9})
        truths.append(json.dumps(own))
        seen.append(json.dumps(other))
    return located(rng, truths, seen)


def located(
    rng: np.random.Generator, truths: list[str], seen: list[str], text: list[str] | None = None
) -> Tabled:
    """What is there and what was detected, as JSON. text: in which the spans stand."""
    columns: dict[str, Any] = {
        "place": rng.choice(["north", "south"], len(truths)).tolist(),
        "there": truths,
        "seen": seen,
    }
    roles: dict[str, Any] = {
        "place": {"role": "protected"},
        "there": {"role": "objects"},
        "seen": {"role": "detections"},
    }
    if text is not None:
        columns["text"], roles["text"] = text, {"role": "feature", "kind": "text"}
    return Tabled("", "objects", columns, roles, ("which nothing was detected as",))


@kind("boxes, small")
def _small(rng: np.random.Generator) -> Tabled:
    return boxes(rng, 0.01, 0.04, rng.uniform(0.1, 0.6), rng.uniform(0.02, 0.2))


@kind("boxes, small, of a detector that hits none")
def _nowhere(rng: np.random.Generator) -> Tabled:
    table, other = boxes(rng, 0.01, 0.04, 0, 0.05), boxes(rng, 0.01, 0.04, 0, 0.05)
    n = min(len(each.columns["there"]) for each in (table, other))
    return located(rng, list(table.columns["there"][:n]), list(other.columns["seen"][:n]))


@kind("boxes that fill their pictures, as corner and size")
def _filling(rng: np.random.Generator) -> Tabled:
    return boxes(rng, 0.6, 0.95, 0.1, 0.02, "bbox")


@kind("boxes of all sizes, as corner and size")
def _coco(rng: np.random.Generator) -> Tabled:
    return boxes(rng, 0.02, 0.6, 0.2, 0.05, "bbox")


_WORDS = [
    "the",
    "bank",
    "of",
    "Anna",
    "Kovacs",
    "opens",
    "again",
    "near",
    "Lake",
    "Balaton",
    "and",
    "old",
    "Mr",
    "Szabo",
    "sells",
    "honey",
]


def spans(rng: np.random.Generator, wrong: float, missed: float, ends: float) -> Tabled:
    """Names in sentences. wrong: ends elsewhere, `ends` of these a letter too late or early."""
    n = int(rng.choice([60, 200]))
    texts, truths, seen = [], [], []
    for _ in range(n):
        words = rng.permutation(_WORDS).tolist()
        starts = np.cumsum([0, *(len(word) + 1 for word in words)])
        own, other = [], []
        for at in np.flatnonzero([word[0].isupper() for word in words]):
            start, end = int(starts[at]), int(starts[at]) + len(words[at])
            own.append({"start": start, "end": end, "label": "PER"})
            if rng.random() < missed:
                continue
            if rng.random() < wrong:
                letter = rng.random() < ends
                end = max(
                    start + 1, end + int(rng.choice([-1, 1]) if letter else rng.choice([-3, 5]))
                )
            other.append({"start": start, "end": end, "entity_group": "PER", "score": 0.9})
        texts.append(" ".join(words) + ".")
        truths.append(json.dumps(own))
        seen.append(json.dumps(other))
    return located(rng, truths, seen, texts)


@kind("spans, a tagger that misses some")
def _spans(rng: np.random.Generator) -> Tabled:
    return spans(rng, rng.uniform(0, 0.3), rng.uniform(0, 0.5), 0.2)


@kind("spans, a good tagger whose few errors are full stops")
def _full_stops(rng: np.random.Generator) -> Tabled:
    return spans(rng, rng.uniform(0.02, 0.2), rng.uniform(0, 0.05), 0.7)


@kind("sets of labels")
def _sets(rng: np.random.Generator) -> Tabled:
    n = size(rng)
    names = ["news", "sport", "trade", "rock & roll", "arts/crafts", "R&D"]
    there = rng.random((n, len(names))) < rng.uniform(0.1, 0.6, len(names))
    answered = np.where(rng.random(there.shape) < 0.2, rng.random(there.shape) < 0.3, there)
    columns = {
        "place": rng.choice(["north", "south"], n).tolist(),
        "topics": [json.dumps([m for m, f in zip(names, row, strict=True) if f]) for row in there],
        "found": [
            json.dumps([m for m, f in zip(names, row, strict=True) if f]) for row in answered
        ],
    }
    more = {"label_set": {"labels": names, "label": "topics", "prediction": "found"}}
    return Tabled("", "label sets", columns, {"place": {"role": "protected"}}, (), more)
