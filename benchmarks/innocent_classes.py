"""Innocent tables of labels of classes, with the answers and scores of models good and bad."""

from typing import Any

import numpy as np

from benchmarks.table_kinds import kind, sigmoid, size, walk, with_columns
from benchmarks.told_in_an_audit import Tabled

_SCORED = {"label": {"role": "label"}, "answer": {"role": "prediction"}}
_GROUP = {"sex": {"role": "protected"}}


def classes(
    rng: np.random.Generator,
    *,
    rows: int | None = None,
    slope: float = 1.5,
    shift: float = 0.0,
    groups: tuple[str, ...] = ("female", "male"),
    scored: bool = True,
    words: tuple[str, str] = ("0", "1"),
) -> Tabled:
    """Labels of two classes that an honest score foretells. slope, shift: of the log-odds."""
    n = size(rng) if rows is None else rows
    x = rng.normal(size=n)
    odds = slope * x + shift
    label = rng.random(n) < sigmoid(odds)
    label[0] ^= label.all() or not label.any()  # both classes are there
    score = sigmoid(odds)
    columns: dict[str, Any] = {
        "sex": rng.choice(groups, n).tolist(),
        "income": np.round(np.exp(x + rng.normal(10, 0.3, n)), 2).tolist(),
        "label": np.where(label, words[1], words[0]).tolist(),
        "answer": np.where(score > 0.5, words[1], words[0]).tolist(),
    }
    label_role = {"role": "label", "favourable": words[1]}
    roles = {**_GROUP, "income": {"role": "feature"}, **_SCORED, "label": label_role}
    if scored:
        columns["score"] = np.round(score, 6).tolist()
        roles["score"] = {"role": "score"}
    return Tabled("", "classes", columns, roles)


@kind("classes, an honest model")
def _honest(rng: np.random.Generator) -> Tabled:
    return classes(rng, slope=rng.uniform(0.5, 3))


@kind("classes, 5,000 rows")
def _large(rng: np.random.Generator) -> Tabled:
    return classes(rng, rows=5000, slope=rng.uniform(0.3, 3))


@kind("classes, one of them rare")
def _rare(rng: np.random.Generator) -> Tabled:
    table = classes(rng, rows=int(rng.choice([120, 600, 2000])), shift=-3.5)
    return Tabled("", "classes", table.columns, table.roles, ("A model may answer so",))


@kind("classes, a model that is right in all rows, with scores")
def _perfect(rng: np.random.Generator) -> Tabled:
    n = int(rng.choice([60, 120, 200, 600]))
    x = rng.normal(size=n)
    table = classes(rng, rows=n)
    label = np.where(x > 0, "1", "0").tolist()
    score = np.round(sigmoid(x * rng.uniform(1, 20)), 6)
    return with_columns(table, {"label": label, "answer": label, "score": score.tolist()}, {})


@kind("classes, a model that is right in all rows, without scores")
def _perfect_alone(rng: np.random.Generator) -> Tabled:
    n = int(rng.choice([60, 120, 200, 600]))
    label = np.where(rng.random(n) < 0.4, "1", "0").tolist()
    table = with_columns(classes(rng, rows=n, scored=False), {"label": label, "answer": label}, {})
    return Tabled("", "classes", table.columns, table.roles, ("the model was wrong in none, or",))


@kind("classes, a score that tells nothing (AUC .5)")
def _by_chance(rng: np.random.Generator) -> Tabled:
    table = classes(rng, groups=("a", "b", "c", "d"))
    score = rng.random(len(table.columns["label"]))
    answer = np.where(score > 0.5, "1", "0").tolist()
    return with_columns(table, {"score": np.round(score, 6).tolist(), "answer": answer}, {})


@kind("classes, a bad score (AUC .45)")
def _bad(rng: np.random.Generator) -> Tabled:
    n = int(rng.choice([120, 600, 5000]))
    table = classes(rng, rows=n, groups=("a", "b"))
    flags = np.array(table.columns["label"]) == "1"
    score = sigmoid(rng.normal(size=n) - 0.178 * flags)
    answer = np.where(score > 0.5, "1", "0").tolist()
    return with_columns(table, {"score": np.round(score, 6).tolist(), "answer": answer}, {})


@kind("classes, twenty groups and a weak score")
def _many_groups(rng: np.random.Generator) -> Tabled:
    groups = tuple(f"town {number}" for number in range(20))
    return classes(rng, rows=int(rng.choice([200, 600, 2000])), slope=0.3, groups=groups)


@kind("classes, a model that answers one class")
def _dummy(rng: np.random.Generator) -> Tabled:
    table = classes(rng, slope=0.3, shift=-1, scored=False)
    n = len(table.columns["label"])
    answers = {"answer": ["0"] * n}
    return Tabled("", "classes", {**table.columns, **answers}, table.roles, ("one answer alone",))


@kind("classes, rows in the order of time, alike next to each other")
def _autocorrelated(rng: np.random.Generator) -> Tabled:
    n = int(rng.choice([60, 200, 1000]))
    state = walk(rng, n, rng.choice([0.5, 0.9, 0.98]))
    label = np.where(state + rng.normal(0, 0.3, n) > 0, "1", "0").tolist()
    score = sigmoid(2 * state)
    return with_columns(
        classes(rng, rows=n),
        {
            "label": label,
            "answer": np.where(score > 0.5, "1", "0").tolist(),
            "score": np.round(score, 6).tolist(),
        },
        {},
    )


@kind("classes, foretold by the row before")
def _persistent(rng: np.random.Generator) -> Tabled:
    n = int(rng.choice([60, 200, 1000, 5000]))
    state = walk(rng, n + 1, rng.choice([0.5, 0.8, 0.95]))
    up = np.where(state > 0, "1", "0")
    table = classes(rng, rows=n, scored=False)
    return with_columns(table, {"label": up[1:].tolist(), "answer": up[:-1].tolist()}, {})


@kind("classes, rows sorted by the score")
def _sorted(rng: np.random.Generator) -> Tabled:
    table = classes(rng)
    order = np.argsort(table.columns["score"])
    columns = {name: np.array(cells)[order].tolist() for name, cells in table.columns.items()}
    return Tabled("", "classes", columns, table.roles)


@kind("classes, shops called All Saints and Total Wine")
def _shops(rng: np.random.Generator) -> Tabled:
    names = ("All Saints", "Total Wine", "Sum 41", "Allsorts", "Grand Total Bistro", "Everyone's")
    return classes(rng, groups=names)


@kind("classes, groups called all beside others")
def _for_all(rng: np.random.Generator) -> Tabled:
    table = classes(rng)
    n = len(table.columns["label"])
    share = rng.uniform(0.2, 0.7)
    given = rng.choice(["All", "Men", "Women"], n, p=[share, (1 - share) / 2, (1 - share) / 2])
    return with_columns(table, {"audience": given.tolist()}, {"audience": {"role": "protected"}})


@kind("classes, groups of one letter that begin others: AB, AAA, II, CS")
def _letters(rng: np.random.Generator) -> Tabled:
    groups = (
        ("A", "B", "AB", "O"),
        ("AAA", "AA", "A", "BBB", "BB", "B", "CCC"),
        ("I", "II", "III", "IV"),
        ("A", "A+", "A-", "B", "B+"),
        ("C", "CS", "M", "MS"),
        ("C", "C++", "Go", "R", "Rust"),
        ("S", "M", "L", "XL", "XXL"),
        ("A", "A1", "A2", "B", "B1"),
    )
    table = classes(rng)
    n = len(table.columns["label"])
    which = groups[int(rng.integers(len(groups)))]
    return with_columns(
        table, {"grade": rng.choice(which, n).tolist()}, {"grade": {"role": "protected"}}
    )


@kind("classes, three to ten words")
def _several(rng: np.random.Generator) -> Tabled:
    n, many = size(rng), int(rng.integers(3, 11))
    names = np.array([f"kind {letter}" for letter in "abcdefghij"[:many]])
    label = rng.integers(0, many, n)
    wrong = rng.random(n) < 0.3
    answer = np.where(wrong, rng.integers(0, many, n), label)
    table = classes(rng, rows=n, scored=False)
    cells = {"label": names[label].tolist(), "answer": names[answer].tolist()}
    return with_columns(table, cells, {"label": {"role": "label"}})


@kind("classes, rows of clusters of 1 to 200")
def _clustered(rng: np.random.Generator) -> Tabled:
    table = classes(rng, rows=int(rng.choice([120, 600, 2000])))
    n = len(table.columns["label"])
    return with_columns(table, {"unit": _clusters(rng, n)}, {"unit": {"role": "cluster"}})


@kind("classes, clusters named by capitals and small letters")
def _base62(rng: np.random.Generator) -> Tabled:
    table = classes(rng, rows=int(rng.choice([120, 600])))
    n = len(table.columns["label"])
    digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    start, many = int(rng.integers(10**6, 9 * 10**8)), n // 3
    numbers = start + np.arange(many)
    if rng.random() < 0.5:
        numbers = rng.integers(0, 62**3, many)
    names = [
        "".join(digits[number // 62**at % 62] for at in range(5, -1, -1)) for number in numbers
    ]
    unit = rng.choice(names, n).tolist()
    return with_columns(table, {"unit": unit}, {"unit": {"role": "cluster"}})


@kind("classes, weights of a survey")
def _weighed(rng: np.random.Generator) -> Tabled:
    table = classes(rng)
    n = len(table.columns["label"])
    weight = np.round(np.exp(rng.normal(0, 0.7, n)), 3)
    return with_columns(table, {"weight": weight.tolist()}, {"weight": {"role": "weight"}})


@kind("classes, features of many forms beside them")
def _featured(rng: np.random.Generator) -> Tabled:
    table = classes(rng)
    n = len(table.columns["label"])
    cells = {
        "visits": rng.poisson(1.2, n).tolist(),
        "brand": rng.choice(["Total", "Shell", "Esso", "BP"], n, p=[0.1, 0.4, 0.3, 0.2]).tolist(),
        "price": np.round(rng.lognormal(3, 1, n), 2).tolist(),
        "score_b": rng.integers(1, 11, n).tolist(),
        "region": rng.choice(["north", "North", "NORTH-WEST"], n).tolist(),
        "day": [f"2026-{m:02}-{d:02}" for m, d in rng.integers(1, 13, (n, 2))],
        "children": rng.negative_binomial(1, 0.5, n).tolist(),
    }
    return with_columns(table, cells, {name: {"role": "feature"} for name in cells})


@kind("classes, nuisances that are counts of a long tail")
def _counted(rng: np.random.Generator) -> Tabled:
    table = classes(rng)
    n = len(table.columns["label"])
    cells = {
        "priors": rng.negative_binomial(0.6, 0.25, n).tolist(),
        "children": rng.poisson(0.8, n).tolist(),
    }
    return with_columns(table, cells, {name: {"role": "nuisance"} for name in cells})


@kind("classes, groups that postcodes or bands of an amount tell")
def _postcodes(rng: np.random.Generator) -> Tabled:
    table = classes(rng, rows=int(rng.choice([300, 1000])))
    n = len(table.columns["label"])
    codes = 10_000 + 17 * rng.integers(0, n // 4, n)
    cells = {
        "postcode": codes.tolist(),
        "state": [f"state {one}" for one in codes // 400 % 7],
        "doctor": rng.integers(0, n // 5, n).tolist(),
        "premium": (codes // 5 * 5).tolist(),
    }
    return with_columns(table, cells, {"state": {"role": "protected"}})


@kind("scores that are odds, log-odds or percent")
def _other_scores(rng: np.random.Generator) -> Tabled:
    table = classes(rng, slope=rng.uniform(1, 4), shift=rng.uniform(-4, 1))
    share = np.clip(np.array(table.columns["score"]), 1e-6, 1 - 1e-6)
    forms = (share / (1 - share), np.log(share / (1 - share)), 100 * share)
    score = forms[int(rng.integers(3))]
    return with_columns(table, {"score": np.round(score, 6).tolist()}, {})


@kind("people who come again, named")
def _again(rng: np.random.Generator) -> Tabled:
    table = classes(rng, rows=int(rng.choice([120, 600])), scored=False)
    n = len(table.columns["label"])
    stay = [
        f"2026-{m:02}-{d:02}"
        for m, d in zip(rng.integers(1, 13, n), rng.integers(1, 29, n), strict=True)
    ]
    cells = {"ward": rng.choice([f"w{i}" for i in range(12)], n).tolist(), "day": stay,
             "age": rng.integers(18, 95, n).tolist(),
             "bmi": np.round(rng.normal(26, 4, n), 1).tolist()}  # fmt: skip
    return with_columns(table, cells, {})


@kind("each answer as often in every group, by design")
def _design(rng: np.random.Generator) -> Tabled:
    each = int(rng.choice([20, 40]))
    sex = np.repeat(["female", "male"], 2 * each)
    label = np.tile(np.repeat(["yes", "no"], each), 2)
    answer = np.where(rng.random(4 * each) < 0.8, label, np.where(label == "yes", "no", "yes"))
    age = rng.integers(18, 80, 4 * each)
    columns = {"sex": sex.tolist(), "age": age.tolist(), "label": label.tolist(),
               "answer": answer.tolist()}  # fmt: skip
    roles = {**_GROUP, "age": {"role": "feature"}, "answer": {"role": "prediction"},
             "label": {"role": "label", "favourable": "yes"}}  # fmt: skip
    return Tabled("", "classes", columns, roles)


def _clusters(rng: np.random.Generator, n: int) -> list[str]:
    """Names of clusters of 1 to 200 rows, in the order of the rows."""
    sizes: list[int] = []
    while sum(sizes) < n:
        sizes.append(int(np.exp(rng.uniform(0, np.log(200)))))
    return [f"c{number:03}" for number, size in enumerate(sizes) for _ in range(size)][:n]
