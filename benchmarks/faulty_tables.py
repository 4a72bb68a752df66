"""Tables each of which is misread in one way, that the notices about it must find.

Each is an innocent table with one fault; a further one joins by its decorator.
"""

import json
from collections.abc import Callable
from typing import Any

import numpy as np

from benchmarks.innocent_classes import classes
from benchmarks.innocent_numbers import numbers
from benchmarks.innocent_outcomes import boxes, lists, located, spans, survival
from benchmarks.table_kinds import with_columns
from benchmarks.told_in_an_audit import Tabled

Draw = Callable[[np.random.Generator], Tabled]
FAULTS: dict[str, Draw] = {}
ROWS = 300


def fault(name: str) -> Callable[[Draw], Draw]:
    """A table with this fault."""

    def named(draw: Draw) -> Draw:
        FAULTS[name] = draw
        return draw

    return named


def _classes(rng: np.random.Generator, **more: Any) -> Tabled:
    return classes(rng, rows=ROWS, slope=2.0, **more)


def _changed(table: Tabled, name: str, change: Callable[[np.ndarray[Any, Any]], Any]) -> Tabled:
    return with_columns(
        table, {name: np.asarray(change(np.array(table.columns[name]))).tolist()}, {}
    )


def _protected(table: Tabled, name: str, cells: Any) -> Tabled:
    return with_columns(table, {name: list(cells)}, {name: {"role": "protected"}})


@fault("labels given as answers")
def _copied(rng: np.random.Generator) -> Tabled:
    table = _classes(rng)
    return with_columns(table, {"answer": table.columns["label"]}, {})


@fault("answers a row too low")
def _slipped(rng: np.random.Generator) -> Tabled:
    table = _classes(rng, scored=False)
    return _changed(table, "answer", lambda cells: np.roll(cells, 1))


def _amounts(rng: np.random.Generator) -> Tabled:
    x = rng.normal(size=ROWS)
    label = np.exp(6 + 0.5 * x)
    return numbers(rng, label, label * np.exp(0.1 * rng.normal(size=ROWS)))


@fault("answers a year's, labels a month's")
def _unit(rng: np.random.Generator) -> Tabled:
    return _changed(_amounts(rng), "answer", lambda cells: cells * 12)


@fault("answers in thousands")
def _thousands(rng: np.random.Generator) -> Tabled:
    return _changed(_amounts(rng), "answer", lambda cells: cells / 1000)


@fault("logarithms as answers")
def _logs(rng: np.random.Generator) -> Tabled:
    return _changed(_amounts(rng), "answer", np.log)


@fault("failures as 0")
def _failed(rng: np.random.Generator) -> Tabled:
    failed = rng.random(ROWS) < 0.05
    return _changed(_amounts(rng), "answer", lambda cells: np.where(failed, 0, cells))


@fault("scores partly in percent")
def _scales(rng: np.random.Generator) -> Tabled:
    percent = rng.random(ROWS) < 0.3
    return _changed(_classes(rng), "score", lambda cells: np.where(percent, 100 * cells, cells))


@fault("a score of the other class")
def _turned(rng: np.random.Generator) -> Tabled:
    table = _changed(_classes(rng), "score", lambda cells: 1 - cells)
    return Tabled("", "classes", {k: v for k, v in table.columns.items() if k != "answer"},
                  {k: v for k, v in table.roles.items() if k != "answer"})  # fmt: skip


@fault("a score of the other class in one group")
def _turned_group(rng: np.random.Generator) -> Tabled:
    table = _classes(rng, groups=("a", "b", "c", "d"))
    where = np.array(table.columns["sex"]) == "b"
    return _changed(table, "score", lambda cells: np.where(where, 1 - cells, cells))


@fault("answers of the other code")
def _opposed(rng: np.random.Generator) -> Tabled:
    return _changed(_classes(rng, scored=False), "answer", lambda c: np.where(c == "1", "0", "1"))


@fault("times as risk scores")
def _times(rng: np.random.Generator) -> Tabled:
    return _changed(survival(rng, 1.5), "risk", lambda cells: -cells)


@fault("scores of lists turned round")
def _lists_turned(rng: np.random.Generator) -> Tabled:
    return _changed(lists(rng, 0.7), "score", lambda cells: -cells)


@fault("ranks of pages")
def _pages(rng: np.random.Generator) -> Tabled:
    return _changed(lists(rng, 0.7, "ordinal"), "rank", lambda ranks: (ranks - 1) % 5 + 1)


@fault("rank 0 of what was not shown")
def _not_shown(rng: np.random.Generator) -> Tabled:
    return _changed(lists(rng, 0.7, "ordinal"), "rank", lambda r: np.where(r > 4, 0, r))


def _located(table: Tabled, column: str, change: Callable[[dict[str, Any]], None]) -> Tabled:
    cells = []
    for cell in table.columns[column]:
        objects = json.loads(cell)
        for one in objects:
            change(one)
        cells.append(json.dumps(objects))
    return with_columns(table, {column: cells}, {})


@fault("spans whose ends are their last letters")
def _inclusive(rng: np.random.Generator) -> Tabled:
    return _located(spans(rng, 0.1, 0.1, 0.2), "seen",
                    lambda o: o.update(end=max(o["start"] + 1, o["end"] - 1)))  # fmt: skip


@fault("spans counted from 1")
def _from_one(rng: np.random.Generator) -> Tabled:
    return _located(spans(rng, 0.1, 0.1, 0.2), "seen",
                    lambda o: o.update(start=o["start"] + 1, end=o["end"] + 1))  # fmt: skip


@fault("boxes as shares of the picture")
def _shares(rng: np.random.Generator) -> Tabled:
    size = np.array([640, 480, 640, 480])
    return _located(boxes(rng, 0.05, 0.2, 0.1, 0.05), "seen",
                    lambda o: o.update(box=(np.array(o["box"]) / size).tolist()))  # fmt: skip


@fault("boxes with top before left")
def _top_first(rng: np.random.Generator) -> Tabled:
    return _located(boxes(rng, 0.05, 0.15, 0.05, 0.02), "seen",
                    lambda o: o.update(box=[o["box"][at] for at in (1, 0, 3, 2)]))  # fmt: skip


@fault("boxes of a picture half as large")
def _halved(rng: np.random.Generator) -> Tabled:
    return _located(boxes(rng, 0.02, 0.06, 0.05, 0.02), "seen",
                    lambda o: o.update(box=[end / 2 for end in o["box"]]))  # fmt: skip


@fault("corners called bbox")
def _corners(rng: np.random.Generator) -> Tabled:
    table = boxes(rng, 0.05, 0.3, 0.1, 0.05)
    for column in ("there", "seen"):
        table = _located(table, column, lambda o: o.update(bbox=o.pop("box")))
    return table


@fault("objects that stand twice")
def _twice(rng: np.random.Generator) -> Tabled:
    table = boxes(rng, 0.05, 0.3, 0.1, 0.05)
    there = [json.dumps(json.loads(cell) * 2) for cell in table.columns["there"]]
    return located(rng, there, list(table.columns["seen"]))


@fault("labels joined by a comma")
def _joined(rng: np.random.Generator) -> Tabled:
    names = ["news", "sport", "news, sport"]
    topics = [json.dumps([str(rng.choice(names))]) for _ in range(200)]
    columns = {"place": rng.choice(["n", "s"], 200).tolist(), "topics": topics,
               "found": [topics[at] for at in rng.permutation(200)]}  # fmt: skip
    more = {"label_set": {"labels": names, "label": "topics", "prediction": "found"}}
    return Tabled("", "label sets", columns, {"place": {"role": "protected"}}, (), more)


def _unit_names(rng: np.random.Generator, write: Callable[[int], list[str]]) -> Tabled:
    names = [str(rng.choice(write(int(one)))) for one in rng.integers(1, 80, ROWS)]
    return with_columns(_classes(rng), {"unit": names}, {"unit": {"role": "cluster"}})


@fault("clusters in two spellings")
def _spelled(rng: np.random.Generator) -> Tabled:
    return _unit_names(rng, lambda one: [f"S{one}", f"s{one}", f"S{one:03}"])


@fault("ids that a spreadsheet rounded")
def _rounded(rng: np.random.Generator) -> Tabled:
    return _unit_names(rng, lambda one: [f"1.2345{one % 10}E+17"])


@fault("f beside female")
def _initial(rng: np.random.Generator) -> Tabled:
    return _protected(_classes(rng), "gender", rng.choice(["f", "female", "m", "male"], ROWS))


@fault("Yes beside yes")
def _cased(rng: np.random.Generator) -> Tabled:
    return _protected(_classes(rng), "smoker", rng.choice(["Yes", "yes", "no"], ROWS))


@fault("a group All that sums the others")
def _everybody(rng: np.random.Generator) -> Tabled:
    table = _classes(rng)
    columns = {name: [*cells, *cells] for name, cells in table.columns.items()}
    town = rng.choice(["north", "south"], ROWS).tolist()
    columns["town"] = [*town, *(["All"] * ROWS)]
    return Tabled("", "classes", columns, {**table.roles, "town": {"role": "protected"}})


@fault("a row Total")
def _total(rng: np.random.Generator) -> Tabled:
    table = _classes(rng)
    columns = {name: [*cells, cells[0]] for name, cells in table.columns.items()}
    columns["town"] = [*rng.choice(["north", "south"], ROWS).tolist(), "Total"]
    return Tabled("", "classes", columns, {**table.roles, "town": {"role": "protected"}})


@fault("ranges that became dates")
def _dates(rng: np.random.Generator) -> Tabled:
    return _protected(_classes(rng), "ages", rng.choice(["10-Nov", "12-19", "20-29"], ROWS))


@fault("a cut that parts nobody")
def _uncut(rng: np.random.Generator) -> Tabled:
    born = {"born": rng.integers(1940, 2005, ROWS).tolist()}
    return with_columns(_classes(rng), born, {"born": {"role": "protected", "cut": [30, 60]}})


@fault("rows that weigh 0")
def _weightless(rng: np.random.Generator) -> Tabled:
    weight = np.where(rng.random(ROWS) < 0.2, 0, 1.5)
    return with_columns(_classes(rng), {"w": weight.tolist()}, {"w": {"role": "weight"}})


@fault("99 for no answer")
def _coded(rng: np.random.Generator) -> Tabled:
    answers = np.where(rng.random(ROWS) < 0.05, 99, rng.integers(0, 8, ROWS))
    return with_columns(_classes(rng), {"children": answers.tolist()},
                        {"children": {"role": "nuisance"}})  # fmt: skip


@fault("only those who were accepted")
def _accepted(rng: np.random.Generator) -> Tabled:
    table = _classes(rng)
    kept = np.flatnonzero(np.array(table.columns["answer"]) == "1")
    columns = {name: np.array(cells)[kept].tolist() for name, cells in table.columns.items()}
    return Tabled("", "classes", columns, table.roles)


@fault("labels of those alone who were accepted")
def _selective(rng: np.random.Generator) -> Tabled:
    table = _classes(rng)
    pairs = zip(table.columns["label"], table.columns["answer"], strict=True)
    return with_columns(table, {"label": [a if b == "1" else None for a, b in pairs]}, {})


@fault("each person twice after a join")
def _doubled(rng: np.random.Generator) -> Tabled:
    table = _classes(rng)
    columns = {name: [*cells, *cells[: ROWS // 2]] for name, cells in table.columns.items()}
    columns["age"] = (lambda a: [*a, *a[: ROWS // 2]])(rng.integers(18, 90, ROWS).tolist())
    return Tabled("", "classes", columns, table.roles)


@fault("answers of two models in one table")
def _models(rng: np.random.Generator) -> Tabled:
    table = _classes(rng)
    columns = {name: [*cells, *cells] for name, cells in table.columns.items()}
    wrong = rng.random(2 * ROWS) < 0.2
    columns["answer"] = np.where(wrong, "1", columns["answer"]).tolist()
    columns["model"] = ["old"] * ROWS + ["new"] * ROWS
    return Tabled("", "classes", columns, table.roles)


@fault("a split that nobody named")
def _split(rng: np.random.Generator) -> Tabled:
    return with_columns(_classes(rng), {"split": rng.choice(["train", "test"], ROWS).tolist()}, {})


@fault("weights that nobody named")
def _weights(rng: np.random.Generator) -> Tabled:
    weights = np.round(rng.lognormal(0, 0.5, ROWS), 3).tolist()
    return with_columns(_classes(rng), {"sample_weight": weights}, {})


@fault("people who come again, by a number that nothing says what it is")
def _numbered(rng: np.random.Generator) -> Tabled:
    table = _classes(rng)
    people = rng.integers(0, 150, ROWS)
    sexes, numbers = rng.choice(["female", "male"], 150), rng.permutation(9000)[:150]
    return with_columns(
        table, {"sex": sexes[people].tolist(), "pat_nr": numbers[people].tolist()}, {}
    )


@fault("people who come again, unnamed")
def _visits(rng: np.random.Generator) -> Tabled:
    people = [f"p{one:04}" for one in rng.integers(0, 200, ROWS)]
    return with_columns(_classes(rng), {"patient_id": people}, {})


@fault("a second header")
def _header(rng: np.random.Generator) -> Tabled:
    table = _classes(rng)
    columns = {name: [name.title(), *cells] for name, cells in table.columns.items()}
    columns |= {name: ["Yes", *table.columns[name]] for name in ("label", "answer")}
    words = {"role": "label", "favourable": "1"}
    roles = {"sex": {"role": "protected"}, "label": words, "answer": {"role": "prediction"}}
    return Tabled("", "classes", columns, roles)


@fault("rows that were commented out")
def _commented(rng: np.random.Generator) -> Tabled:
    return _protected(_classes(rng), "town", rng.choice(["north", "#north", "south"], ROWS))


@fault("letters that were lost")
def _letters(rng: np.random.Generator) -> Tabled:
    return _protected(_classes(rng), "town", rng.choice(["Szeged", "Gy\ufffdr"], ROWS))


@fault("a word that may say missing")
def _word(rng: np.random.Generator) -> Tabled:
    return _protected(_classes(rng), "town", rng.choice(["Szeged", "Pécs", "keine Angabe"], ROWS))
